#pragma once

#include <libpq-fe.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "common/storage/connection.h"
#include "common/storage/postgres_listener.h"
#include "common/storage/postgres_result.h"

namespace peerchallenge::storage {

// Starts a connection as all of ours are made. Waited for (5 s at most), PQstatus() says whether
// the server has taken it; otherwise PQconnectPoll() leads on.
enum class Dialling { kAndWait, kOnly };
PostgresHandle DialPostgres(const std::string& conninfo, Dialling dialling);

// A connection to a PostgreSQL database. It connects when a transaction begins and it is not
// connected; after a failure it answers UNAVAILABLE at once for a while (0.1 s, doubling up to 2 s)
// before it tries again.
//
// What costs is waiting for the server: so a statement whose answer nobody needs yet is sent with
// the next one that is waited for (libpq's pipeline mode), and a SELECT that comes again before
// something was written is answered from here.
class PostgresConnection final : public Connection {
 public:
  // Whether the server takes connections, and if not, why in its own words: for whoever starts a
  // program, not for its callers.
  static absl::Status TryToConnect(const std::string& conninfo);

  // `max_wait`: for an answer of the server, at most.
  // `id`, where it is given, is told the connection's number whenever it connects.
  PostgresConnection(std::string conninfo, absl::Duration max_wait,
                     std::shared_ptr<BackendId> id = nullptr)
      : conninfo_(std::move(conninfo)), max_wait_(max_wait), id_(std::move(id)) {}

  absl::Status BeginRead(absl::Time deadline) override;
  // All writers of the schema take one advisory lock, which is free again when the commit of its
  // holder can be seen: so writes see each other, cannot deadlock or fail to serialise, and number
  // their changes in commit order.
  absl::Status BeginWrite(absl::Time wait_until, absl::Time deadline) override;
  // Also tells the listeners of the schema (postgres_listener.h).
  absl::Status Commit() override;
  void Rollback() override;
  absl::Status SetSavepoint() override;
  absl::Status DropSavepoint() override;
  absl::Status RollBackToSavepoint() override;

  absl::Status Query(std::string_view sql, std::span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> each) override;
  absl::StatusOr<int64_t> Execute(std::string_view sql, std::span<const Value> parameters) override;
  absl::Status Post(std::string_view sql, std::span<const Value> parameters) override;
  void Announce(std::string_view sql, std::span<const Value> parameters) override;
  absl::Status ExecuteScript(std::string_view sql) override;
  absl::Status Settle() override;

 private:
  // A statement that was sent and whose answer was not read yet: the result is forgotten, kept for
  // the SELECT that it was announced for, or asked for; or it prepares the statement of that text.
  struct Sent {
    enum class For { kNobody, kAnnounced, kAsker, kPreparing } whom = For::kNobody;
    std::string text = {};  // of kPreparing; of the SELECT with its parameters: kAnnounced
  };
  using SharedResult = std::shared_ptr<const PGresult>;
  // An answer that may be asked for again: nothing was written since.
  struct Kept {
    std::string select;  // its text and parameters
    SharedResult result;
  };

  absl::Status Connect();
  void Disconnect();
  // Disconnects, and says so.
  absl::Status Lost();
  // Begins with `script`; on a connection that turns out to be lost, once more on a new one.
  absl::Status Begin(const std::string& script);
  absl::Status SendBeginRead();

  // Sends without waiting. What one call of SendEnd() ends is skipped from the first failure on.
  absl::Status Send(std::string_view sql, std::span<const Value> values, Sent sent);
  absl::Status SendPlain(const char* sql, Sent::For whom);
  absl::Status SendEnd();
  // Sends and waits for the answer, and for those to what was sent before.
  absl::StatusOr<PostgresResult> Ask(std::string_view sql, std::span<const Value> values);
  absl::StatusOr<PostgresResult> SendAndWait(std::string_view sql, std::span<const Value> values);
  // Reads the answers to all that was sent; the first failure, or what was asked for.
  absl::StatusOr<PostgresResult> Answers();
  // The last result of one statement or script, or its first failure.
  absl::StatusOr<PostgresResult> AllResults(absl::Time until);
  absl::StatusOr<PostgresResult> NextResult(absl::Time until);
  absl::Status WaitForInput(absl::Time until);

  // Null when it is not kept.
  SharedResult FindKept(const std::string& select) const;
  void Keep(const std::string& select, SharedResult result);
  // Before something is written, and at the end of a transaction.
  void Forget();

  const std::string conninfo_;
  const absl::Duration max_wait_;
  const std::shared_ptr<BackendId> id_;
  PostgresHandle connection_;
  absl::flat_hash_map<std::string, std::string> prepared_;  // text → name
  int next_name_ = 0;
  std::deque<Sent> sent_;
  bool ended_ = false;  // what was sent has its end: the server works on it
  std::vector<Kept> kept_;
  bool reading_ = false;  // a transaction that BeginRead() has begun
  absl::Time read_until_ = absl::InfiniteFuture();
  bool may_retry_ = false;  // the beginning of a read is under way on a connection that was idle
  bool stale_savepoint_ = false;
  absl::Time next_attempt_ = absl::InfinitePast();
  absl::Duration pause_ = absl::ZeroDuration();
};

}  // namespace peerchallenge::storage
