#include "common/storage/open.h"

#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "common/storage/pooled_database.h"
#include "common/storage/postgres_connection.h"
#include "common/storage/postgres_listener.h"
#include "common/storage/sqlite_connection.h"

namespace peerchallenge::storage {
namespace {

constexpr std::string_view kSqlitePrefix = "sqlite:";

// A busy server takes its time to begin a session; max_wait is for those that hold a lock.
constexpr absl::Duration kTimeToConnect = absl::Seconds(10);

constexpr char kPostgresTypes[] = R"sql(
DO $$ BEGIN
  IF to_regtype('blob') IS NULL THEN CREATE DOMAIN BLOB AS bytea; END IF;
  IF to_regtype('nametext') IS NULL THEN CREATE DOMAIN NAMETEXT AS text COLLATE "C"; END IF;
END $$)sql";

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& url, const OpenOptions& options) {
  if (absl::StartsWith(url, absl::string_view(kSqlitePrefix.data(), kSqlitePrefix.size()))) {
    return OpenSqlite(url.substr(kSqlitePrefix.size()), options);
  }
  if (absl::StartsWith(url, "postgresql://") || absl::StartsWith(url, "postgres://")) {
    return OpenPostgres(url, options);
  }
  return errors::InvalidField("database", url.substr(0, url.find(':')),
                              "'sqlite:' and a path or 'postgresql://…'");
}

absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(const std::string& path,
                                                     const OpenOptions& options) {
  auto writer = SqliteConnection::Open(path, SqliteConnection::Use::kWrite);
  if (!writer.ok()) return writer.status();
  PooledDatabase::Connect connect = [path] {
    return SqliteConnection::Open(path, SqliteConnection::Use::kRead);
  };
  return std::make_unique<PooledDatabase>(Dialect::kSqlite, *std::move(writer), std::move(connect),
                                          options);
}

absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(const std::string& conninfo,
                                                       const OpenOptions& options) {
  if (absl::Status reached = PostgresConnection::TryToConnect(conninfo); !reached.ok()) {
    return reached;
  }
  PooledDatabase::Connect connect = [conninfo, max_wait = options.max_wait] {
    return std::make_unique<PostgresConnection>(conninfo, max_wait);
  };
  const auto id = std::make_shared<BackendId>(0);
  PooledDatabase::Listen listen = [conninfo, id](std::function<void()> heard) {
    return std::make_shared<PostgresListener>(conninfo, id, std::move(heard));
  };
  auto database = std::make_unique<PooledDatabase>(
      Dialect::kPostgres, std::make_unique<PostgresConnection>(conninfo, options.max_wait, id),
      std::move(connect), options, std::move(listen));
  absl::Status types = database->Write(absl::Now() + kTimeToConnect, [](Transaction& tx) {
    return tx.ExecuteScript(kPostgresTypes);
  });
  if (!types.ok()) return types;
  return database;
}

}  // namespace peerchallenge::storage
