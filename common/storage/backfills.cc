#include "common/storage/backfills.h"

namespace peerchallenge::storage {
namespace {

// They may take long; only a start waits for them.
constexpr absl::Time kNoDeadline = absl::InfiniteFuture();

constexpr std::string_view kPlace = "SELECT place FROM backfills WHERE name = $1";
constexpr std::string_view kGoOn = "UPDATE backfills SET place = $2 WHERE name = $1";
constexpr std::string_view kDone = "DELETE FROM backfills WHERE name = $1";

// Whether it is done by now.
absl::StatusOr<bool> TakeStep(Transaction& tx, const Backfill& backfill) {
  const std::string name(backfill.name);
  std::optional<std::string> place;
  absl::Status status = tx.Query(kPlace, {{name}}, [&](const Row& row) {
    place = row.Text(0);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (!place) return true;
  auto next = backfill.step(tx, *place);
  if (!next.ok()) return next.status();
  const bool done = !next->has_value();
  status = done ? tx.Post(kDone, {{name}}) : tx.Post(kGoOn, {{name, **std::move(next)}});
  if (!status.ok()) return status;
  return done;
}

}  // namespace

absl::Status RunBackfills(Database& database, std::span<const Backfill> backfills) {
  for (const Backfill& backfill : backfills) {
    for (bool done = false; !done;) {
      absl::Status status = database.Write(kNoDeadline, [&](Transaction& tx) {
        const auto taken = TakeStep(tx, backfill);
        done = taken.ok() && *taken;
        return taken.status();
      });
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::storage
