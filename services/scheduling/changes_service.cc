#include "services/scheduling/changes_service.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/access/roles.h"
#include "common/changes/watch_checks.h"
#include "google/protobuf/any.pb.h"
#include "services/scheduling/names.h"
#include "services/scheduling/stored_grants.h"
#include "services/scheduling/visits/visit_visibility.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using google::protobuf::Any;
using google::protobuf::Message;

std::optional<Any> Packed(const Message& message) {
  Any any;
  any.PackFrom(message);
  return any;
}

// How long a stream waits for what decides on an event.
constexpr absl::Duration kLongestRead = absl::Seconds(5);

// Who looks, and how much of the event's review they see.
struct Looking {
  const Viewer& viewer;
  const VisitSight& sight;
};

// One overload per resource type: the resource as the viewer may see it, or nothing.
std::optional<Any> View(const v1::Region& region, const Viewer& viewer) {
  if (!HoldsInRegion(viewer, permissions::PERMISSION_DIRECTORY_READ, region.name())) return {};
  return Packed(region);
}
std::optional<Any> View(const v1::Authority& authority, const Viewer& viewer) {
  if (!HoldsInRegion(viewer, permissions::PERMISSION_DIRECTORY_READ, authority.name())) return {};
  return Packed(authority);
}
std::optional<Any> View(const v1::Person& person, const Viewer& viewer) {
  if (!Sees(viewer, person)) return {};
  return Packed(ViewOf(person, viewer));
}
std::optional<Any> View(const v1::Interest& interest, const Viewer& viewer) {
  if (!Sees(viewer, interest)) return {};
  return Packed(ViewOf(interest, viewer));
}
std::optional<Any> View(const v1::RoleGrant& grant, const Viewer& viewer) {
  const access::Grant given = GrantOf(grant);
  if (!access::Holds(viewer.caller, permissions::PERMISSION_RELATIONS_READ,
                     {given.region, given.authority})) {
    return {};
  }
  return Packed(grant);
}
std::optional<Any> View(const v1::Programme& programme, const Viewer& viewer) {
  if (!HoldsInRegion(viewer, permissions::PERMISSION_PROGRAMME_READ, programme.name())) return {};
  return Packed(programme);
}
std::optional<Any> View(const v1::Plan& plan, const Viewer& viewer) {
  if (!HoldsInRegion(viewer, permissions::PERMISSION_PLAN_WORK, plan.name())) return {};
  return Packed(plan);
}
std::optional<Any> View(const v1::Review& review, const Viewer& viewer) {
  const Sight sight = SightOf(viewer, review);
  if (sight == Sight::kNone) return {};
  return Packed(ViewOf(review, viewer, sight));
}

template <typename Resource>
bool ViewAs(const Message& message, const Looking& looking, std::optional<Any>& view) {
  if (message.GetDescriptor() != Resource::descriptor()) return false;
  view = View(static_cast<const Resource&>(message), looking.viewer);
  return true;
}

template <typename Resource>
bool ViewBelowReviewAs(const Message& message, const Looking& looking, std::optional<Any>& view) {
  if (message.GetDescriptor() != Resource::descriptor()) return false;
  const auto visible = ViewOf(static_cast<const Resource&>(message), looking.sight);
  if (visible) view = Packed(*visible);
  return true;
}

// Nothing also for a type that this binary does not know.
std::optional<Any> View(const Message* message, const Looking& looking) {
  std::optional<Any> view;
  if (message == nullptr) return view;
  ViewAs<v1::Region>(*message, looking, view) || ViewAs<v1::Authority>(*message, looking, view) ||
      ViewAs<v1::Person>(*message, looking, view) ||
      ViewAs<v1::Interest>(*message, looking, view) ||
      ViewAs<v1::RoleGrant>(*message, looking, view) ||
      ViewAs<v1::Programme>(*message, looking, view) || ViewAs<v1::Plan>(*message, looking, view) ||
      ViewAs<v1::Review>(*message, looking, view) ||
      ViewBelowReviewAs<v1::VisitSettings>(*message, looking, view) ||
      ViewBelowReviewAs<v1::Venue>(*message, looking, view) ||
      ViewBelowReviewAs<v1::Participant>(*message, looking, view) ||
      ViewBelowReviewAs<v1::ParticipantGroup>(*message, looking, view) ||
      ViewBelowReviewAs<v1::Session>(*message, looking, view) ||
      ViewBelowReviewAs<v1::Build>(*message, looking, view) ||
      ViewBelowReviewAs<v1::VisitTimetable>(*message, looking, view) ||
      ViewBelowReviewAs<v1::Disruption>(*message, looking, view) ||
      ViewBelowReviewAs<v1::Release>(*message, looking, view);
  return view;
}

const std::vector<std::string>& WatchedTypes() {
  static const std::vector<std::string> types = {v1::Region::descriptor()->full_name(),
                                                 v1::Authority::descriptor()->full_name(),
                                                 v1::Person::descriptor()->full_name(),
                                                 v1::Interest::descriptor()->full_name(),
                                                 v1::RoleGrant::descriptor()->full_name(),
                                                 v1::Programme::descriptor()->full_name(),
                                                 v1::Plan::descriptor()->full_name(),
                                                 v1::Review::descriptor()->full_name(),
                                                 v1::VisitSettings::descriptor()->full_name(),
                                                 v1::Venue::descriptor()->full_name(),
                                                 v1::Participant::descriptor()->full_name(),
                                                 v1::ParticipantGroup::descriptor()->full_name(),
                                                 v1::Session::descriptor()->full_name(),
                                                 v1::Build::descriptor()->full_name(),
                                                 v1::VisitTimetable::descriptor()->full_name(),
                                                 v1::Disruption::descriptor()->full_name(),
                                                 v1::Release::descriptor()->full_name()};
  return types;
}

// How much the viewer sees, as of now, of the review that the event's resource lies below.
absl::StatusOr<VisitSight> SightOfEvent(const Context& context, const Viewer& viewer,
                                        const changes::Event& event) {
  VisitSight sight;
  const std::string review_name = ReviewOf(event.name);
  if (review_name.empty() || review_name == event.name) return sight;
  absl::Status status =
      context.database.Read(absl::Now() + kLongestRead, [&](storage::Transaction& tx) {
        auto review = context.store.reviews.Get(tx, review_name);
        if (!review.ok()) return review.status();
        auto loaded = LoadVisitSight(tx, context.store, viewer, *review);
        if (!loaded.ok()) return loaded.status();
        sight = *std::move(loaded);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return sight;
}

}  // namespace

std::optional<peerchallenge::changes::v1::Change> ViewOf(const changes::Event& event,
                                                         const Viewer& viewer,
                                                         const VisitSight& sight) {
  const bool was_seen = View(event.before.get(), {viewer, sight}).has_value();
  std::optional<Any> after = View(event.after.get(), {viewer, sight});
  return changes::Seen(event, was_seen, std::move(after));
}

absl::StatusOr<std::unique_ptr<rpc::Stream>> ChangesService::Watch(
    const rpc::Call& call, const peerchallenge::changes::v1::WatchRequest& request) {
  if (absl::Status status = changes::CheckWatch(request, WatchedTypes()); !status.ok())
    return status;
  return feed_.Watch(request, [this, caller = call.caller]() -> absl::StatusOr<changes::Sight> {
    auto viewer = ViewerNow(context_, caller);
    if (!viewer.ok()) return viewer.status();
    absl::Status status =
        access::RequireSomewhere(viewer->caller, permissions::PERMISSION_CHANGES_WATCH);
    if (!status.ok()) return status;
    return [context = context_, viewer = *std::move(viewer)](const changes::Event& event)
               -> absl::StatusOr<std::optional<peerchallenge::changes::v1::Change>> {
      auto sight = SightOfEvent(context, viewer, event);
      if (!sight.ok()) return sight.status();
      return ViewOf(event, viewer, *sight);
    };
  });
}

void ChangesService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.ChangesService");
  methods.Stream("Watch", this, &ChangesService::Watch);
}

}  // namespace peerchallenge::scheduling
