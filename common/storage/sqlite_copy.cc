#include "common/storage/sqlite_copy.h"

#include <sqlite3.h>

#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/storage/open.h"
#include "common/storage/sealing_key.h"
#include "common/storage/sqlite_connection.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kFileName[] = "store.db";
constexpr char kTemporary[] = ".restoring";
constexpr int kStepsBetweenLooks = 100'000;
constexpr int kBusyMillis = 10'000;

// Runs VACUUM INTO, and tells how the new file grows.
class Vacuum {
 public:
  Vacuum(fs::path to, const files::Progress& progress) : to_(std::move(to)), progress_(progress) {}

  absl::Status Run(const std::string& from) {
    sqlite3* opened = nullptr;
    int code = sqlite3_open_v2(from.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(opened, &sqlite3_close);
    if (code != SQLITE_OK) return StoreUnavailable("cannot open the database file " + from);
    sqlite3_busy_timeout(opened, kBusyMillis);
    sqlite3_progress_handler(opened, kStepsBetweenLooks, &Vacuum::Look, this);
    sqlite3_stmt* prepared = nullptr;
    code = sqlite3_prepare_v2(opened, "VACUUM INTO $1", -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(prepared,
                                                                               &sqlite3_finalize);
    if (code == SQLITE_OK) {
      sqlite3_bind_text(prepared, 1, to_.c_str(), -1, SQLITE_STATIC);
      code = sqlite3_step(prepared);
    }
    if (code == SQLITE_DONE) return Tell();
    if (!stopped_.ok()) return stopped_;
    const std::string why = sqlite3_errmsg(opened);
    return (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB
               ? StoreCorrupt(why)
               : StoreUnavailable(why);
  }

 private:
  static int Look(void* vacuum) {
    auto* self = static_cast<Vacuum*>(vacuum);
    self->stopped_ = self->Tell();
    return self->stopped_.ok() ? 0 : 1;
  }
  absl::Status Tell() {
    std::error_code not_yet;
    const auto size = static_cast<int64_t>(fs::file_size(to_, not_yet));
    if (not_yet) return progress_(0);
    return progress_(size - std::exchange(told_, size));
  }

  const fs::path to_;
  const files::Progress& progress_;
  int64_t told_ = 0;
  absl::Status stopped_;
};

class SqliteSaver final : public StoreSaver {
 public:
  explicit SqliteSaver(std::string path) : path_(std::move(path)) {}

  absl::StatusOr<SavedStore> Save(const Request& request) override {
    const fs::path file = request.folder / kFileName;
    absl::Status status = Vacuum(file, request.progress).Run(path_);
    if (!status.ok()) return status;
    std::error_code error;
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

  const std::string path_;
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

absl::StatusOr<std::unique_ptr<StoreSaver>> OpenSqliteSaver(const std::string& path) {
  if (!fs::exists(path)) return StoreUnavailable("there is no database file " + path);
  return std::make_unique<SqliteSaver>(path);
}

absl::StatusOr<std::unique_ptr<StoreLoader>> OpenSqliteLoader(const std::string& path) {
  return std::make_unique<SqliteLoader>(path);
}

}  // namespace peerchallenge::storage
