#pragma once

#include <memory>
#include <string>

#include "common/storage/store_loader.h"
#include "common/storage/store_saver.h"

namespace peerchallenge::storage {

// Saves stores of a PostgreSQL database by COPY in one transaction that sees one committed state.
// Not by pg_dump: that wants a program of the server's version, gets the password on its command
// line, and writes SQL, so that whoever can write to a backup could have anything run by a restore.
// Here the tables are made by this version's own migrations, and a file can only be rows.
absl::StatusOr<std::unique_ptr<StoreSaver>> OpenPostgresSaver(const std::string& uri);

// Makes stores of saved ones, all in one transaction.
absl::StatusOr<std::unique_ptr<StoreLoader>> OpenPostgresLoader(const std::string& uri);

}  // namespace peerchallenge::storage
