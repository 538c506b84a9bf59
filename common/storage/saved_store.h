#pragma once

#include <string>
#include <vector>

#include "common/files/copying.h"
#include "common/storage/database.h"
#include "common/storage/migrations.h"

namespace peerchallenge::storage {

// A file that holds a store or a part of it.
struct SavedFile {
  std::string name;  // within the store's folder
  files::Digest digest;
  std::vector<std::string> columns;  // of a PostgreSQL table, in the order of the file
};

// One committed state of a store, as files in a folder. Of SQLite that is a database file,
// "store.db". Of PostgreSQL it is what COPY writes in binary form, a file a table
// ("changes.copy"): data only, the tables follow from the migrations.
struct SavedStore {
  Dialect dialect = Dialect::kSqlite;
  std::vector<SavedFile> files;
  std::vector<AppliedMigration> migrations;
};

}  // namespace peerchallenge::storage
