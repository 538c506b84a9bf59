#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "common/storage/saved_store.h"

namespace peerchallenge::storage {

// Copies stores out while others write to them, all as of one moment. What was acknowledged before
// Open() is in the copies; what comes later is in them whole or not at all.
class StoreSaver {
 public:
  // `urls` as that of storage::Open: one or more files of SQLite, or one PostgreSQL database. Its
  // errors; makes nothing.
  static absl::StatusOr<std::unique_ptr<StoreSaver>> Open(std::span<const std::string> urls);
  virtual ~StoreSaver() = default;

  struct Request {
    std::string url;               // one of those
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
