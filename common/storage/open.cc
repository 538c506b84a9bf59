#include "common/storage/open.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
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

// The URI with the schema as the one that names are looked up and made in; what else its `options`
// say stays.
std::string WithSchema(std::string uri, const std::string& schema) {
  if (schema.empty()) return uri;
  const std::string setting = absl::StrCat("-csearch_path%3D", schema);
  const size_t query = uri.find('?');
  if (query == std::string::npos) return absl::StrCat(uri, "?options=", setting);
  for (const char* key : {"?options=", "&options="}) {
    const size_t options = uri.find(key, query);
    if (options == std::string::npos) continue;
    const size_t end = std::min(uri.find('&', options + 1), uri.size());
    return uri.insert(end, "%20" + setting);
  }
  return absl::StrCat(uri, "&options=", setting);
}

// Under the lock of the connection's own schema, so that processes which start at once do not make
// it twice.
absl::Status MakeSchema(const std::string& uri, const OpenOptions& options) {
  if (options.schema.empty()) return absl::OkStatus();
  PostgresConnection connection(uri, options.max_wait);
  const absl::Time until = absl::Now() + kTimeToConnect;
  absl::Status status = connection.BeginWrite(until, until);
  if (status.ok()) {
    status = connection.ExecuteScript(absl::StrCat("DO $$ BEGIN IF to_regnamespace('",
                                                   options.schema, "') IS NULL THEN CREATE SCHEMA ",
                                                   options.schema, "; END IF; END $$"));
  }
  return status.ok() ? connection.Commit() : status;
}

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

absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(const std::string& uri,
                                                       const OpenOptions& options) {
  if (absl::Status reached = PostgresConnection::TryToConnect(uri); !reached.ok()) {
    return reached;
  }
  if (absl::Status made = MakeSchema(uri, options); !made.ok()) return made;
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
    return tx.ExecuteScript(kPostgresTypes);
  });
  if (!types.ok()) return types;
  return database;
}

}  // namespace peerchallenge::storage
