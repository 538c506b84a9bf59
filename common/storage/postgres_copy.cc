#include "common/storage/postgres_copy.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/storage/postgres_schema.h"
#include "common/storage/postgres_session.h"
#include "common/storage/sealing_key.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

constexpr absl::string_view kEnding = ".copy";
// The server sends a row at a time.
constexpr size_t kPiece = 256 << 10;

constexpr std::string_view kSelectTables =
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND "
    "relnamespace = current_schema()::regnamespace ORDER BY relname";
constexpr std::string_view kSelectColumns =
    "SELECT attname FROM pg_attribute WHERE attrelid = (quote_ident(current_schema()) || '.' || "
    "quote_ident($1))::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

// Names of our migrations; they come from a file when a store is loaded.
bool IsIdentifier(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '_';
  });
}

absl::StatusOr<std::vector<std::string>> Names(Transaction& tx, std::string_view sql,
                                               std::vector<Value> parameters = {}) {
  std::vector<std::string> names;
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    names.emplace_back(row.Text(0));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return names;
}

std::string CopyOf(const std::string& table, const std::vector<std::string>& columns,
                   absl::string_view direction) {
  return absl::StrCat("COPY \"", table, "\" (\"", absl::StrJoin(columns, "\", \""), "\") ",
                      direction, " (FORMAT binary)");
}

// Names are looked up in the schema, or in the connection's own, until the transaction ends.
std::string EnterSchema(const std::string& schema) {
  return absl::StrCat("SET LOCAL search_path TO ", schema.empty() ? "DEFAULT" : schema);
}

class PostgresSaver final : public StoreSaver {
 public:
  explicit PostgresSaver(std::unique_ptr<PostgresSession> session) : session_(std::move(session)) {}

  absl::StatusOr<SavedStore> Save(const Request& request) override {
    absl::Status status = session_->ExecuteScript(EnterSchema(request.schema));
    if (!status.ok()) return status;
    const auto tables = Names(*session_, kSelectTables);
    if (!tables.ok()) return tables.status();
    if (std::find(tables->begin(), tables->end(), "schema_migrations") == tables->end()) {
      return absl::FailedPreconditionError("the database has no store of this suite");
    }
    SavedStore saved{.dialect = Dialect::kPostgres, .files = {}, .migrations = {}};
    for (const std::string& table : *tables) {
      auto file = SaveTable(table, request);
      if (!file.ok()) return file.status();
      saved.files.push_back(*std::move(file));
    }
    auto applied = ReadApplied(*session_);
    if (!applied.ok()) return applied.status();
    saved.migrations = *std::move(applied);
    if (status = request.inspect(*session_); !status.ok()) return status;
    return saved;
  }

 private:
  absl::StatusOr<SavedFile> SaveTable(const std::string& table, const Request& request) {
    const auto columns = Names(*session_, kSelectColumns, {table});
    if (!columns.ok()) return columns.status();
    SavedFile saved;
    saved.name = absl::StrCat(table, kEnding);
    saved.columns = *columns;
    auto file = files::SyncedFile::Create(request.folder / saved.name);
    if (!file.ok()) return file.status();
    std::string piece;
    const auto write = [&] {
      absl::Status status = file->Write(piece);
      if (status.ok()) status = request.progress(static_cast<int64_t>(piece.size()));
      piece.clear();
      return status;
    };
    absl::Status status =
        session_->CopyOut(CopyOf(table, *columns, "TO STDOUT"), [&](std::string_view row) {
          piece.append(row);
          return piece.size() < kPiece ? absl::OkStatus() : write();
        });
    if (status.ok()) status = write();
    if (!status.ok()) return status;
    auto digest = file->Finish();
    if (!digest.ok()) return digest.status();
    saved.digest = *std::move(digest);
    return saved;
  }

  const std::unique_ptr<PostgresSession> session_;
};

class PostgresLoader final : public StoreLoader {
 public:
  explicit PostgresLoader(std::unique_ptr<PostgresSession> session)
      : session_(std::move(session)) {}

  absl::Status Load(const Request& request) override {
    if (request.saved.dialect != Dialect::kPostgres) {
      return absl::FailedPreconditionError("what was saved is no store of PostgreSQL");
    }
    if (absl::Status status = MakeTables(request); !status.ok()) return status;
    for (const SavedFile& file : request.saved.files) {
      if (absl::Status status = LoadTable(file, request); !status.ok()) return status;
    }
    return ForgetSealingKey(*session_);
  }

  absl::Status Commit() override { return session_->ExecuteScript("COMMIT"); }

 private:
  absl::Status MakeTables(const Request& request) {
    const auto scripts = ScriptsFor(request.saved.migrations, request.components);
    if (!scripts.ok()) return scripts.status();
    absl::Status status;
    if (!request.schema.empty()) status = session_->ExecuteScript(MakeSchema(request.schema));
    if (status.ok()) status = session_->ExecuteScript(EnterSchema(request.schema));
    if (status.ok()) status = session_->ExecuteScript(kLockPostgresStore);
    if (!status.ok()) return status;
    const auto tables = Names(*session_, kSelectTables);
    if (!tables.ok()) return tables.status();
    if (!tables->empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database has tables already: ", absl::StrJoin(*tables, ", ")));
    }
    status = session_->ExecuteScript(kMakePostgresTypes);
    for (const std::string_view script : *scripts) {
      if (status.ok()) status = session_->ExecuteScript(script);
    }
    return status;
  }

  absl::Status LoadTable(const SavedFile& file, const Request& request) {
    absl::string_view name = file.name;
    const bool named = absl::ConsumeSuffix(&name, kEnding);
    const std::string table(name);
    if (!named || !IsIdentifier(table) ||
        !std::all_of(file.columns.begin(), file.columns.end(), IsIdentifier)) {
      return StoreCorrupt(file.name + " is no file of a table");
    }
    // Looked at before the server is: it would tell of damage in words of its own.
    const auto digest = files::DigestOf(request.folder / file.name, request.progress);
    if (!digest.ok()) return digest.status();
    if (*digest != file.digest) return StoreCorrupt(file.name + " is not what was saved");
    // A migration may have put rows into it, which are among those that were saved.
    absl::Status status = session_->ExecuteScript(absl::StrCat("DELETE FROM \"", table, "\""));
    if (!status.ok()) return status;
    return session_->CopyIn(CopyOf(table, file.columns, "FROM STDIN"), [&](auto take) {
      return files::Read(request.folder / file.name, take);
    });
  }

  const std::unique_ptr<PostgresSession> session_;
};

absl::StatusOr<std::unique_ptr<PostgresSession>> Begin(const std::string& uri, const char* begin) {
  auto session = PostgresSession::Connect(uri);
  if (!session.ok()) return session.status();
  if (absl::Status status = (*session)->ExecuteScript(begin); !status.ok()) return status;
  return session;
}

}  // namespace

absl::StatusOr<std::unique_ptr<StoreSaver>> OpenPostgresSaver(const std::string& uri) {
  auto session = Begin(uri, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  if (!session.ok()) return session.status();
  return std::make_unique<PostgresSaver>(*std::move(session));
}

absl::StatusOr<std::unique_ptr<StoreLoader>> OpenPostgresLoader(const std::string& uri) {
  auto session = Begin(uri, "BEGIN");
  if (!session.ok()) return session.status();
  return std::make_unique<PostgresLoader>(*std::move(session));
}

}  // namespace peerchallenge::storage
