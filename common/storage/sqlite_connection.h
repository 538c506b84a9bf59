#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/status/statusor.h"
#include "common/storage/connection.h"
#include "common/storage/recollection.h"

namespace peerchallenge::storage {

// A connection to an SQLite file in WAL mode: readers do not wait for the writer. A commit appends
// to the log file, and Sync() has that on disk (docs/decisions/0006).
class SqliteConnection final : public Connection {
 public:
  enum class Use { kRead, kWrite };  // only a connection for writes makes the file

  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& path, Use use);

  absl::Status BeginRead(absl::Time deadline) override;
  absl::Status BeginWrite(absl::Time wait_until, absl::Time deadline) override;
  absl::Status Commit() override;
  bool SyncsApart() const override { return use_ == Use::kWrite; }
  absl::Status Sync() override;
  // Copies a log that has become long to the database file.
  void Maintain() override;
  void Rollback() override;
  absl::Status SetSavepoint() override;
  absl::Status DropSavepoint() override;
  absl::Status RollBackToSavepoint() override;

  absl::Status Query(std::string_view sql, std::span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> each) override;
  absl::StatusOr<int64_t> Execute(std::string_view sql, std::span<const Value> parameters) override;
  absl::Status ExecuteScript(std::string_view sql) override;

  // Only a connection for writes recalls: it excludes other writers while it does.
  Recalled Recall(std::string_view key, absl::FunctionRef<Recalled()> compute) override;
  void Remember(std::string_view key, const std::shared_ptr<const void>& value,
                std::span<const std::string_view> tables) override;

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
    Recollection::Tables reads, writes;
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
  // Opens the log file for Sync(), and has the names of both files on disk.
  absl::Status OpenLog(const std::string& path);
  static int OverDeadline(void* connection);
  // Notes which tables the statement that is being prepared reads and writes.
  static int NoteTable(void* connection, int action, const char* table, const char* column,
                       const char* schema, const char* trigger);
  // Forgets what was recalled if somebody else has written.
  absl::Status NoteOthers();
  static int NoteLog(void* connection, sqlite3* database, const char* schema, int pages);

  // A file descriptor of our own.
  struct File {
    int descriptor = -1;
    ~File();
  };

  std::unique_ptr<sqlite3, CloseDatabase> database_;
  const Use use_;
  File log_;                                                // of a connection for writes
  int log_pages_ = 0;                                       // in the log since the last commit
  absl::node_hash_map<std::string, Statement> statements_;  // by text
  absl::Time read_until_ = absl::InfiniteFuture();

  // Of a connection for writes.
  Recollection recollection_;
  Statement* preparing_ = nullptr;
  int64_t written_by_others_ = -1;  // SQLite's own count
};

}  // namespace peerchallenge::storage
