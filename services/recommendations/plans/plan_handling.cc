#include "services/recommendations/plans/plan_handling.h"

#include "common/errors/errors.h"
#include "services/recommendations/plans/plan_names.h"

namespace peerchallenge::recommendations {

absl::StatusOr<FoundPlan> FindPlan(storage::Transaction& tx, const Context& context,
                                   PlanRoles& roles, access::Permission permission,
                                   const std::string& name) {
  const std::string plan = PlanOf(name);
  if (plan.empty()) return errors::NotFound(name);
  auto stored = context.store.plans.plans.Get(tx, plan);
  if (absl::IsNotFound(stored.status())) return errors::NotFound(name);
  if (!stored.ok()) return stored.status();
  const auto role = roles.Of(plan);
  if (!role.ok()) return role.status();
  if (!role->May(permission, *stored)) return errors::NotFound(name);
  return FoundPlan{.plan = *std::move(stored), .role = *role};
}

}  // namespace peerchallenge::recommendations
