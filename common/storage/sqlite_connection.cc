#include "common/storage/sqlite_connection.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/storage/sqlite_row_rank.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

constexpr char kSetUp[] =
    "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;"
    "PRAGMA journal_size_limit = 67108864;";
// cache_size in KiB. The one connection for writes has all indexes of a large store in its cache.
constexpr char kSetUpForWrites[] = "PRAGMA cache_size = -65536; PRAGMA journal_mode = WAL;";
constexpr char kSetUpForReads[] = "PRAGMA cache_size = -16384; PRAGMA query_only = ON;";
// 16 MiB: SQLite's own 4 MiB cost a wait for the disk four times as often.
constexpr int kLongLogPages = 4096;
constexpr int kStepsBetweenDeadlineChecks = 20'000;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

  bool IsNull(int column) const override { return Type(column) == SQLITE_NULL; }
  int64_t Int(int column) const override {
    ABSL_RAW_CHECK(Type(column) == SQLITE_INTEGER, "column is no integer");
    return sqlite3_column_int64(statement_, column);
  }
  std::string_view Text(int column) const override {
    ABSL_RAW_CHECK(Type(column) == SQLITE_TEXT, "column is no text");
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {text, Size(column)};
  }
  std::string_view Bytes(int column) const override {
    ABSL_RAW_CHECK(Type(column) == SQLITE_BLOB, "column is no bytes");
    return {static_cast<const char*>(sqlite3_column_blob(statement_, column)), Size(column)};
  }

 private:
  int Type(int column) const { return sqlite3_column_type(statement_, column); }
  size_t Size(int column) const {
    return static_cast<size_t>(sqlite3_column_bytes(statement_, column));
  }

  sqlite3_stmt* statement_;
};

// Binds parameters; they must outlive the statement's run.
struct Bind {
  sqlite3_stmt* statement;
  int index;

  int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
  int operator()(int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
  int operator()(const std::string& value) const {
    return sqlite3_bind_text64(statement, index, value.data(), value.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  int operator()(const Blob& value) const {
    return sqlite3_bind_blob64(statement, index, value.bytes.data(), value.bytes.size(),
                               SQLITE_STATIC);
  }
};

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path,
                                                                         Use use) {
  const int create = use == Use::kWrite ? SQLITE_OPEN_CREATE : 0;
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | create, nullptr);
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(database, use));
  if (code != SQLITE_OK) return StoreUnavailable("cannot open the database file");
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, 10'000);
  absl::Status set_up = connection->ExecuteScript(kSetUp);
  if (set_up.ok()) {
    set_up = connection->ExecuteScript(use == Use::kWrite ? kSetUpForWrites : kSetUpForReads);
  }
  if (set_up.ok() && use == Use::kWrite) set_up = connection->OpenLog(path);
  if (!set_up.ok()) return set_up;
  if (const int added = AddRowRank(database); added != SQLITE_OK) return connection->Failure(added);
  if (use == Use::kWrite) {
    sqlite3_set_authorizer(database, &SqliteConnection::NoteTable, connection.get());
  }
  if (use == Use::kRead) {
    sqlite3_progress_handler(database, kStepsBetweenDeadlineChecks, &OverDeadline,
                             connection.get());
  }
  return connection;
}

SqliteConnection::File::~File() {
  if (descriptor >= 0) ::close(descriptor);
}

// SQLite makes the log file with the first transaction and keeps it while a connection is open.
absl::Status SqliteConnection::OpenLog(const std::string& path) {
  absl::Status made = ExecuteScript("SELECT COUNT(*) FROM sqlite_schema");
  if (!made.ok()) return made;
  log_.descriptor = ::open((path + "-wal").c_str(), O_RDWR | O_CLOEXEC);
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  const File names{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (log_.descriptor < 0 || names.descriptor < 0 || ::fsync(names.descriptor) != 0) {
    return StoreUnavailable("cannot open the log of the database file");
  }
  sqlite3_wal_hook(database_.get(), &SqliteConnection::NoteLog, this);
  return absl::OkStatus();
}

int SqliteConnection::NoteLog(void* connection, sqlite3* /*database*/, const char* /*schema*/,
                              int pages) {
  static_cast<SqliteConnection*>(connection)->log_pages_ = pages;
  return SQLITE_OK;
}

void SqliteConnection::Maintain() {
  if (log_pages_ < kLongLogPages) return;
  log_pages_ = 0;
  // Where it does not come far, for readers or for the disk, a later one does.
  sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

absl::Status SqliteConnection::Sync() {
  if (::fdatasync(log_.descriptor) == 0) return absl::OkStatus();
  return StoreUnavailable("the disk failed");
}

int SqliteConnection::OverDeadline(void* connection) {
  return absl::Now() > static_cast<SqliteConnection*>(connection)->read_until_ ? 1 : 0;
}

absl::Status SqliteConnection::BeginRead(absl::Time deadline) {
  read_until_ = deadline;
  return Run("BEGIN");
}

absl::Status SqliteConnection::BeginWrite(absl::Time wait_until, absl::Time /*deadline*/) {
  const absl::Duration wait = std::max(wait_until - absl::Now(), absl::ZeroDuration());
  sqlite3_busy_timeout(database_.get(), static_cast<int>(absl::ToInt64Milliseconds(wait)) + 1);
  absl::Status begun = Run("BEGIN IMMEDIATE");
  if (!begun.ok()) return begun;
  if (begun = NoteOthers(); !begun.ok()) Rollback();
  return begun;
}

absl::Status SqliteConnection::NoteOthers() {
  return Query("PRAGMA data_version", {}, [&](const Row& row) {
    if (row.Int(0) != written_by_others_) recollection_.Forget();
    written_by_others_ = row.Int(0);
    return absl::OkStatus();
  });
}

absl::Status SqliteConnection::Commit() { return Continue("COMMIT"); }

void SqliteConnection::Rollback() {
  recollection_.Forget();
  if (sqlite3_get_autocommit(database_.get()) != 0) return;  // SQLite has already done it
  Run("ROLLBACK").IgnoreError();  // fails only when there is nothing left to undo
}

absl::Status SqliteConnection::SetSavepoint() { return Continue("SAVEPOINT body"); }
absl::Status SqliteConnection::DropSavepoint() { return Continue("RELEASE body"); }

absl::Status SqliteConnection::RollBackToSavepoint() {
  recollection_.Forget();
  absl::Status status = Continue("ROLLBACK TO body");
  return status.ok() ? DropSavepoint() : status;
}

class SqliteConnection::Running {
 public:
  explicit Running(Statement& statement) : statement_(statement) { statement_.running = true; }
  ~Running() {
    sqlite3_reset(handle());
    sqlite3_clear_bindings(handle());
    statement_.running = false;
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  int BindAll(std::span<const Value> parameters) {
    if (statement_.places.size() != parameters.size()) return SQLITE_RANGE;
    for (size_t i = 0; i < parameters.size(); ++i) {
      const int code = std::visit(Bind{handle(), statement_.places[i]}, parameters[i]);
      if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
  }
  int Step() { return sqlite3_step(handle()); }
  sqlite3_stmt* handle() const { return statement_.handle.get(); }

 private:
  Statement& statement_;
};

absl::Status SqliteConnection::Query(std::string_view sql, std::span<const Value> parameters,
                                     absl::FunctionRef<absl::Status(const Row&)> each) {
  Statement spare;
  const absl::StatusOr<Statement*> statement = StatementOf(sql, spare);
  if (!statement.ok()) return statement.status();
  Running run(**statement);
  int code = run.BindAll(parameters);
  if (code != SQLITE_OK) return Failure(code);
  recollection_.NoteRead((*statement)->reads);
  recollection_.NoteWritten((*statement)->writes);
  const SqliteRow row(run.handle());
  while ((code = run.Step()) == SQLITE_ROW) {
    if (absl::Status status = each(row); !status.ok()) return status;
  }
  return code == SQLITE_DONE ? absl::OkStatus() : Failure(code);
}

absl::StatusOr<int64_t> SqliteConnection::Execute(std::string_view sql,
                                                  std::span<const Value> parameters) {
  const int64_t before = sqlite3_total_changes64(database_.get());
  absl::Status status = Query(sql, parameters, [](const Row&) { return absl::OkStatus(); });
  if (!status.ok()) return status;
  // The count of the last INSERT, UPDATE or DELETE stays when another statement runs.
  const bool changed = sqlite3_total_changes64(database_.get()) != before;
  return changed ? sqlite3_changes64(database_.get()) : 0;
}

absl::Status SqliteConnection::ExecuteScript(std::string_view sql) {
  recollection_.Forget();
  const int code =
      sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Failure(code);
}

Transaction::Recalled SqliteConnection::Recall(std::string_view key,
                                               absl::FunctionRef<Recalled()> compute) {
  return use_ == Use::kWrite ? recollection_.Recall(key, compute) : compute();
}

void SqliteConnection::Remember(std::string_view key, const std::shared_ptr<const void>& value,
                                std::span<const std::string_view> tables) {
  if (use_ != Use::kWrite) return;
  Recollection::Tables from;
  for (const std::string_view table : tables) from.push_back(recollection_.NumberOf(table));
  recollection_.Remember(key, value, from);
}

absl::Status SqliteConnection::Run(std::string_view sql) { return Execute(sql, {}).status(); }

absl::Status SqliteConnection::Continue(std::string_view sql) {
  if (sqlite3_get_autocommit(database_.get()) != 0)
    return StoreUnavailable("rolled back by SQLite");
  return Run(sql);
}

// To SQLite, $2 is a name: it has the second place only when it is the second to appear.
absl::StatusOr<SqliteConnection::Statement> SqliteConnection::Prepare(std::string_view sql) {
  Statement statement;
  sqlite3_stmt* handle = nullptr;
  preparing_ = &statement;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  preparing_ = nullptr;
  if (code != SQLITE_OK) return Failure(code);
  statement.handle.reset(handle);
  const int count = sqlite3_bind_parameter_count(handle);
  for (int number = 1; number <= count; ++number) {
    const std::string name = absl::StrCat("$", number);
    statement.places.push_back(sqlite3_bind_parameter_index(handle, name.c_str()));
  }
  return statement;
}

int SqliteConnection::NoteTable(void* connection, int action, const char* table,
                                const char* /*column*/, const char* /*schema*/,
                                const char* /*trigger*/) {
  auto* self = static_cast<SqliteConnection*>(connection);
  const bool reads = action == SQLITE_READ;
  const bool writes = action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
  if (self->preparing_ == nullptr || !(reads || writes)) return SQLITE_OK;
  Recollection::Tables& tables = reads ? self->preparing_->reads : self->preparing_->writes;
  const int number = self->recollection_.NumberOf(table);
  if (std::find(tables.begin(), tables.end(), number) == tables.end()) tables.push_back(number);
  return SQLITE_OK;
}

absl::StatusOr<SqliteConnection::Statement*> SqliteConnection::StatementOf(std::string_view sql,
                                                                           Statement& spare) {
  const auto kept = statements_.find(absl::string_view(sql.data(), sql.size()));
  if (kept != statements_.end() && !kept->second.running) return &kept->second;
  absl::StatusOr<Statement> fresh = Prepare(sql);
  if (!fresh.ok()) return fresh.status();
  if (kept != statements_.end()) {
    spare = *std::move(fresh);
    return &spare;
  }
  return &statements_.emplace(sql, *std::move(fresh)).first->second;
}

absl::Status SqliteConnection::Failure(int code) const {
  const std::string name = sqlite3_errstr(code);
  switch (code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
      return KeyTaken();
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return ReferenceBroken();
    default:
      break;
  }
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
      return StoreUnavailable(name);
    case SQLITE_READONLY:
      return use_ == Use::kRead ? StatementDefect("a Read writes") : StoreUnavailable(name);
    case SQLITE_INTERRUPT:
      return DeadlinePassed();
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StoreCorrupt(name);
    default:
      return StatementDefect(sqlite3_errmsg(database_.get()));
  }
}

}  // namespace peerchallenge::storage
