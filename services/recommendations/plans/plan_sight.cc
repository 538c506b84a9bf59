#include "services/recommendations/plans/plan_sight.h"

#include "common/access/roles.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/plans/deadline.h"
#include "services/recommendations/plans/plan_names.h"
#include "services/recommendations/plans/plan_steps.h"

namespace peerchallenge::recommendations {
namespace {

using access::Grant;
using access::Permission;
using scheduling::v1::TeamMember;

// The role whose sight a grant gives.
access::Role SightOf(const Grant& grant) {
  return grant.role == access::v1::ROLE_COUNCIL_SYSTEM ? grant.acts_as : grant.role;
}

// Whether a grant alone gives the permission at one of the hosts' places.
bool Gives(const Grant& grant, Permission permission, const std::set<std::string>& hosts) {
  access::Caller caller;
  caller.grants = {grant};
  for (const std::string& host : hosts) {
    if (access::Holds(caller, permission, {validation::RegionOf(host), validation::IdOf(host)})) {
      return true;
    }
  }
  return false;
}

// Whether a member of the board has an authority of the own among the hosts.
bool StepsAside(const Grant& grant, const std::string& home_authority,
                const std::set<std::string>& hosts) {
  if (hosts.count(home_authority) > 0) return true;
  for (const std::string& host : hosts) {
    if (!grant.authority.empty() && grant.authority == validation::IdOf(host)) return true;
  }
  return false;
}

void AddGrant(const Grant& grant, const std::string& home_authority,
              const std::set<std::string>& hosts, PlanRole& role) {
  if (!Gives(grant, access::v1::PERMISSION_ACTION_PLAN_READ, hosts)) return;
  switch (SightOf(grant)) {
    case access::v1::ROLE_HOST_DIRECTOR:
      role.insider = true;
      role.of_host = true;
      role.writes |= Gives(grant, access::v1::PERMISSION_ACTION_PLAN_WRITE, hosts);
      role.reviews |= Gives(grant, access::v1::PERMISSION_PROGRESS_REVIEW, hosts);
      break;
    case access::v1::ROLE_PROGRAMME_OFFICE:
      role.insider = true;
      role.reviews = role.reviews_alone = true;
      break;
    case access::v1::ROLE_SERVICE:
      role.insider = true;
      break;
    case access::v1::ROLE_REGIONAL_BOARD:
      if (StepsAside(grant, home_authority, hosts)) return;
      role.board = true;
      break;
    default:
      break;
  }
  role.reader = true;
}

}  // namespace

bool PlanRole::Sees(const v1::ActionPlan& plan) const {
  return insider || (reader && IsPublic(plan));
}

bool PlanRole::May(Permission permission, const v1::ActionPlan& plan) const {
  switch (permission) {
    case access::v1::PERMISSION_ACTION_PLAN_WRITE:
      return writes;
    case access::v1::PERMISSION_PROGRESS_REVIEW:
      return reviews;
    default:
      return Sees(plan);
  }
}

PlanRole RoleIn(const Standing& standing, const std::set<std::string>& hosts) {
  PlanRole role;
  for (const Grant& grant : standing.viewer.caller.grants) {
    AddGrant(grant, standing.viewer.home_authority, hosts, role);
  }
  if (hosts.count(standing.viewer.home_authority) > 0) return role;
  if (standing.Leads()) {
    role.insider = role.reader = role.reviews = role.reviews_alone = true;
  } else if (standing.duty == TeamMember::DUTY_REVIEWER) {
    role.reader = true;
  }
  return role;
}

std::optional<v1::ActionPlan> ViewOf(const PlanRole& role, const v1::ActionPlan& plan) {
  if (role.Sees(plan)) return plan;
  if (!role.board) return std::nullopt;
  v1::ActionPlan view;
  for (const v1::PlanClock& clock : plan.clocks()) {
    if (clock.escalation() == kBoardIsTold) *view.add_clocks() = clock;
  }
  if (view.clocks().empty()) return std::nullopt;
  view.set_name(plan.name());
  view.set_host(plan.host());
  view.set_state(plan.state());
  return view;
}

absl::StatusOr<PlanRole> PlanRoles::Of(const std::string& name) {
  const std::string review = validation::ReviewOf(name);
  const auto known = roles_.find(review);
  if (known != roles_.end()) return known->second;
  const auto standing = sights_.Of(name);
  if (!standing.ok()) return standing.status();
  PlanRole role;
  if (*standing != nullptr) {
    const auto hosts = context_.relations.HostAndSuccessors(tx_, (*standing)->review.host());
    if (!hosts.ok()) return hosts.status();
    role = RoleIn(**standing, *hosts);
  }
  return roles_.emplace(review, role).first->second;
}

absl::StatusOr<bool> PlanRoles::See(const std::string& name) {
  const auto [plan, is_new] = seen_.emplace(PlanOf(name), false);
  if (!is_new) return plan->second;
  const auto stored = context_.store.plans.plans.Get(tx_, plan->first);
  if (absl::IsNotFound(stored.status())) return false;
  if (!stored.ok()) return stored.status();
  const auto role = Of(name);
  if (!role.ok()) return role.status();
  plan->second = role->Sees(*stored);
  return plan->second;
}

}  // namespace peerchallenge::recommendations
