#include "common/changes/followed.h"

#include <algorithm>

#include "common/changes/follower.h"

namespace peerchallenge::changes {
namespace {

constexpr std::string_view kGet = "SELECT resume_token, fresh_time FROM followed WHERE what = $1";
constexpr std::string_view kSet =
    "INSERT INTO followed (what, resume_token, fresh_time) VALUES ($1, $2, $3)"
    " ON CONFLICT (what) DO UPDATE SET resume_token = excluded.resume_token,"
    " fresh_time = excluded.fresh_time";

}  // namespace

absl::StatusOr<std::optional<Followed>> GetFollowed(storage::Transaction& tx,
                                                    const std::string& what) {
  std::optional<Followed> followed;
  absl::Status status = tx.Query(kGet, {{what}}, [&](const storage::Row& row) {
    followed = Followed{std::string(row.Text(0)), absl::FromUnixMicros(row.Int(1))};
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return followed;
}

absl::Status Advance(storage::Transaction& tx, const std::string& what, const std::string& from,
                     const Followed& to) {
  const auto followed = GetFollowed(tx, what);
  if (!followed.ok()) return followed.status();
  if ((*followed ? (*followed)->resume_token : "") != from) return Overtaken();
  const absl::Time fresh =
      *followed ? std::max(to.fresh_time, (*followed)->fresh_time) : to.fresh_time;
  return tx.Post(kSet, {{what, to.resume_token, absl::ToUnixMicros(fresh)}});
}

}  // namespace peerchallenge::changes
