#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "common/storage/saved_store.h"

namespace peerchallenge::storage {

// Makes stores of what a StoreSaver saved, where there are none. Nobody sees anything of it before
// Commit(), and without that nothing stays. The key that seals tokens is not taken over: a token of
// before the restore tells of changes that may never have been (sealing_key.h).
class StoreLoader {
 public:
  // `url` as that of storage::Open, and its errors.
  static absl::StatusOr<std::unique_ptr<StoreLoader>> Open(const std::string& url);
  virtual ~StoreLoader() = default;

  struct Request {
    std::string schema;            // as in OpenOptions
    std::filesystem::path folder;  // what was saved
    const SavedStore& saved;
    std::span<const Component> components;  // what this version's store is made of
    const files::Progress& progress;
  };
  // FAILED_PRECONDITION when something is there already, when the store comes from a newer version
  // or when it was saved from the other kind of store; DATA_CORRUPT when a file is not what it was.
  virtual absl::Status Load(const Request& request) = 0;

  // Lets everyone see all that was loaded, on disk.
  virtual absl::Status Commit() = 0;
};

}  // namespace peerchallenge::storage
