#include "common/storage/postgres_connection.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(2);
// The server ends a late statement itself; only one that does not answer at all is given up on.
constexpr absl::Duration kGrace = absl::Seconds(2);
constexpr int kBinary = 1;

// The server sends the notice once the commit can be seen. One way to the server for both.
constexpr char kCommit[] =
    "SELECT pg_notify('peerchallenge_commit', current_schema()::text); COMMIT";

// What a connection string leaves open; what it says wins.
constexpr const char* kKeys[] = {"connect_timeout",  "client_encoding", "application_name",
                                 "tcp_user_timeout", "dbname",          nullptr};

// Milliseconds from now, rounded up: 0 would mean for ever to a server setting.
int64_t MillisUntil(absl::Time until, absl::Duration most) {
  const absl::Duration left = std::min(until - absl::Now(), most);
  return std::max<int64_t>(0, absl::ToInt64Milliseconds(left)) + 1;
}

// libpq would write notices ("already exists, skipping") to stderr.
void IgnoreNotice(void* /*unused*/, const char* /*message*/) {}

PGconn* Dial(const std::string& conninfo) {
  const char* values[] = {"5", "UTF8", "peerchallenge", "10000", conninfo.c_str(), nullptr};
  return PQconnectdbParams(kKeys, values, /*expand_dbname=*/1);
}

}  // namespace

PGconn* OpenPostgresConnection(const std::string& conninfo) {
  PGconn* connection = Dial(conninfo);
  if (PQstatus(connection) == CONNECTION_OK) {
    PQsetNoticeProcessor(connection, &IgnoreNotice, nullptr);
    return connection;
  }
  PQfinish(connection);
  return nullptr;
}

absl::Status PostgresConnection::TryToConnect(const std::string& conninfo) {
  const std::unique_ptr<PGconn, Finish> connection(Dial(conninfo));
  if (PQstatus(connection.get()) == CONNECTION_OK) return absl::OkStatus();
  std::string why = PQerrorMessage(connection.get());
  absl::StripAsciiWhitespace(&why);
  return StoreUnavailable(absl::StrReplaceAll(why, {{"\n", " "}, {"\t", ""}}));
}

absl::Status PostgresConnection::Connect() {
  if (connection_ != nullptr) return absl::OkStatus();
  if (absl::Now() < next_attempt_) return StoreUnavailable("no connection");
  connection_.reset(OpenPostgresConnection(conninfo_));
  if (connection_ == nullptr) {
    Disconnect();
    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    next_attempt_ = absl::Now() + pause_;
    return StoreUnavailable("no connection");
  }
  pause_ = absl::ZeroDuration();
  if (id_ != nullptr) id_->store(PQbackendPID(connection_.get()));
  return absl::OkStatus();
}

void PostgresConnection::Disconnect() {
  connection_.reset();
  prepared_.clear();
}

absl::Status PostgresConnection::BeginRead(absl::Time deadline) {
  return Begin(absl::StrCat("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;",
                            "SET LOCAL statement_timeout = ", MillisUntil(deadline, max_wait_)));
}

absl::Status PostgresConnection::BeginWrite(absl::Time wait_until, absl::Time deadline) {
  return Begin(absl::StrCat("BEGIN; SET LOCAL lock_timeout = ", MillisUntil(wait_until, max_wait_),
                            "; SET LOCAL statement_timeout = ", MillisUntil(deadline, max_wait_),
                            "; SELECT pg_advisory_xact_lock(hashtext('peerchallenge'), "
                            "hashtext(current_schema()::text))"));
}

absl::Status PostgresConnection::Begin(const std::string& script) {
  stale_savepoint_ = false;
  const bool connected = connection_ != nullptr;
  if (absl::Status status = Connect(); !status.ok()) return status;
  absl::Status begun = ExecuteScript(script);
  if (!begun.ok() && connection_ == nullptr && connected) {
    if (absl::Status status = Connect(); !status.ok()) return status;
    begun = ExecuteScript(script);
  }
  if (!begun.ok()) Rollback();
  return begun;
}

absl::Status PostgresConnection::Commit() {
  const absl::StatusOr<PostgresResult> result =
      Answer(connection_ == nullptr ? 0 : PQsendQuery(connection_.get(), kCommit));
  if (!result.ok()) return result.status();
  // A transaction that failed answers a COMMIT with ROLLBACK.
  const std::string_view command = PQcmdStatus(result->get());
  return command == "COMMIT" ? absl::OkStatus() : StoreUnavailable("transaction failed");
}

void PostgresConnection::Rollback() {
  if (connection_ == nullptr || PQtransactionStatus(connection_.get()) == PQTRANS_IDLE) return;
  if (!ExecuteScript("ROLLBACK").ok()) Disconnect();
}

// A savepoint that is no longer needed goes together with the next one: one wait for the server
// less.
absl::Status PostgresConnection::SetSavepoint() {
  const bool replaces = std::exchange(stale_savepoint_, false);
  return ExecuteScript(replaces ? "RELEASE body; SAVEPOINT body" : "SAVEPOINT body");
}

absl::Status PostgresConnection::DropSavepoint() {
  stale_savepoint_ = true;
  return absl::OkStatus();
}

absl::Status PostgresConnection::RollBackToSavepoint() {
  stale_savepoint_ = true;
  return ExecuteScript("ROLLBACK TO body");
}

absl::Status PostgresConnection::Query(std::string_view sql, std::span<const Value> parameters,
                                       absl::FunctionRef<absl::Status(const Row&)> each) {
  const absl::StatusOr<PostgresResult> result = RunPrepared(sql, parameters);
  if (!result.ok()) return result.status();
  const int rows = PQntuples(result->get());
  for (int row = 0; row < rows; ++row) {
    if (absl::Status status = each(PostgresRow(result->get(), row)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> PostgresConnection::Execute(std::string_view sql,
                                                    std::span<const Value> parameters) {
  const absl::StatusOr<PostgresResult> result = RunPrepared(sql, parameters);
  if (!result.ok()) return result.status();
  int64_t changed = 0;  // stays 0 for a command that counts nothing
  static_cast<void>(absl::SimpleAtoi(PQcmdTuples(result->get()), &changed));
  return changed;
}

absl::Status PostgresConnection::ExecuteScript(std::string_view sql) {
  const int sent =
      connection_ == nullptr ? 0 : PQsendQuery(connection_.get(), std::string(sql).c_str());
  return Answer(sent).status();
}

absl::StatusOr<PostgresResult> PostgresConnection::RunPrepared(std::string_view sql,
                                                               std::span<const Value> values) {
  if (connection_ == nullptr) return StoreUnavailable("connection lost");
  const PostgresParameters parameters(values);
  const absl::StatusOr<std::string> name = Prepare(sql, parameters);
  if (!name.ok()) return name.status();
  return Answer(PQsendQueryPrepared(connection_.get(), name->c_str(), parameters.size(),
                                    parameters.data(), parameters.lengths(), parameters.formats(),
                                    kBinary));
}

absl::StatusOr<std::string> PostgresConnection::Prepare(std::string_view sql,
                                                        const PostgresParameters& parameters) {
  const auto found = prepared_.find(absl::string_view(sql.data(), sql.size()));
  if (found != prepared_.end()) return found->second;
  const std::string name = absl::StrCat("s", prepared_.size());
  const std::string text(sql);
  const absl::StatusOr<PostgresResult> result = Answer(PQsendPrepare(
      connection_.get(), name.c_str(), text.c_str(), parameters.size(), parameters.types()));
  if (!result.ok()) return result.status();
  prepared_.emplace(text, name);
  return name;
}

absl::StatusOr<PostgresResult> PostgresConnection::Answer(int sent) {
  if (sent != 1) {
    Disconnect();
    return StoreUnavailable("connection lost");
  }
  const absl::Time until = absl::Now() + max_wait_ + kGrace;
  PostgresResult last;
  absl::Status failure;
  while (true) {
    if (absl::Status status = WaitForInput(until); !status.ok()) return status;
    PostgresResult result(PQgetResult(connection_.get()));
    if (result == nullptr) break;
    if (failure.ok()) failure = StatusOf(result.get());
    last = std::move(result);
  }
  if (PQstatus(connection_.get()) != CONNECTION_OK) Disconnect();
  if (!failure.ok()) return failure;
  return last;
}

// Waits until PQgetResult has something to give without blocking.
absl::Status PostgresConnection::WaitForInput(absl::Time until) {
  while (PQisBusy(connection_.get()) != 0) {
    pollfd socket = {PQsocket(connection_.get()), POLLIN, 0};
    const int millis = static_cast<int>(MillisUntil(until, max_wait_ + kGrace));
    const int ready = poll(&socket, 1, millis);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || PQconsumeInput(connection_.get()) != 1) {
      Disconnect();
      return StoreUnavailable(ready == 0 ? "no answer in time" : "connection lost");
    }
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::storage
