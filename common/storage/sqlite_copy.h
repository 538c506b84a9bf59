#pragma once

#include <memory>
#include <string>

#include "common/storage/store_loader.h"
#include "common/storage/store_saver.h"

namespace peerchallenge::storage {

// Saves an SQLite file by VACUUM INTO: in one read transaction, for which no writer waits, and
// without the free pages, in which remains of what was erased could be. (SQLite's backup interface
// copies them.) UNAVAILABLE when there is no file.
absl::StatusOr<std::unique_ptr<StoreSaver>> OpenSqliteSaver(const std::string& path);

// Makes an SQLite file of a saved one, under a temporary name beside it until Commit().
absl::StatusOr<std::unique_ptr<StoreLoader>> OpenSqliteLoader(const std::string& path);

}  // namespace peerchallenge::storage
