#pragma once

#include <memory>
#include <span>
#include <string>

#include "common/storage/store_loader.h"
#include "common/storage/store_saver.h"

namespace peerchallenge::storage {

// Saves SQLite files. Writers are held up for as long as it takes to begin a read transaction on
// each file, so that all are of one moment; then they go on. What SQLite's backup interface makes
// of that is run through VACUUM INTO: it leaves out the free pages, in which remains of what was
// erased could be. UNAVAILABLE when a file is not there.
absl::StatusOr<std::unique_ptr<StoreSaver>> OpenSqliteSaver(std::span<const std::string> paths);

// Makes an SQLite file of a saved one, under a temporary name beside it until Commit().
absl::StatusOr<std::unique_ptr<StoreLoader>> OpenSqliteLoader(const std::string& path);

}  // namespace peerchallenge::storage
