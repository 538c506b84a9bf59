#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

struct OpenOptions {
  // Connections for reads, at most; made when first needed. One more is for writes.
  int readers = 8;
  // Writes that share one commit, at most.
  int max_batch = 256;
  // How long a call waits for other processes at most, whatever its deadline.
  absl::Duration max_wait = absl::Seconds(10);
  // Of a PostgreSQL database, the schema that the store is in, a-z and "_"; made where it is not
  // there, which needs CREATE on the database. Empty: the connection's own. SQLite has none.
  std::string schema = {};
};

// Which kind of store `url` names. INVALID_ARGUMENT for another url.
absl::StatusOr<Dialect> DialectOf(const std::string& url);
// The file that it names, of one of SQLite.
std::string SqlitePathOf(const std::string& url);

// Opens the store that `url` names: "sqlite:/var/lib/x/scheduling.db" (made if it is not there) or
// "postgresql://user@host/database". INVALID_ARGUMENT for another url, UNAVAILABLE when the store
// does not answer (with the reason in its words), DATA_LOSS when the file is no database. Call
// Migrate (migrations.h) before anything else.
absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& url,
                                               const OpenOptions& options = {});

// The same for a file's path.
absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(const std::string& path,
                                                     const OpenOptions& options = {});

// The same for a libpq URI. Makes the types BLOB (bytea) and NAMETEXT (text in
// byte order), so that the same migrations fit both stores.
absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(const std::string& uri,
                                                       const OpenOptions& options = {});

}  // namespace peerchallenge::storage
