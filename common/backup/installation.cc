#include "common/backup/installation.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/storage/open.h"

namespace peerchallenge::backup {

absl::StatusOr<storage::Dialect> Installation::Dialect() const {
  if (database.empty()) return storage::Dialect::kSqlite;
  auto dialect = storage::DialectOf(database);
  if (!dialect.ok())
    return errors::InvalidField("--database", database, "postgresql://… or sqlite:");
  if (*dialect == storage::Dialect::kSqlite && parts.size() > 1) {
    return errors::InvalidField("--database", database,
                                "with an SQLite file of its own, one --service");
  }
  return dialect;
}

std::string Installation::UrlOf(const Part& part) const {
  return database.empty() ? absl::StrCat("sqlite:", (data_dir / part.store.file).string())
                          : database;
}

}  // namespace peerchallenge::backup
