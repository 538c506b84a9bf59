#include "common/storage/migrations.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/storage/migrations/embedded.h"
#include "common/storage/migrations/embedded_sqlite.h"

namespace peerchallenge::storage {
namespace {

// Migrations may take long; only a start waits for them.
constexpr absl::Time kNoDeadline = absl::InfiniteFuture();
constexpr std::string_view kOwnComponent = "common";
constexpr std::string_view kOwnSqliteComponent = "common-sqlite";

constexpr std::string_view kCreateTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations (component TEXT NOT NULL, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL, time BIGINT NOT NULL, PRIMARY KEY (component, name))";
constexpr std::string_view kSelectApplied =
    "SELECT component, name, checksum FROM schema_migrations ORDER BY component, name";
constexpr std::string_view kInsertApplied =
    "INSERT INTO schema_migrations (component, name, checksum, time) VALUES ($1, $2, $3, $4)";

std::string Checksum(std::string_view text) { return hash::HexOf(hash::Sha256(text)); }

absl::Status CheckApplied(std::span<const AppliedMigration> applied, const Component& known) {
  for (const AppliedMigration& entry : applied) {
    if (entry.component != known.name) continue;
    const auto same = std::find_if(known.migrations.begin(), known.migrations.end(),
                                   [&](const Migration& m) { return m.first == entry.name; });
    if (same == known.migrations.end()) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database has migration '", entry.name, "' of '", entry.component,
                       "', which this version does not know: start the newer version"));
    }
    if (entry.checksum != Checksum(same->second)) {
      return absl::FailedPreconditionError(
          absl::StrCat("migration '", entry.name, "' of '", entry.component,
                       "' is not the one that the database has applied: migrations never change"));
    }
  }
  return absl::OkStatus();
}

bool Has(std::span<const AppliedMigration> applied, std::string_view component,
         std::string_view name) {
  return std::any_of(applied.begin(), applied.end(), [&](const AppliedMigration& entry) {
    return entry.component == component && entry.name == name;
  });
}

// Checks all that was applied, and applies `migration` unless it was. A write excludes all other
// processes.
absl::Status Apply(Database& database, const environment::Clock& clock, const Component& known,
                   const Migration& migration) {
  return database.Write(kNoDeadline, [&](Transaction& tx) -> absl::Status {
    if (absl::Status status = tx.ExecuteScript(kCreateTable); !status.ok()) return status;
    const absl::StatusOr<std::vector<AppliedMigration>> applied = ReadApplied(tx);
    if (!applied.ok()) return applied.status();
    if (absl::Status status = CheckApplied(*applied, known); !status.ok()) return status;
    const auto& [name, text] = migration;
    if (Has(*applied, known.name, name)) return absl::OkStatus();
    if (absl::Status status = tx.ExecuteScript(text); !status.ok()) return status;
    return tx
        .Execute(kInsertApplied, {{std::string(known.name), std::string(name), Checksum(text),
                                   absl::ToUnixMicros(clock.Now())}})
        .status();
  });
}

absl::Status ApplyAll(Database& database, const environment::Clock& clock,
                      const Component& component) {
  for (const Migration& migration : component.migrations) {
    absl::Status status = Apply(database, clock, component, migration);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// The tables of common/, and how SQLite alone lays them out.
std::span<const Component> OwnComponents(Dialect dialect) {
  static const Component own[] = {{kOwnComponent, own_migrations::kFiles},
                                  {kOwnSqliteComponent, own_sqlite_migrations::kFiles}};
  return std::span(own).first(dialect == Dialect::kSqlite ? 2 : 1);
}

}  // namespace

absl::Status Migrate(Database& database, const environment::Clock& clock,
                     std::string_view component, std::span<const Migration> migrations) {
  for (const Component& own : OwnComponents(database.dialect())) {
    if (absl::Status status = ApplyAll(database, clock, own); !status.ok()) return status;
  }
  return ApplyAll(database, clock, {component, migrations});
}

absl::Status Migrate(Database& database, const environment::Clock& clock,
                     std::span<const Component> components) {
  for (const Component& component : components) {
    absl::Status status = Migrate(database, clock, component.name, component.migrations);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<AppliedMigration>> ReadApplied(Transaction& tx) {
  std::vector<AppliedMigration> applied;
  absl::Status status = tx.Query(kSelectApplied, {}, [&](const Row& row) {
    applied.push_back(
        {std::string(row.Text(0)), std::string(row.Text(1)), std::string(row.Text(2))});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return applied;
}

absl::StatusOr<std::vector<std::string_view>> ScriptsFor(std::span<const AppliedMigration> applied,
                                                         std::span<const Component> components) {
  const std::span<const Component> own = OwnComponents(Dialect::kSqlite);
  std::vector<Component> all(own.begin(), own.end());
  all.insert(all.end(), components.begin(), components.end());
  std::vector<std::string_view> scripts = {kCreateTable};
  for (const Component& component : all) {
    if (absl::Status status = CheckApplied(applied, component); !status.ok()) return status;
    for (const auto& [name, text] : component.migrations) {
      if (Has(applied, component.name, name)) scripts.push_back(text);
    }
  }
  if (scripts.size() != applied.size() + 1) {
    return absl::FailedPreconditionError(
        "the database has tables of a component that this version does not know: start the newer "
        "version");
  }
  return scripts;
}

}  // namespace peerchallenge::storage
