#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/node_hash_map.h"
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
  // A prepared statement. places[i] is SQLite's index of parameter $i+1.
  struct Statement {
    std::unique_ptr<sqlite3_stmt, FinalizeStatement> handle;
    std::vector<int> places;
    bool running = false;
  };
  // One run of a statement; at its end the statement is free again and holds nothing open.
  class Running;

  SqliteConnection(sqlite3* database, Use use) : database_(database), use_(use) {}

  absl::StatusOr<Statement> Prepare(std::string_view sql);
  // The statement of this text, free for use: the kept one, or `spare`, made anew, when that one is
  // running (a query in a query).
  absl::StatusOr<Statement*> StatementOf(std::string_view sql, Statement& spare);
  absl::Status Run(std::string_view sql);
  // Runs what belongs to the open transaction. SQLite ends that by itself when the disk is full.
  absl::Status Continue(std::string_view sql);
  absl::Status Failure(int code) const;
  static int OverDeadline(void* connection);

  std::unique_ptr<sqlite3, CloseDatabase> database_;
  const Use use_;
  absl::node_hash_map<std::string, Statement> statements_;  // by text
  absl::Time read_until_ = absl::InfiniteFuture();
};

}  // namespace peerchallenge::storage
