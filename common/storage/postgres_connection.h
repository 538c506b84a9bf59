#pragma once

#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "common/storage/connection.h"
#include "common/storage/postgres_listener.h"
#include "common/storage/postgres_result.h"

namespace peerchallenge::storage {

// A connection as all of ours are made; null when the server does not take it (within 5 s).
PGconn* OpenPostgresConnection(const std::string& conninfo);

// A connection to a PostgreSQL database. It connects when a transaction begins and it is not
// connected; after a failure it answers UNAVAILABLE at once for a while (0.1 s, doubling up to 2 s)
// before it tries again.
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
  absl::Status ExecuteScript(std::string_view sql) override;

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  absl::Status Connect();
  void Disconnect();
  // Begins with `script`; on a connection that turns out to be lost, once more on a new one.
  absl::Status Begin(const std::string& script);
  // The answer to what was sent (`sent`: libpq's 1 or 0); the last result when there are several.
  absl::StatusOr<PostgresResult> Answer(int sent);
  absl::Status WaitForInput(absl::Time until);
  absl::StatusOr<PostgresResult> RunPrepared(std::string_view sql, std::span<const Value> values);
  absl::StatusOr<std::string> Prepare(std::string_view sql, const PostgresParameters& parameters);

  const std::string conninfo_;
  const absl::Duration max_wait_;
  const std::shared_ptr<BackendId> id_;
  std::unique_ptr<PGconn, Finish> connection_;
  absl::flat_hash_map<std::string, std::string> prepared_;  // text → name
  bool stale_savepoint_ = false;
  absl::Time next_attempt_ = absl::InfinitePast();
  absl::Duration pause_ = absl::ZeroDuration();
};

}  // namespace peerchallenge::storage
