#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "common/storage/connection.h"

namespace peerchallenge::storage {

// A connection to an SQLite file in WAL mode with synchronous=FULL: a commit is on disk when it
// returns, and readers do not wait for the writer.
class SqliteConnection final : public Connection {
 public:
  enum class Use { kRead, kWrite };  // only a connection for writes makes the file

  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& path, Use use);

  absl::Status BeginRead(absl::Time deadline) override;
  absl::Status BeginWrite(absl::Time wait_until, absl::Time deadline) override;
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
  struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

  SqliteConnection(sqlite3* database, Use use) : database_(database), use_(use) {}

  // The statement of this text, free for use: from the cache, or new when that one is running (a
  // query in a query).
  absl::StatusOr<Statement> Take(std::string_view sql);
  void Return(std::string_view sql, Statement statement);
  absl::Status Run(std::string_view sql);
  // Runs what belongs to the open transaction. SQLite ends that by itself when the disk is full.
  absl::Status Continue(std::string_view sql);
  absl::Status Failure(int code) const;
  static int OverDeadline(void* connection);

  std::unique_ptr<sqlite3, CloseDatabase> database_;
  const Use use_;
  absl::flat_hash_map<std::string, Statement> statements_;  // null while one is taken
  absl::Time read_until_ = absl::InfiniteFuture();
};

}  // namespace peerchallenge::storage
