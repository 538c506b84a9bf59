#include "common/resources/change_log.h"

#include <array>

#include "common/resources/resource_store.h"

namespace peerchallenge::resources {
namespace {

using storage::Blob;
using storage::Row;
using storage::Value;

// No one else writes during a Write, so the next number is free, and numbers are in commit order.
// (A sequence would not give them in commit order, and a counter row would be rewritten with every
// change.) The last row is never pruned.
constexpr std::string_view kAppend =
    "INSERT INTO changes (revision, kind, type, name, time, version, before, after) "
    "VALUES ((SELECT COALESCE(MAX(revision), 0) + 1 FROM changes), $1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view kLast = "SELECT COALESCE(MAX(revision), 0) FROM changes";
constexpr std::string_view kOldest = "SELECT COALESCE(MIN(revision) - 1, 0) FROM changes";
constexpr std::string_view kRead =
    "SELECT revision, kind, type, name, time, version, before, after FROM changes "
    "WHERE revision > $1 ORDER BY revision LIMIT $2";
// Times may step back with the clock: only what lies before the first recent change goes, so that
// no gap appears.
constexpr std::string_view kPrune =
    "DELETE FROM changes WHERE revision < (SELECT MIN(revision) + $2 FROM changes) AND revision < "
    "(SELECT COALESCE((SELECT revision FROM changes WHERE time >= $1 ORDER BY revision LIMIT 1), "
    "MAX(revision)) FROM changes)";

Value OptionalBytes(const std::optional<std::string>& bytes) {
  return bytes ? Value(Blob{*bytes}) : Value();
}

std::optional<std::string> OptionalBytes(const Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return std::string(row.Bytes(column));
}

absl::StatusOr<int64_t> OneNumber(storage::Transaction& tx, std::string_view sql) {
  int64_t number = 0;
  absl::Status status = tx.Query(sql, {}, [&](const Row& row) {
    number = row.Int(0);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return number;
}

ChangeRow ToChangeRow(const Row& row) {
  return {.revision = row.Int(0),
          .kind = static_cast<changes::v1::Change::Kind>(row.Int(1)),
          .type = std::string(row.Text(2)),
          .name = std::string(row.Text(3)),
          .time = absl::FromUnixMicros(row.Int(4)),
          .version = row.Int(5),
          .before = OptionalBytes(row, 6),
          .after = OptionalBytes(row, 7)};
}

}  // namespace

absl::Status AppendChange(storage::Transaction& tx, const ChangeRow& change) {
  const std::array<Value, 7> parameters = {
      static_cast<int64_t>(change.kind), change.type,    change.name,
      absl::ToUnixMicros(change.time),   change.version, OptionalBytes(change.before),
      OptionalBytes(change.after)};
  return tx.Post(kAppend, parameters);
}

absl::StatusOr<int64_t> LastRevision(storage::Transaction& tx) { return OneNumber(tx, kLast); }

absl::StatusOr<int64_t> OldestResumable(storage::Transaction& tx) { return OneNumber(tx, kOldest); }

absl::StatusOr<std::vector<ChangeRow>> ReadChanges(storage::Transaction& tx, int64_t revision,
                                                   int max_rows) {
  std::vector<ChangeRow> rows;
  absl::Status status = tx.Query(kRead, {{revision, int64_t{max_rows}}}, [&](const Row& row) {
    rows.push_back(ToChangeRow(row));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return rows;
}

absl::StatusOr<int64_t> PruneChanges(storage::Transaction& tx, absl::Time before, int max_rows) {
  return tx.Execute(kPrune, {{absl::ToUnixMicros(before), int64_t{max_rows}}});
}

absl::Status EraseBodies(storage::Transaction& tx, const std::set<std::string>& names) {
  std::vector<int64_t> revisions;
  absl::Status status =
      tx.Query("SELECT revision, name FROM changes WHERE before IS NOT NULL OR after IS NOT NULL",
               {}, [&](const Row& row) {
                 if (names.contains(std::string(row.Text(1))) ||
                     names.contains(std::string(ParentOf(row.Text(1))))) {
                   revisions.push_back(row.Int(0));
                 }
                 return absl::OkStatus();
               });
  for (size_t i = 0; status.ok() && i < revisions.size(); ++i) {
    status = tx.Execute("UPDATE changes SET before = NULL, after = NULL WHERE revision = $1",
                        {{revisions[i]}})
                 .status();
  }
  return status;
}

}  // namespace peerchallenge::resources
