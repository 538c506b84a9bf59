#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/access/roles.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {
namespace {

bool IsTeamPermission(Permission permission) {
  return ReachOf(v1::ROLE_LEAD_REVIEWER, permission) != Reach::kNone ||
         ReachOf(v1::ROLE_REVIEW_MANAGER, permission) != Reach::kNone ||
         ReachOf(v1::ROLE_CASE_AUDITOR, permission) != Reach::kNone;
}

bool Covers(const Grant& grant, Reach reach, const Place& place) {
  const bool same_region = grant.region.empty() || grant.region == place.region;
  const bool same_authority = grant.authority.empty() || grant.authority == place.authority;
  switch (reach) {
    case Reach::kNone:
    case Reach::kRelated:
      return false;
    case Reach::kPlace:
      return same_region && same_authority;
    case Reach::kOthers:
      return same_region && (grant.authority.empty() ||
                             (!place.authority.empty() && grant.authority != place.authority));
    case Reach::kRegion:
      return same_region;
  }
  return false;
}

}  // namespace

Reach ReachOf(const Grant& grant, Permission permission) {
  if (ScopeOf(grant.role) == Scope::kReview) return Reach::kNone;
  if (grant.role != v1::ROLE_COUNCIL_SYSTEM) return ReachOf(grant.role, permission);
  if (ScopeOf(grant.acts_as) != Scope::kAuthority) return Reach::kNone;
  if (EffectOf(permission) == Effect::kWrite && !grant.may_write) return Reach::kNone;
  return ReachOf(grant.acts_as, permission);
}

bool Holds(const Caller& caller, Permission permission) {
  for (const Grant& grant : caller.grants) {
    if (ReachOf(grant, permission) != Reach::kNone) return true;
    if (grant.role == v1::ROLE_REVIEWER && IsTeamPermission(permission)) return true;
  }
  return false;
}

absl::Status RequireSomewhere(const Caller& caller, Permission permission) {
  if (Holds(caller, permission)) return absl::OkStatus();
  const std::string name(absl::StripPrefix(v1::Permission_Name(permission), "PERMISSION_"));
  return errors::Make(errors::v1::ERROR_REASON_PERMISSION_MISSING,
                      absl::StrCat("none of the caller's roles holds ", name),
                      {{"permission", name}});
}

bool Holds(const Caller& caller, Permission permission, const Place& place) {
  for (const Grant& grant : caller.grants) {
    if (Covers(grant, ReachOf(grant, permission), place)) return true;
  }
  return false;
}

}  // namespace peerchallenge::access
