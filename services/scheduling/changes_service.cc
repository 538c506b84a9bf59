#include "services/scheduling/changes_service.h"

#include <optional>
#include <utility>

#include "common/access/roles.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/any.pb.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using google::protobuf::Any;
using google::protobuf::Message;

bool HoldsInRegion(const Viewer& viewer, access::Permission permission, const std::string& name) {
  return access::Holds(viewer.caller, permission, {validation::RegionOf(name), ""});
}

std::optional<Any> Packed(const Message& message) {
  Any any;
  any.PackFrom(message);
  return any;
}

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
bool ViewAs(const Message& message, const Viewer& viewer, std::optional<Any>& view) {
  if (message.GetDescriptor() != Resource::descriptor()) return false;
  view = View(static_cast<const Resource&>(message), viewer);
  return true;
}

// Nothing also for types that are not watched, such as role grants.
std::optional<Any> View(const Message* message, const Viewer& viewer) {
  std::optional<Any> view;
  if (message == nullptr) return view;
  ViewAs<v1::Region>(*message, viewer, view) || ViewAs<v1::Authority>(*message, viewer, view) ||
      ViewAs<v1::Person>(*message, viewer, view) || ViewAs<v1::Interest>(*message, viewer, view) ||
      ViewAs<v1::Programme>(*message, viewer, view) || ViewAs<v1::Plan>(*message, viewer, view) ||
      ViewAs<v1::Review>(*message, viewer, view);
  return view;
}

}  // namespace

std::optional<peerchallenge::changes::v1::Change> ViewOf(const changes::Event& event,
                                                         const Viewer& viewer) {
  using peerchallenge::changes::v1::Change;
  const bool was_seen = View(event.before.get(), viewer).has_value();
  std::optional<Any> after = View(event.after.get(), viewer);
  if (!was_seen && !after) return std::nullopt;
  Change change = changes::ToChange(event);
  change.clear_resource();
  if (after) {
    change.set_kind(was_seen ? Change::KIND_UPDATED : Change::KIND_CREATED);
    *change.mutable_resource() = *std::move(after);
  } else {
    change.set_kind(Change::KIND_DELETED);
  }
  return change;
}

absl::StatusOr<std::unique_ptr<rpc::Stream>> ChangesService::Watch(
    const rpc::Call& call, const peerchallenge::changes::v1::WatchRequest& request) {
  return feed_.Watch(request, [this, caller = call.caller]() -> absl::StatusOr<changes::Sight> {
    auto viewer = ViewerNow(context_, caller);
    if (!viewer.ok()) return viewer.status();
    absl::Status status =
        access::RequireSomewhere(viewer->caller, permissions::PERMISSION_CHANGES_WATCH);
    if (!status.ok()) return status;
    return [viewer = *std::move(viewer)](const changes::Event& event) {
      return absl::StatusOr<std::optional<peerchallenge::changes::v1::Change>>(
          ViewOf(event, viewer));
    };
  });
}

void ChangesService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.ChangesService");
  methods.Stream("Watch", this, &ChangesService::Watch);
}

}  // namespace peerchallenge::scheduling
