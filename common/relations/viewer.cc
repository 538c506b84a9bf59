#include "common/relations/viewer.h"

#include <algorithm>

#include "common/validation/resource_name.h"

namespace peerchallenge::relations {

using access::Permission;
using scheduling::v1::Review;
using scheduling::v1::TeamMember;

namespace {

access::Role RoleOf(TeamMember::Duty duty) {
  switch (duty) {
    case TeamMember::DUTY_LEAD:
      return access::v1::ROLE_LEAD_REVIEWER;
    case TeamMember::DUTY_REVIEW_MANAGER:
      return access::v1::ROLE_REVIEW_MANAGER;
    case TeamMember::DUTY_CASE_AUDITOR:
      return access::v1::ROLE_CASE_AUDITOR;
    default:
      return access::v1::ROLE_REVIEWER;
  }
}

}  // namespace

access::Caller WithStored(access::Caller caller, const std::vector<access::Grant>& stored) {
  caller.grants.resize(caller.grants.size() - caller.stored_grants);
  caller.grants.insert(caller.grants.end(), stored.begin(), stored.end());
  caller.stored_grants = stored.size();
  return caller;
}

bool IsService(const Viewer& viewer) {
  return access::Holds(viewer.caller, access::v1::PERMISSION_REVIEW_READ, access::Place{});
}

bool BelongsTo(const Viewer& viewer, const std::string& authority) {
  const std::string code = validation::IdOf(authority);
  const auto& grants = viewer.caller.grants;
  return viewer.home_authority == authority ||
         std::any_of(grants.begin(), grants.end(),
                     [&](const access::Grant& grant) { return grant.authority == code; });
}

bool HoldsAt(const Viewer& viewer, Permission permission, const std::string& authority) {
  const access::Place place{validation::RegionOf(authority), validation::IdOf(authority)};
  const bool at_home = viewer.home_authority == authority;
  const auto& grants = viewer.caller.grants;
  return std::any_of(grants.begin(), grants.end(), [&](const access::Grant& grant) {
    if (at_home && access::ReachOf(grant, permission) == access::Reach::kOthers) return false;
    return access::Holds({.subject = "", .grants = {grant}}, permission, place);
  });
}

bool HoldsInRegion(const Viewer& viewer, Permission permission, const std::string& name) {
  return access::Holds(viewer.caller, permission, {validation::RegionOf(name), ""});
}

bool NeedsToKnow(const Viewer& viewer, const Review& review) {
  const auto& listed = review.need_to_know();
  return std::any_of(listed.begin(), listed.end(), [&](const std::string& who) {
    return who == viewer.caller.subject || (!viewer.person.empty() && who == viewer.person);
  });
}

bool IsHidden(const Review& review) { return review.unannounced() && !review.released(); }

bool DutyGives(TeamMember::Duty duty, Permission permission) {
  return access::ReachOf(RoleOf(duty), permission) == access::Reach::kRelated;
}

}  // namespace peerchallenge::relations
