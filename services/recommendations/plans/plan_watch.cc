#include "services/recommendations/plans/plan_watch.h"

#include <utility>

#include "services/recommendations/plans/earlier_actions.h"
#include "services/recommendations/plans/plan_names.h"
#include "services/recommendations/plans/plan_sight.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::Any;
using google::protobuf::Message;

Any Packed(const Message& message) {
  Any any;
  any.PackFrom(message);
  return any;
}

// Whether the caller may know of what lies below a plan as it was before or after the event.
absl::StatusOr<bool> SeesBelow(const Look& look, PlanRoles& roles, const std::string& name,
                               const Message& message) {
  const auto role = roles.Of(name);
  if (!role.ok()) return role.status();
  if (role->insider) return true;
  if (!role->reader) return false;
  const auto publication = look.context.store.plans.PublicationOf(look.tx, PlanOf(name));
  if (!publication.ok()) return publication.status();
  const int64_t revision = look.event.revision;
  if (!publication->has_value() || revision <= (*publication)->after) return false;
  const bool publishes = revision <= (*publication)->until;
  return !publishes || &message == look.event.after.get();
}

}  // namespace

View ViewPlan(const Look& look, const v1::ActionPlan& plan) {
  PlanRoles roles(look.tx, look.context, look.viewer);
  const auto role = roles.Of(plan.name());
  if (!role.ok()) return role.status();
  const auto view = ViewOf(*role, plan);
  if (!view) return std::nullopt;
  return Packed(*view);
}

View ViewResponse(const Look& look, const v1::RecommendationResponse& response) {
  PlanRoles roles(look.tx, look.context, look.viewer);
  const auto sees = SeesBelow(look, roles, response.name(), response);
  if (!sees.ok()) return sees.status();
  if (!*sees) return std::nullopt;
  return Packed(response);
}

View ViewAction(const Look& look, const v1::Action& action) {
  PlanRoles roles(look.tx, look.context, look.viewer);
  const auto sees = SeesBelow(look, roles, action.name(), action);
  if (!sees.ok()) return sees.status();
  if (!*sees) return std::nullopt;
  auto view = ViewOf(roles, action);
  if (!view.ok()) return view.status();
  return Packed(*view);
}

View ViewProgressReview(const Look& look, const v1::ProgressReview& review) {
  PlanRoles roles(look.tx, look.context, look.viewer);
  const auto role = roles.Of(review.name());
  if (!role.ok()) return role.status();
  // There is one only of a plan that is public.
  if (!role->reader) return std::nullopt;
  return Packed(review);
}

}  // namespace peerchallenge::recommendations
