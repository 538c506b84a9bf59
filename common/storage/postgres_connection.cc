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
#include "common/storage/postgres_schema.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(2);
// The server ends a late statement itself; only one that does not answer at all is given up on.
constexpr absl::Duration kGrace = absl::Seconds(2);
constexpr int kBinary = 1;

// Results of one transaction that are kept, and their rows.
constexpr size_t kMostKept = 8;
constexpr int kMostKeptRows = 16;

constexpr char kBeginRead[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr std::string_view kLimitStatements = "SELECT set_config('statement_timeout', $1, true)";
// The server sends the notice once the commit can be seen.
constexpr char kNotify[] = "SELECT pg_notify('peerchallenge_commit', current_schema()::text)";

// What a connection string leaves open; what it says wins.
constexpr const char* kKeys[] = {"connect_timeout",  "client_encoding", "application_name",
                                 "tcp_user_timeout", "dbname",          nullptr};

// Milliseconds from now, rounded up: 0 would mean for ever to a server setting.
int64_t MillisUntil(absl::Time until, absl::Duration most) {
  const absl::Duration left = std::min(until - absl::Now(), most);
  return std::max<int64_t>(0, absl::ToInt64Milliseconds(left)) + 1;
}

// A SELECT as it was asked: the same text and parameters have the same answer until something is
// written.
std::string SelectKey(std::string_view sql, std::span<const Value> parameters) {
  struct Append {
    std::string& key;
    void operator()(std::monostate) const { key += 'n'; }
    void operator()(int64_t number) const { absl::StrAppend(&key, "i", number, ";"); }
    void operator()(const std::string& text) const {
      absl::StrAppend(&key, "t", text.size(), ":", text);
    }
    void operator()(const Blob& blob) const {
      absl::StrAppend(&key, "b", blob.bytes.size(), ":", blob.bytes);
    }
  };
  std::string key(sql);
  key += '\0';
  for (const Value& value : parameters) std::visit(Append{key}, value);
  return key;
}

bool IsSelect(std::string_view sql) { return sql.starts_with("SELECT"); }

// libpq would write notices ("already exists, skipping") to stderr.
void IgnoreNotice(void* /*unused*/, const char* /*message*/) {}

}  // namespace

PostgresHandle DialPostgres(const std::string& conninfo, Dialling dialling) {
  const char* values[] = {"5", "UTF8", "peerchallenge", "10000", conninfo.c_str(), nullptr};
  PostgresHandle connection(dialling == Dialling::kAndWait
                                ? PQconnectdbParams(kKeys, values, /*expand_dbname=*/1)
                                : PQconnectStartParams(kKeys, values, /*expand_dbname=*/1));
  PQsetNoticeProcessor(connection.get(), &IgnoreNotice, nullptr);
  return connection;
}

absl::Status PostgresConnection::TryToConnect(const std::string& conninfo) {
  const PostgresHandle connection = DialPostgres(conninfo, Dialling::kAndWait);
  if (PQstatus(connection.get()) == CONNECTION_OK) return absl::OkStatus();
  std::string why = PQerrorMessage(connection.get());
  absl::StripAsciiWhitespace(&why);
  return StoreUnavailable(absl::StrReplaceAll(why, {{"\n", " "}, {"\t", ""}}));
}

absl::Status PostgresConnection::Connect() {
  if (connection_ != nullptr) return absl::OkStatus();
  if (absl::Now() < next_attempt_) return StoreUnavailable("no connection");
  connection_ = DialPostgres(conninfo_, Dialling::kAndWait);
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    Disconnect();
    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    next_attempt_ = absl::Now() + pause_;
    return StoreUnavailable("no connection");
  }
  pause_ = absl::ZeroDuration();
  PQenterPipelineMode(connection_.get());
  if (id_ != nullptr) id_->store(PQbackendPID(connection_.get()));
  return absl::OkStatus();
}

void PostgresConnection::Disconnect() {
  connection_.reset();
  prepared_.clear();
  sent_.clear();
  ended_ = false;
  kept_.clear();
}

// Its beginning goes to the server with the first statement, and its end (Rollback) is not waited
// for.
absl::Status PostgresConnection::BeginRead(absl::Time deadline) {
  if (!sent_.empty()) Answers().IgnoreError();  // the end of the last one
  const bool connected = connection_ != nullptr;
  if (absl::Status status = Connect(); !status.ok()) return status;
  reading_ = true;
  read_until_ = deadline;
  may_retry_ = connected;
  return SendBeginRead();
}

absl::Status PostgresConnection::SendBeginRead() {
  if (absl::Status status = SendPlain(kBeginRead, Sent::For::kNobody); !status.ok()) return status;
  const Value limit[] = {absl::StrCat(MillisUntil(read_until_, max_wait_))};
  return Send(kLimitStatements, limit, {});
}

absl::Status PostgresConnection::BeginWrite(absl::Time wait_until, absl::Time deadline) {
  return Begin(absl::StrCat("BEGIN; SET LOCAL lock_timeout = ", MillisUntil(wait_until, max_wait_),
                            "; SET LOCAL statement_timeout = ", MillisUntil(deadline, max_wait_),
                            "; ", kLockPostgresStore));
}

absl::Status PostgresConnection::Begin(const std::string& script) {
  stale_savepoint_ = false;
  may_retry_ = false;
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

// One way to the server for all that was posted, the notice and the commit.
absl::Status PostgresConnection::Commit() {
  Forget();
  if (absl::Status status = SendPlain(kNotify, Sent::For::kNobody); !status.ok()) return status;
  if (absl::Status status = SendPlain("COMMIT", Sent::For::kAsker); !status.ok()) return status;
  const absl::StatusOr<PostgresResult> result = Answers();
  if (!result.ok()) return result.status();
  // A transaction that failed answers a COMMIT with ROLLBACK.
  const std::string_view command = PQcmdStatus(result->get());
  return command == "COMMIT" ? absl::OkStatus() : StoreUnavailable("transaction failed");
}

void PostgresConnection::Rollback() {
  Forget();
  if (std::exchange(reading_, false)) {
    if (connection_ == nullptr) return;
    if (SendPlain("ROLLBACK", Sent::For::kNobody).ok()) SendEnd().IgnoreError();
    return;
  }
  if (!sent_.empty()) Answers().IgnoreError();  // it is all undone
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
  if (!sent_.empty()) Answers().IgnoreError();  // it is all undone
  return ExecuteScript("ROLLBACK TO body");
}

absl::Status PostgresConnection::Query(std::string_view sql, std::span<const Value> parameters,
                                       absl::FunctionRef<absl::Status(const Row&)> each) {
  const std::string key = IsSelect(sql) ? SelectKey(sql, parameters) : "";
  SharedResult result = FindKept(key);
  if (result == nullptr) {
    if (key.empty()) Forget();
    absl::StatusOr<PostgresResult> answer = Ask(sql, parameters);
    if (!answer.ok()) return answer.status();
    result = *std::move(answer);
    if (!key.empty()) Keep(key, result);
  }
  const int rows = PQntuples(result.get());
  for (int row = 0; row < rows; ++row) {
    if (absl::Status status = each(PostgresRow(result.get(), row)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> PostgresConnection::Execute(std::string_view sql,
                                                    std::span<const Value> parameters) {
  Forget();
  const absl::StatusOr<PostgresResult> result = Ask(sql, parameters);
  if (!result.ok()) return result.status();
  int64_t changed = 0;  // stays 0 for a command that counts nothing
  static_cast<void>(absl::SimpleAtoi(PQcmdTuples(result->get()), &changed));
  return changed;
}

absl::Status PostgresConnection::Post(std::string_view sql, std::span<const Value> parameters) {
  Forget();
  return Send(sql, parameters, {});
}

void PostgresConnection::Announce(std::string_view sql, std::span<const Value> parameters) {
  std::string key = SelectKey(sql, parameters);
  if (FindKept(key) != nullptr) return;
  // A connection that is lost is noticed by whatever needs it.
  Send(sql, parameters, {Sent::For::kAnnounced, std::move(key)}).IgnoreError();
}

// Scripts are for libpq's plain mode.
absl::Status PostgresConnection::ExecuteScript(std::string_view sql) {
  Forget();
  if (absl::Status status = Settle(); !status.ok()) return status;
  if (connection_ == nullptr || PQexitPipelineMode(connection_.get()) != 1) return Lost();
  if (PQsendQuery(connection_.get(), std::string(sql).c_str()) != 1) return Lost();
  absl::StatusOr<PostgresResult> result = AllResults(absl::Now() + max_wait_ + kGrace);
  if (connection_ != nullptr && PQenterPipelineMode(connection_.get()) != 1) return Lost();
  return result.status();
}

absl::Status PostgresConnection::Settle() {
  return sent_.empty() ? absl::OkStatus() : Answers().status();
}

absl::StatusOr<PostgresResult> PostgresConnection::Ask(std::string_view sql,
                                                       std::span<const Value> values) {
  absl::StatusOr<PostgresResult> answer = SendAndWait(sql, values);
  if (!std::exchange(may_retry_, false) || answer.ok() || connection_ != nullptr) return answer;
  // The connection was lost while it was idle.
  if (absl::Status status = Connect(); !status.ok()) return status;
  if (absl::Status status = SendBeginRead(); !status.ok()) return status;
  return SendAndWait(sql, values);
}

absl::StatusOr<PostgresResult> PostgresConnection::SendAndWait(std::string_view sql,
                                                               std::span<const Value> values) {
  if (absl::Status status = Send(sql, values, {Sent::For::kAsker, ""}); !status.ok()) return status;
  return Answers();
}

absl::Status PostgresConnection::Send(std::string_view sql, std::span<const Value> values,
                                      Sent sent) {
  if (connection_ == nullptr) return Lost();
  const PostgresParameters parameters(values);
  auto prepared = prepared_.find(absl::string_view(sql.data(), sql.size()));
  if (prepared == prepared_.end()) {
    prepared = prepared_.emplace(sql, absl::StrCat("s", next_name_++)).first;
    sent_.push_back({Sent::For::kPreparing, prepared->first});
    if (PQsendPrepare(connection_.get(), prepared->second.c_str(), prepared->first.c_str(),
                      parameters.size(), parameters.types()) != 1) {
      return Lost();
    }
  }
  sent_.push_back(std::move(sent));
  const int sends =
      PQsendQueryPrepared(connection_.get(), prepared->second.c_str(), parameters.size(),
                          parameters.data(), parameters.lengths(), parameters.formats(), kBinary);
  return sends == 1 ? absl::OkStatus() : Lost();
}

absl::Status PostgresConnection::SendPlain(const char* sql, Sent::For whom) {
  if (connection_ == nullptr) return Lost();
  sent_.push_back({whom, ""});
  const int sends =
      PQsendQueryParams(connection_.get(), sql, 0, nullptr, nullptr, nullptr, nullptr, kBinary);
  return sends == 1 ? absl::OkStatus() : Lost();
}

absl::Status PostgresConnection::SendEnd() {
  if (connection_ == nullptr || PQpipelineSync(connection_.get()) != 1) return Lost();
  ended_ = true;
  return absl::OkStatus();
}

absl::StatusOr<PostgresResult> PostgresConnection::Answers() {
  if (!ended_) {
    if (absl::Status status = SendEnd(); !status.ok()) return status;
  }
  const absl::Time until = absl::Now() + max_wait_ + kGrace;
  PostgresResult asked;
  absl::Status failure;  // the first: what follows it is not run
  while (!sent_.empty()) {
    const Sent sent = std::move(sent_.front());
    sent_.pop_front();
    absl::StatusOr<PostgresResult> result = AllResults(until);
    if (connection_ == nullptr) return Lost();
    if (!result.ok()) {
      if (sent.whom == Sent::For::kPreparing) prepared_.erase(sent.text);
      if (failure.ok()) failure = result.status();
    } else if (sent.whom == Sent::For::kAsker) {
      asked = *std::move(result);
    } else if (sent.whom == Sent::For::kAnnounced) {
      Keep(sent.text, *std::move(result));
    }
  }
  const absl::StatusOr<PostgresResult> end = NextResult(until);
  if (!end.ok()) return end.status();
  if (PQresultStatus(end->get()) != PGRES_PIPELINE_SYNC) return Lost();
  ended_ = false;
  if (!failure.ok()) return failure;
  return asked;
}

absl::StatusOr<PostgresResult> PostgresConnection::AllResults(absl::Time until) {
  PostgresResult last;
  absl::Status failure;
  while (true) {
    absl::StatusOr<PostgresResult> result = NextResult(until);
    if (!result.ok()) return result.status();
    if (*result == nullptr) break;
    if (failure.ok()) failure = StatusOf(result->get());
    last = *std::move(result);
  }
  if (PQstatus(connection_.get()) != CONNECTION_OK) Disconnect();
  if (!failure.ok()) return failure;
  if (last == nullptr) return Lost();
  return last;
}

absl::StatusOr<PostgresResult> PostgresConnection::NextResult(absl::Time until) {
  if (absl::Status status = WaitForInput(until); !status.ok()) return status;
  return PostgresResult(PQgetResult(connection_.get()));
}

absl::Status PostgresConnection::Lost() {
  Disconnect();
  return StoreUnavailable("connection lost");
}

PostgresConnection::SharedResult PostgresConnection::FindKept(const std::string& select) const {
  const auto found = std::find_if(kept_.begin(), kept_.end(),
                                  [&](const Kept& kept) { return kept.select == select; });
  return found == kept_.end() ? nullptr : found->result;
}

void PostgresConnection::Keep(const std::string& select, SharedResult result) {
  if (kept_.size() < kMostKept && PQntuples(result.get()) <= kMostKeptRows) {
    kept_.push_back({select, std::move(result)});
  }
}

void PostgresConnection::Forget() {
  kept_.clear();
  for (Sent& sent : sent_) {
    if (sent.whom == Sent::For::kAnnounced) sent.whom = Sent::For::kNobody;
  }
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
