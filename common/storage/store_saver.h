#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/storage/saved_store.h"

namespace peerchallenge::storage {

// Copies stores out while others write to them. What was acknowledged before Open() is in the copy;
// what comes later is in it whole or not at all. Stores of one PostgreSQL database are saved as of
// one moment; SQLite's, a file each, one after the other.
class StoreSaver {
 public:
  // `url` as that of storage::Open. Its errors; makes nothing.
  static absl::StatusOr<std::unique_ptr<StoreSaver>> Open(const std::string& url);
  virtual ~StoreSaver() = default;

  struct Request {
    std::string schema;            // as in OpenOptions
    std::filesystem::path folder;  // is there, and empty
    const files::Progress& progress;
    TransactionBody inspect;  // reads the state that is saved
  };
  // Errors: FAILED_PRECONDITION when there is no store of ours; UNAVAILABLE; those of SyncedFile,
  // of `progress` and of `inspect`.
  virtual absl::StatusOr<SavedStore> Save(const Request& request) = 0;
};

}  // namespace peerchallenge::storage
