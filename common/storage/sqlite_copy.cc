#include "common/storage/sqlite_copy.h"

#include <sqlite3.h>

#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/storage/open.h"
#include "common/storage/sealing_key.h"
#include "common/storage/sqlite_connection.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kFileName[] = "store.db";
constexpr char kWithRemains[] = "copying.db";
constexpr char kTemporary[] = ".restoring";
constexpr int kPagesAtATime = 1000;
constexpr int kStepsBetweenLooks = 100'000;
// As long as a write of a service may take.
constexpr int kBusyMillis = 10'000;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

absl::Status Failure(sqlite3* database, int code) {
  const std::string why = sqlite3_errmsg(database);
  const int kind = code & 0xFF;
  return kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB ? StoreCorrupt(why)
                                                         : StoreUnavailable(why);
}

absl::StatusOr<Handle> OpenFile(const std::string& path, int flags) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  Handle database(opened);
  if (code != SQLITE_OK) return StoreUnavailable("cannot open the database file " + path);
  sqlite3_busy_timeout(opened, kBusyMillis);
  return database;
}

absl::Status Run(sqlite3* database, const char* sql) {
  const int code = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Failure(database, code);
}

// Copies the state that a read transaction on `from` sees.
absl::Status CopyPages(sqlite3* from, const fs::path& to, const files::Progress& progress) {
  const auto copy = OpenFile(to.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!copy.ok()) return copy.status();
  sqlite3_backup* backup = sqlite3_backup_init(copy->get(), "main", from, "main");
  if (backup == nullptr) return Failure(copy->get(), sqlite3_errcode(copy->get()));
  absl::Status told;
  int code = SQLITE_OK;
  for (int left = -1; told.ok() && code == SQLITE_OK;) {
    code = sqlite3_backup_step(backup, kPagesAtATime);
    const int now = sqlite3_backup_remaining(backup);
    const int all = sqlite3_backup_pagecount(backup);
    // About: pages are of 4 KiB unless somebody has made the file otherwise.
    told = progress(int64_t{(left < 0 ? all : left) - now} * 4096);
    left = now;
  }
  sqlite3_backup_finish(backup);
  if (!told.ok()) return told;
  return code == SQLITE_DONE ? absl::OkStatus() : Failure(copy->get(), code);
}

// Writes `from` anew without its free pages. Progress may end it.
absl::Status VacuumInto(const fs::path& from, const fs::path& to, const files::Progress& progress) {
  const auto database = OpenFile(from.string(), SQLITE_OPEN_READWRITE);
  if (!database.ok()) return database.status();
  struct Look {
    const files::Progress& progress;
    absl::Status told;
    static int Again(void* look) {
      auto* self = static_cast<Look*>(look);
      self->told = self->progress(0);
      return self->told.ok() ? 0 : 1;
    }
  } look{progress, absl::OkStatus()};
  sqlite3_progress_handler(database->get(), kStepsBetweenLooks, &Look::Again, &look);
  sqlite3_stmt* prepared = nullptr;
  int code = sqlite3_prepare_v2(database->get(), "VACUUM INTO $1", -1, &prepared, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_bind_text(prepared, 1, to.c_str(), -1, SQLITE_STATIC);
    code = sqlite3_step(prepared);
  }
  sqlite3_finalize(prepared);
  if (!look.told.ok()) return look.told;
  return code == SQLITE_DONE ? absl::OkStatus() : Failure(database->get(), code);
}

class SqliteSaver final : public StoreSaver {
 public:
  // The state of each file, by path.
  explicit SqliteSaver(std::map<std::string, Handle> states) : states_(std::move(states)) {}

  absl::StatusOr<SavedStore> Save(const Request& request) override {
    const Handle& state = states_.at(SqlitePathOf(request.url));
    const fs::path with_remains = request.folder / kWithRemains;
    const fs::path file = request.folder / kFileName;
    absl::Status status = CopyPages(state.get(), with_remains, request.progress);
    if (status.ok()) status = VacuumInto(with_remains, file, request.progress);
    if (!status.ok()) return status;
    std::error_code error;
    fs::remove(with_remains, error);
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
    SavedStore saved;
    if (status = Inspect(file, request.inspect, saved); !status.ok()) return status;
    if (status = files::SyncFile(file); !status.ok()) return status;
    const auto digest = files::DigestOf(file, [](int64_t) { return absl::OkStatus(); });
    if (!digest.ok()) return digest.status();
    saved.files.push_back({.name = kFileName, .digest = *digest, .columns = {}});
    return saved;
  }

 private:
  static absl::Status Inspect(const fs::path& file, TransactionBody inspect, SavedStore& saved) {
    auto copy = SqliteConnection::Open(file.string(), SqliteConnection::Use::kRead);
    if (!copy.ok()) return copy.status();
    if (absl::Status begun = (*copy)->BeginRead(absl::InfiniteFuture()); !begun.ok()) return begun;
    auto applied = ReadApplied(**copy);
    if (!applied.ok()) {
      return absl::FailedPreconditionError("the database file has no store of this suite");
    }
    saved.migrations = *std::move(applied);
    absl::Status inspected = inspect(**copy);
    (*copy)->Rollback();
    return inspected;
  }

  const std::map<std::string, Handle> states_;
};

class SqliteLoader final : public StoreLoader {
 public:
  explicit SqliteLoader(std::string path)
      : path_(std::move(path)), temporary_(path_ + kTemporary) {}
  ~SqliteLoader() override { RemoveTemporary(); }

  absl::Status Load(const Request& request) override {
    if (request.saved.dialect != Dialect::kSqlite || request.saved.files.size() != 1) {
      return absl::FailedPreconditionError("what was saved is no SQLite file");
    }
    const auto scripts = ScriptsFor(request.saved.migrations, request.components);
    if (!scripts.ok()) return scripts.status();
    for (const char* ending : {"", "-wal", "-journal"}) {
      if (fs::exists(path_ + ending)) {
        return absl::FailedPreconditionError(absl::StrCat(path_, ending, " is there already"));
      }
    }
    RemoveTemporary();
    const SavedFile& file = request.saved.files.front();
    auto copied = files::CopyFile(request.folder / file.name, temporary_, request.progress);
    if (!copied.ok()) return copied.status();
    if (*copied != file.digest) return StoreCorrupt(file.name + " is not what was saved");
    return ForgetKey();
  }

  absl::Status Commit() override { return files::Rename(temporary_, path_); }

 private:
  // Leaves the file whole and without a log beside it.
  absl::Status ForgetKey() {
    auto database = OpenSqlite(temporary_);
    if (!database.ok()) return database.status();
    return (*database)->Write(absl::InfiniteFuture(), &ForgetSealingKey);
  }
  void RemoveTemporary() {
    std::error_code error;
    for (const char* ending : {"", "-wal", "-shm"}) fs::remove(temporary_ + ending, error);
  }

  const std::string path_;
  const std::string temporary_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<StoreSaver>> OpenSqliteSaver(std::span<const std::string> paths) {
  // While these are open, nobody writes to any of the files.
  std::vector<Handle> locks;
  std::map<std::string, Handle> states;
  for (const std::string& path : paths) {
    if (!fs::exists(path)) return StoreUnavailable("there is no database file " + path);
    auto lock = OpenFile(path, SQLITE_OPEN_READWRITE);
    auto state = OpenFile(path, SQLITE_OPEN_READWRITE);
    if (!lock.ok() || !state.ok()) return lock.ok() ? state.status() : lock.status();
    if (absl::Status status = Run(lock->get(), "BEGIN IMMEDIATE"); !status.ok()) return status;
    locks.push_back(*std::move(lock));
    states.emplace(path, *std::move(state));
  }
  for (const auto& [path, state] : states) {
    // A transaction has its state with its first read.
    absl::Status status = Run(state.get(), "BEGIN; SELECT COUNT(*) FROM sqlite_schema");
    if (!status.ok()) return status;
  }
  return std::make_unique<SqliteSaver>(std::move(states));
}

absl::StatusOr<std::unique_ptr<StoreLoader>> OpenSqliteLoader(const std::string& path) {
  return std::make_unique<SqliteLoader>(path);
}

}  // namespace peerchallenge::storage
