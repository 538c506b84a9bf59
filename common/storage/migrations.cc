#include "common/storage/migrations.h"

#include <openssl/sha.h>

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/storage/migrations/embedded.h"

namespace peerchallenge::storage {
namespace {

// Migrations may take long; only a start waits for them.
constexpr absl::Time kNoDeadline = absl::InfiniteFuture();
constexpr std::string_view kOwnComponent = "common";

constexpr std::string_view kCreateTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations (component TEXT NOT NULL, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL, time BIGINT NOT NULL, PRIMARY KEY (component, name))";
constexpr std::string_view kSelectApplied =
    "SELECT name, checksum FROM schema_migrations WHERE component = $1";
constexpr std::string_view kInsertApplied =
    "INSERT INTO schema_migrations (component, name, checksum, time) VALUES ($1, $2, $3, $4)";

using Applied = std::map<std::string, std::string, std::less<>>;  // name → checksum

std::string Checksum(std::string_view text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const uint8_t*>(text.data()), text.size(),
         reinterpret_cast<uint8_t*>(digest.data()));
  return absl::BytesToHexString(digest);
}

absl::StatusOr<Applied> ReadApplied(Transaction& tx, std::string_view component) {
  Applied applied;
  absl::Status status = tx.ExecuteScript(kCreateTable);
  if (!status.ok()) return status;
  status = tx.Query(kSelectApplied, {{std::string(component)}}, [&](const Row& row) {
    applied.emplace(row.Text(0), row.Text(1));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return applied;
}

absl::Status CheckApplied(const Applied& applied, std::string_view component,
                          std::span<const Migration> known) {
  for (const auto& entry : applied) {
    const auto& [name, checksum] = entry;
    const auto same = std::find_if(known.begin(), known.end(),
                                   [&](const Migration& m) { return m.first == entry.first; });
    if (same == known.end()) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database has migration '", name, "' of '", std::string(component),
                       "', which this version does not know: start the newer version"));
    }
    if (checksum != Checksum(same->second)) {
      return absl::FailedPreconditionError(
          absl::StrCat("migration '", name, "' of '", std::string(component),
                       "' is not the one that the database has applied: migrations never change"));
    }
  }
  return absl::OkStatus();
}

// Checks all that was applied, and applies `migration` unless it was. A write excludes all other
// processes.
absl::Status Apply(Database& database, const environment::Clock& clock, std::string_view component,
                   std::span<const Migration> known, const Migration& migration) {
  return database.Write(kNoDeadline, [&](Transaction& tx) -> absl::Status {
    const absl::StatusOr<Applied> applied = ReadApplied(tx, component);
    if (!applied.ok()) return applied.status();
    if (absl::Status status = CheckApplied(*applied, component, known); !status.ok()) return status;
    const auto& [name, text] = migration;
    if (applied->contains(name)) return absl::OkStatus();
    if (absl::Status status = tx.ExecuteScript(text); !status.ok()) return status;
    return tx
        .Execute(kInsertApplied, {{std::string(component), std::string(name), Checksum(text),
                                   absl::ToUnixMicros(clock.Now())}})
        .status();
  });
}

absl::Status ApplyAll(Database& database, const environment::Clock& clock,
                      std::string_view component, std::span<const Migration> migrations) {
  for (const Migration& migration : migrations) {
    absl::Status status = Apply(database, clock, component, migrations, migration);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Migrate(Database& database, const environment::Clock& clock,
                     std::string_view component, std::span<const Migration> migrations) {
  absl::Status status = ApplyAll(database, clock, kOwnComponent, own_migrations::kFiles);
  return status.ok() ? ApplyAll(database, clock, component, migrations) : status;
}

}  // namespace peerchallenge::storage
