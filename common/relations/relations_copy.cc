#include "common/relations/relations_copy.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "peerchallenge/scheduling/v1/release.pb.h"

namespace peerchallenge::relations {
namespace {

using changes::v1::Change;
using changes::v1::WatchResponse;
using google::protobuf::util::TimeUtil;

constexpr absl::Duration kStoreTime = absl::Seconds(10);

absl::Time StoreDeadline() { return absl::Now() + kStoreTime; }

// Until when whoever has taken over the response has every change. A stream that has no more to
// tell sends a token only.
absl::Time FreshTime(const WatchResponse& response, absl::Time now) {
  if (!response.has_change()) return now;
  const int64_t micros = TimeUtil::TimestampToMicroseconds(response.change().time());
  return std::min(now, absl::FromUnixMicros(micros));
}

// The review whose timetable the change brings out; empty for other changes.
std::string ReleasedBy(const Change& change) {
  if (!change.resource().Is<scheduling::v1::Release>()) return "";
  return validation::ParentOf(change.name());
}

}  // namespace

RelationsCopy::RelationsCopy(const RelationsCopyParts& parts,
                             const changes::FollowerOptions& options)
    : parts_(parts), follower_(*this, "relations", parts.random, parts.log, options) {}

rpc::Reader<WatchResponse> RelationsCopy::Watch(const std::string& token,
                                                const std::stop_token& stop) {
  return parts_.scheduling.Watch(token, stop);
}

absl::StatusOr<std::string> RelationsCopy::Fill(const std::string& from,
                                                const std::stop_token& stop) {
  const absl::Time began = parts_.clock.Now();
  const auto first = parts_.scheduling.Watch("", stop).Next();
  if (!first.ok()) return first.status();
  if (!first->has_value()) return absl::UnavailableError("the stream has ended");
  const auto listed = parts_.scheduling.ListRelations(stop);
  if (!listed.ok()) return listed.status();
  absl::Status status =
      parts_.database.Write(StoreDeadline(), [&](storage::Transaction& tx) -> absl::Status {
        const CopyState state{(*first)->resume_token(), began};
        absl::Status advanced = parts_.relations.Advance(tx, from, state);
        return advanced.ok() ? parts_.relations.Replace(tx, *listed) : advanced;
      });
  if (!status.ok()) return status;
  parts_.log.Info("relations_listed",
                  {{"people", static_cast<int64_t>(listed->people.size())},
                   {"role_grants", static_cast<int64_t>(listed->role_grants.size())},
                   {"reviews", static_cast<int64_t>(listed->reviews.size())}});
  return (*first)->resume_token();
}

absl::Status RelationsCopy::TakeOver(const std::string& from, const WatchResponse& response,
                                     const std::stop_token& stop) {
  const CopyState state{response.resume_token(), FreshTime(response, parts_.clock.Now())};
  const std::string released = ReleasedBy(response.change());
  absl::StatusOr<ReleasedVisit> visit = ReleasedVisit();
  if (!released.empty()) visit = parts_.scheduling.GetReleasedVisit(released, stop);
  if (!visit.ok()) return visit.status();
  return parts_.database.Write(StoreDeadline(), [&](storage::Transaction& tx) {
    absl::Status status = parts_.relations.Advance(tx, from, state);
    if (!status.ok() || !response.has_change()) return status;
    return released.empty() ? parts_.relations.Apply(tx, response.change())
                            : parts_.relations.ReplaceVisit(tx, released, *visit);
  });
}

absl::StatusOr<std::string> RelationsCopy::StoredToken() {
  std::string token;
  absl::Status status = parts_.database.Read(StoreDeadline(), [&](storage::Transaction& tx) {
    const auto state = parts_.relations.State(tx);
    if (state.ok() && *state) token = (*state)->resume_token;
    return state.status();
  });
  if (!status.ok()) return status;
  return token;
}

}  // namespace peerchallenge::relations
