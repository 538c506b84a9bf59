#include "services/recommendations/changes_service.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/changes/event.h"
#include "common/changes/watch_checks.h"
#include "services/recommendations/watched.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::Message;
using peerchallenge::changes::v1::Change;
using storage::Transaction;

// How long a stream waits for what decides on an event.
constexpr absl::Duration kLongestLook = absl::Seconds(5);

View ViewAs(const WatchedType& watched, const Look& look, const Message* message) {
  if (message == nullptr) return std::nullopt;
  return watched.view(look, *message);
}

absl::StatusOr<std::optional<Change>> LookAt(const Look& look) {
  const changes::Event& event = look.event;
  const WatchedType* watched = FindWatched(event.type);
  if (watched == nullptr) return std::nullopt;
  const View before = ViewAs(*watched, look, event.before.get());
  if (!before.ok()) return before.status();
  View after = ViewAs(*watched, look, event.after.get());
  if (!after.ok()) return after.status();
  // What changed is none of the caller's business: not even that something did.
  if (before->has_value() && after->has_value() && (*before)->value() == (*after)->value()) {
    return std::nullopt;
  }
  return changes::Seen(event, before->has_value(), *std::move(after));
}

// The event as the caller may see it, by the roles and relations that are known now.
absl::StatusOr<std::optional<Change>> LookAt(const Context& context, const rpc::Call& call,
                                             const changes::Event& event) {
  std::optional<Change> change;
  absl::Status status =
      context.database.Read(absl::Now() + kLongestLook, [&](Transaction& tx) -> absl::Status {
        const auto caller = relations::WithStoredGrants(tx, context.relations, call.caller);
        if (!caller.ok()) return caller.status();
        const auto viewer = IdentifyViewer(tx, context, *caller);
        if (!viewer.ok()) return viewer.status();
        ReviewSights sights(tx, context, *viewer);
        auto seen = LookAt({tx, context, *viewer, sights, event});
        if (!seen.ok()) return seen.status();
        change = *std::move(seen);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return change;
}

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Stream>> ChangesService::Watch(
    const rpc::Call& call, const peerchallenge::changes::v1::WatchRequest& request) {
  std::vector<std::string> types;
  for (const WatchedType& watched : WatchedTypes()) types.push_back(watched.type->full_name());
  if (absl::Status status = changes::CheckWatch(request, types); !status.ok()) return status;
  return feed_.Watch(request, [context = context_, call]() -> absl::StatusOr<changes::Sight> {
    return [context, call](const changes::Event& event) { return LookAt(context, call, event); };
  });
}

void ChangesService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.recommendations.v1.ChangesService");
  methods.Stream("Watch", this, &ChangesService::Watch);
}

}  // namespace peerchallenge::recommendations
