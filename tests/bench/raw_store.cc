#include "tests/bench/raw_store.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace peerchallenge::bench {
namespace {

constexpr char kAddPerson[] =
    "INSERT INTO people (name, parent, version, body, authority) "
    "VALUES ('regions/em/people/raw', 'regions/em', 1, '', 'E10000019')";
constexpr const char* kWrites[] = {
    "UPDATE people SET version = $1, body = $2, authority = 'E10000019', account = NULL "
    "WHERE name = 'regions/em/people/raw'",
    "INSERT INTO changes (revision, kind, type, name, time, version, before, after) "
    "VALUES ($1, 2, 'peerchallenge.scheduling.v1.Person', 'regions/em/people/raw', $1, $1, $2, $2)",
    "INSERT INTO replies (caller, request_id, request_hash, reply, time) "
    "VALUES ('office', $1, '01234567890123456789012345678901', $2, 1)",
};
// As large as a person of the benchmark.
const std::string kBody(160, 'x');

void Check(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "the raw loop failed: %s\n", what);
  std::abort();
}

class RawSqlite final : public RawStore {
 public:
  explicit RawSqlite(const std::string& path) {
    Check(sqlite3_open(path.c_str(), &database_) == SQLITE_OK, "open");
    Run("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096;");
    Run(kAddPerson);
    for (const char* sql : kWrites) {
      sqlite3_stmt* statement = nullptr;
      Check(sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) == SQLITE_OK, sql);
      writes_.push_back(statement);
    }
  }
  ~RawSqlite() override {
    for (sqlite3_stmt* write : writes_) sqlite3_finalize(write);
    sqlite3_close(database_);
  }

  void Run(const char* sql) override {
    Check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
  }
  void Write(const std::string& number) override {
    for (sqlite3_stmt* write : writes_) {
      sqlite3_bind_text(write, 1, number.data(), static_cast<int>(number.size()), SQLITE_STATIC);
      sqlite3_bind_blob(write, 2, kBody.data(), static_cast<int>(kBody.size()), SQLITE_STATIC);
      Check(sqlite3_step(write) == SQLITE_DONE, sqlite3_errmsg(database_));
      sqlite3_reset(write);
    }
  }

 private:
  sqlite3* database_ = nullptr;
  std::vector<sqlite3_stmt*> writes_;
};

class RawPostgres final : public RawStore {
 public:
  explicit RawPostgres(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
    Check(PQstatus(connection_) == CONNECTION_OK, PQerrorMessage(connection_));
    Run(kAddPerson);
    for (const char* sql : kWrites) Take(PQprepare(connection_, sql, sql, 0, nullptr));
  }
  ~RawPostgres() override { PQfinish(connection_); }

  void Run(const char* sql) override { Take(PQexec(connection_, sql)); }
  void Write(const std::string& number) override {
    const char* const parameters[] = {number.c_str(), kBody.c_str()};
    for (const char* sql : kWrites) {
      Take(PQexecPrepared(connection_, sql, 2, parameters, nullptr, nullptr, 1));
    }
  }

 private:
  void Take(PGresult* result) {
    Check(PQresultStatus(result) == PGRES_COMMAND_OK, PQerrorMessage(connection_));
    PQclear(result);
  }

  PGconn* connection_;
};

}  // namespace

double RawStore::WritesPerSecond(int writes_per_commit, double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  std::chrono::duration<double> took(0);
  double done = 0;
  while (took.count() < seconds) {
    Run("BEGIN");
    for (int i = 0; i < writes_per_commit; ++i) Write(std::to_string(++written_));
    Run("COMMIT");
    done += writes_per_commit;
    took = Clock::now() - start;
  }
  return done / took.count();
}

std::unique_ptr<RawStore> OpenRawSqlite(const std::string& url) {
  return std::make_unique<RawSqlite>(url.substr(url.find(':') + 1));
}

std::unique_ptr<RawStore> OpenRawPostgres(const std::string& url) {
  return std::make_unique<RawPostgres>(url);
}

}  // namespace peerchallenge::bench
