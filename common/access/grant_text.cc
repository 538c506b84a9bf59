#include "common/access/grant_text.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/access/roles.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::access {
namespace {

constexpr size_t kMaxTextBytes = 256;
constexpr absl::string_view kRolePrefix = "ROLE_";
constexpr absl::string_view kRegions = "regions/";
constexpr absl::string_view kAuthorities = "/authorities/";
constexpr absl::string_view kForm =
    "ROLE, ROLE@regions/{region} or ROLE@regions/{region}/authorities/{GSS code}; for a council "
    "system also ;as=ROLE and "
    ";write";

std::string RoleName(Role role) {
  return std::string(absl::StripPrefix(v1::Role_Name(role), kRolePrefix));
}

bool IsRegionName(const std::string& name) {
  return validation::MatchName(name, "regions/*").has_value();
}

// What is wrong with the grant's place for its role's scope; empty when nothing is.
std::string PlaceProblem(const Grant& grant) {
  switch (ScopeOf(grant.role)) {
    case Scope::kReview:
      return "a role that can be granted (team roles come from a review's team)";
    case Scope::kEverywhere:
      return grant.region.empty() && grant.authority.empty()
                 ? ""
                 : "no place: the role holds everywhere";
    case Scope::kRegion:
      if (!IsRegionName(grant.region)) return "a region, regions/{region}";
      if (grant.authority.empty()) return "";
      // A member of the board may have an authority of their own, where they step aside.
      return grant.role == v1::ROLE_REGIONAL_BOARD && validation::IsGssCode(grant.authority)
                 ? ""
                 : "a region without an authority";
    case Scope::kAuthority:
      if (!IsRegionName(grant.region)) return "a region, regions/{region}";
      return validation::IsGssCode(grant.authority) ? ""
                                                    : "an authority's GSS code, such as E10000019";
  }
  return "a known role";
}

std::string ActsAsProblem(const Grant& grant) {
  if (grant.role == v1::ROLE_COUNCIL_SYSTEM) {
    const bool of_authority = ScopeOf(grant.acts_as) == Scope::kAuthority;
    return of_authority && grant.acts_as != v1::ROLE_COUNCIL_SYSTEM
               ? ""
               : "a role of an authority to act as, such as ;as=HOST_COORDINATOR";
  }
  return grant.acts_as == v1::ROLE_UNSPECIFIED && !grant.may_write
             ? ""
             : "no ;as and no ;write: they are for COUNCIL_SYSTEM";
}

absl::Status Invalid(std::string_view field, absl::string_view got, absl::string_view wanted) {
  return errors::InvalidField(absl::string_view(field.data(), field.size()), got, wanted);
}

bool ParseRole(absl::string_view name, Role& role) {
  return v1::Role_Parse(absl::StrCat(kRolePrefix, name), &role) && role != v1::ROLE_UNSPECIFIED;
}

// "regions/x" or "regions/x/authorities/y", checked by CheckGrant later.
void SplitPlace(absl::string_view place, Grant& grant) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(place, absl::MaxSplits(kAuthorities, 1));
  grant.region = std::string(parts.first);
  grant.authority = std::string(parts.second);
}

}  // namespace

absl::Status CheckGrant(const Grant& grant, std::string_view field) {
  for (const std::string& problem : {PlaceProblem(grant), ActsAsProblem(grant)}) {
    if (!problem.empty()) return Invalid(field, FormatGrant(grant), problem);
  }
  return absl::OkStatus();
}

absl::StatusOr<Grant> ParseGrant(std::string_view text, std::string_view field) {
  const absl::string_view whole(text.data(), text.size());
  if (whole.size() > kMaxTextBytes) return Invalid(field, whole, "at most 256 bytes");
  const std::vector<absl::string_view> parts = absl::StrSplit(whole, ';');
  const std::vector<absl::string_view> role_and_place =
      absl::StrSplit(parts.front(), absl::MaxSplits('@', 1));
  Grant grant;
  if (!ParseRole(role_and_place.front(), grant.role)) return Invalid(field, whole, kForm);
  if (role_and_place.size() == 2) {
    if (!absl::StartsWith(role_and_place[1], kRegions)) return Invalid(field, whole, kForm);
    SplitPlace(role_and_place[1], grant);
  }
  for (size_t i = 1; i < parts.size(); ++i) {
    absl::string_view option = parts[i];
    if (option == "write" && !grant.may_write) {
      grant.may_write = true;
    } else if (!absl::ConsumePrefix(&option, "as=") || grant.acts_as != v1::ROLE_UNSPECIFIED ||
               !ParseRole(option, grant.acts_as)) {
      return Invalid(field, whole, kForm);
    }
  }
  if (absl::Status status = CheckGrant(grant, field); !status.ok()) return status;
  // One text per grant: what would be written differently was not meant as it was read.
  if (FormatGrant(grant) != text) return Invalid(field, whole, kForm);
  return grant;
}

std::string FormatGrant(const Grant& grant) {
  std::string text = RoleName(grant.role);
  if (!grant.region.empty()) absl::StrAppend(&text, "@", grant.region);
  if (!grant.authority.empty()) absl::StrAppend(&text, kAuthorities, grant.authority);
  if (grant.acts_as != v1::ROLE_UNSPECIFIED)
    absl::StrAppend(&text, ";as=", RoleName(grant.acts_as));
  if (grant.may_write) absl::StrAppend(&text, ";write");
  return text;
}

}  // namespace peerchallenge::access
