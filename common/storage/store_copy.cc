#include <vector>

#include "common/storage/open.h"
#include "common/storage/postgres_copy.h"
#include "common/storage/sqlite_copy.h"

namespace peerchallenge::storage {

absl::StatusOr<std::unique_ptr<StoreSaver>> StoreSaver::Open(std::span<const std::string> urls) {
  std::vector<std::string> paths;
  for (const std::string& url : urls) {
    const absl::StatusOr<Dialect> dialect = DialectOf(url);
    if (!dialect.ok()) return dialect.status();
    if (*dialect == Dialect::kPostgres) return OpenPostgresSaver(url);
    paths.push_back(SqlitePathOf(url));
  }
  return OpenSqliteSaver(paths);
}

absl::StatusOr<std::unique_ptr<StoreLoader>> StoreLoader::Open(const std::string& url) {
  const absl::StatusOr<Dialect> dialect = DialectOf(url);
  if (!dialect.ok()) return dialect.status();
  return *dialect == Dialect::kSqlite ? OpenSqliteLoader(SqlitePathOf(url))
                                      : OpenPostgresLoader(url);
}

}  // namespace peerchallenge::storage
