#include "common/relations/standing.h"

#include <algorithm>
#include <utility>

#include "common/errors/errors.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::relations {
namespace {

using access::Permission;
using scheduling::v1::Review;
using scheduling::v1::TeamMember;

TeamMember::Duty DutyOf(const Viewer& viewer, const Review& review) {
  if (viewer.person.empty() || viewer.home_authority == review.host()) {
    return TeamMember::DUTY_UNSPECIFIED;
  }
  for (const TeamMember& member : review.team()) {
    if (member.person() == viewer.person && member.state() == TeamMember::STATE_ACCEPTED) {
      return member.duty();
    }
  }
  return TeamMember::DUTY_UNSPECIFIED;
}

bool IsInvited(const Viewer& viewer, const Review& review) {
  const auto& team = review.team();
  return !viewer.person.empty() &&
         std::any_of(team.begin(), team.end(), [&](const TeamMember& member) {
           return member.person() == viewer.person &&
                  (member.state() == TeamMember::STATE_INVITED ||
                   member.state() == TeamMember::STATE_ACCEPTED);
         });
}

// What those who took the place of a host read in its stead.
bool IsInherited(Permission permission) {
  return permission == access::v1::PERMISSION_LETTER_READ ||
         permission == access::v1::PERMISSION_ACTION_PLAN_READ ||
         permission == access::v1::PERMISSION_COMMITTEE_REPORT_READ ||
         permission == access::v1::PERMISSION_EXEMPT_ANNEX_READ;
}

// The heirs of a review's host that the viewer belongs to.
absl::StatusOr<std::set<std::string>> HeirsOf(storage::Transaction& tx, const Relations& relations,
                                              const Viewer& viewer, const Review& review) {
  const auto& grants = viewer.caller.grants;
  const bool elsewhere = std::any_of(grants.begin(), grants.end(), [&](const access::Grant& grant) {
    return !grant.authority.empty() && grant.authority != validation::IdOf(review.host());
  });
  if (!elsewhere) return std::set<std::string>();
  auto heirs = relations.HostAndSuccessors(tx, review.host());
  if (!heirs.ok()) return heirs;
  std::erase_if(*heirs, [&](const std::string& authority) {
    return authority == review.host() || !BelongsTo(viewer, authority);
  });
  return heirs;
}

}  // namespace

absl::StatusOr<Viewer> IdentifyViewer(storage::Transaction& tx, const Relations& relations,
                                      const access::Caller& caller) {
  Viewer viewer{.caller = caller, .person = "", .home_authority = ""};
  auto person = relations.PersonBySubject(tx, caller.subject);
  if (!person.ok()) return person.status();
  if (person->has_value()) {
    viewer.person = (*person)->name();
    viewer.home_authority = (*person)->authority();
  }
  return viewer;
}

absl::StatusOr<Viewer> ViewerOf(storage::Transaction& tx, const Relations& relations,
                                const std::string& person) {
  auto found = relations.Person(tx, person);
  if (!found.ok()) return found.status();
  auto grants = relations.GrantsOf(tx, found->account());
  if (!grants.ok()) return grants.status();
  return Viewer{.caller = {.subject = found->account(), .grants = *std::move(grants)},
                .person = found->name(),
                .home_authority = found->authority()};
}

absl::StatusOr<access::Caller> WithStoredGrants(storage::Transaction& tx,
                                                const Relations& relations, access::Caller caller) {
  auto stored = relations.GrantsOf(tx, caller.subject);
  if (!stored.ok()) return stored.status();
  return WithStored(std::move(caller), *stored);
}

bool Standing::May(Permission permission) const {
  if (HoldsAt(viewer, permission, review.host())) return true;
  const bool inherits = IsInherited(permission) &&
                        std::any_of(heirs.begin(), heirs.end(), [&](const std::string& heir) {
                          return HoldsAt(viewer, permission, heir);
                        });
  if (inherits) return true;
  return IsOnTeam() && DutyGives(duty, permission);
}

bool BelongsToHost(const Viewer& viewer, const Review& review) {
  return BelongsTo(viewer, review.host());
}

bool KnowsOf(const Viewer& viewer, const Review& review) {
  if (!IsHidden(review) || IsService(viewer)) return true;
  if (BelongsToHost(viewer, review)) return false;
  return NeedsToKnow(viewer, review) || IsInvited(viewer, review);
}

absl::StatusOr<Standing> StandingTo(storage::Transaction& tx, const Relations& relations,
                                    const Viewer& viewer, const std::string& review) {
  auto found = relations.Review(tx, review);
  if (!found.ok()) return found.status();
  Standing standing{.viewer = viewer, .review = *std::move(found)};
  standing.duty = DutyOf(viewer, standing.review);
  standing.service = IsService(viewer);
  auto heirs = HeirsOf(tx, relations, viewer, standing.review);
  if (!heirs.ok()) return heirs.status();
  standing.heirs = *std::move(heirs);
  return standing;
}

absl::StatusOr<Standing> FindStanding(storage::Transaction& tx, const Relations& relations,
                                      const Viewer& viewer, Permission permission,
                                      const std::string& name) {
  const std::string review = validation::ReviewOf(name);
  if (review.empty()) return errors::NotFound(name);
  auto standing = StandingTo(tx, relations, viewer, review);
  if (absl::IsNotFound(standing.status())) return errors::NotFound(name);
  if (!standing.ok()) return standing;
  if (!KnowsOf(viewer, standing->review) || !standing->May(permission))
    return errors::NotFound(name);
  return standing;
}

bool IsOver(const Review& review) {
  return review.state() == Review::STATE_CLOSED || review.state() == Review::STATE_CANCELLED;
}

bool HasLetter(const Review& review) {
  return IsOver(review) || review.state() == Review::STATE_LETTER_ISSUED;
}

}  // namespace peerchallenge::relations
