#include "common/storage/open.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "common/storage/pooled_database.h"
#include "common/storage/postgres_connection.h"
#include "common/storage/postgres_listener.h"
#include "common/storage/postgres_schema.h"
#include "common/storage/sqlite_connection.h"

namespace peerchallenge::storage {
namespace {

constexpr absl::string_view kSqlitePrefix = "sqlite:";

// A busy server takes its time to begin a session; max_wait is for those that hold a lock.
constexpr absl::Duration kTimeToConnect = absl::Seconds(10);

// Under the lock of the connection's own schema, so that processes which start at once do not make
// it twice.
absl::Status MakeOwnSchema(const std::string& uri, const OpenOptions& options) {
  if (options.schema.empty()) return absl::OkStatus();
  PostgresConnection connection(uri, options.max_wait);
  const absl::Time until = absl::Now() + kTimeToConnect;
  absl::Status status = connection.BeginWrite(until, until);
  if (status.ok()) status = connection.ExecuteScript(MakeSchema(options.schema));
  return status.ok() ? connection.Commit() : status;
}

}  // namespace

absl::StatusOr<Dialect> DialectOf(const std::string& url) {
  if (absl::StartsWith(url, kSqlitePrefix)) return Dialect::kSqlite;
  if (absl::StartsWith(url, "postgresql://") || absl::StartsWith(url, "postgres://")) {
    return Dialect::kPostgres;
  }
  return errors::InvalidField("database", url.substr(0, url.find(':')),
                              "'sqlite:' and a path or 'postgresql://…'");
}

std::string SqlitePathOf(const std::string& url) { return url.substr(kSqlitePrefix.size()); }

absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& url, const OpenOptions& options) {
  const absl::StatusOr<Dialect> dialect = DialectOf(url);
  if (!dialect.ok()) return dialect.status();
  return *dialect == Dialect::kSqlite ? OpenSqlite(SqlitePathOf(url), options)
                                      : OpenPostgres(url, options);
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

absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(const std::string& uri,
                                                       const OpenOptions& options) {
  if (absl::Status reached = PostgresConnection::TryToConnect(uri); !reached.ok()) {
    return reached;
  }
  if (absl::Status made = MakeOwnSchema(uri, options); !made.ok()) return made;
  const std::string conninfo = WithSchema(uri, options.schema);
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
    return tx.ExecuteScript(kMakePostgresTypes);
  });
  if (!types.ok()) return types;
  return database;
}

}  // namespace peerchallenge::storage
