#include "services/evidence/standing.h"

#include <algorithm>

#include "common/access/roles.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/evidence/days.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using access::Permission;
using access::Place;
using scheduling::v1::Review;
using scheduling::v1::TeamMember;

Place HostPlace(const Review& review) {
  return {validation::RegionOf(review.name()), validation::IdOf(review.host())};
}

bool BelongsToHost(const Viewer& viewer, const Review& review) {
  if (viewer.home_authority == review.host()) return true;
  const std::string authority = validation::IdOf(review.host());
  const auto& grants = viewer.caller.grants;
  return std::any_of(grants.begin(), grants.end(),
                     [&](const access::Grant& grant) { return grant.authority == authority; });
}

bool NeedsToKnow(const Viewer& viewer, const Review& review) {
  const auto& listed = review.need_to_know();
  return std::any_of(listed.begin(), listed.end(), [&](const std::string& who) {
    return who == viewer.caller.subject || (!viewer.person.empty() && who == viewer.person);
  });
}

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

bool IsService(const Viewer& viewer) {
  return access::Holds(viewer.caller, access::v1::PERMISSION_REVIEW_READ, Place{});
}

bool SeesHours(const Standing& standing, const std::string& author) {
  return standing.IsAuthor(author) || standing.May(access::v1::PERMISSION_EVIDENCE_SOURCE_READ);
}

bool SeesCases(const Standing& standing, const std::string& author) {
  return standing.MayChange(author) || standing.duty == TeamMember::DUTY_CASE_AUDITOR;
}

void CutProvenance(v1::Provenance& provenance) {
  const auto device_time = provenance.stamp().device_time();
  const bool timed = provenance.stamp().has_device_time();
  provenance.clear_stamp();
  if (timed) *provenance.mutable_stamp()->mutable_device_time() = CutToDay(device_time);
  *provenance.mutable_receive_time() = CutToDay(provenance.receive_time());
  provenance.clear_clock_skew();
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

bool Standing::May(Permission permission) const {
  if (access::Holds(viewer.caller, permission, HostPlace(review))) return true;
  if (!IsOnTeam()) return false;
  const access::Role role = RoleOf(duty);
  return access::ReachOf(role, permission) == access::Reach::kRelated;
}

bool KnowsOf(const Viewer& viewer, const Review& review) {
  if (!review.unannounced() || review.released() || IsService(viewer)) return true;
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
  return standing;
}

absl::StatusOr<Standing> FindStanding(storage::Transaction& tx, const Relations& relations,
                                      const Viewer& viewer, Permission permission,
                                      const std::string& name) {
  const std::string review = ReviewOf(name);
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

bool Sees(const Standing& standing, const v1::Item& item,
          const std::set<std::string>& withdrawn_drafts) {
  if (standing.IsAuthor(item.captured().author())) return true;
  switch (item.state()) {
    case v1::Item::STATE_SHARED:
      break;
    case v1::Item::STATE_WITHDRAWN:
      if (withdrawn_drafts.count(item.name()) > 0) return false;
      break;
    case v1::Item::STATE_DISPOSED:  // whose it was to read is erased with it
      return standing.ReadsAll();
    default:
      return false;
  }
  return item.content().sensitivity() != v1::SENSITIVITY_LEADS || standing.ReadsAll();
}

bool Sees(const Standing& standing, const v1::Concern& concern) {
  if (standing.person().empty()) return false;
  if (standing.Leads() || standing.IsAuthor(concern.raised_by())) return true;
  const auto& readers = concern.readers();
  return std::find(readers.begin(), readers.end(), standing.person()) != readers.end();
}

bool IsGuarded(const Standing& standing, const v1::Item& item) {
  return !standing.IsAuthor(item.captured().author()) && item.has_content() &&
         (item.content().sensitivity() == v1::SENSITIVITY_GUARDED ||
          item.content().sensitivity() == v1::SENSITIVITY_LEADS);
}

v1::Item ViewOf(v1::Item item, const Standing& standing) {
  const std::string& author = item.captured().author();
  if (!SeesCases(standing, author) && item.has_content()) {
    item.mutable_content()->clear_case_reference();
  }
  if (!standing.IsAuthor(author)) {
    auto& warnings = *item.mutable_warnings();
    warnings.erase(std::remove(warnings.begin(), warnings.end(), v1::Item::WARNING_INTERVIEWEE),
                   warnings.end());
  }
  if (!SeesHours(standing, author)) {
    CutProvenance(*item.mutable_captured());
    if (item.has_revised()) CutProvenance(*item.mutable_revised());
    *item.mutable_create_time() = CutToDay(item.create_time());
    *item.mutable_update_time() = CutToDay(item.update_time());
  }
  return item;
}

v1::ItemVersion ViewOf(v1::ItemVersion version, const Standing& standing) {
  const std::string& author = version.provenance().author();
  if (!SeesCases(standing, author) && version.has_content()) {
    version.mutable_content()->clear_case_reference();
  }
  if (!SeesHours(standing, author)) CutProvenance(*version.mutable_provenance());
  if (!standing.MayChange(author)) version.clear_ledger_index();
  return version;
}

v1::Occasion ViewOf(v1::Occasion occasion, const Standing& standing) {
  if (!SeesHours(standing, occasion.author())) {
    occasion.clear_declared_class();
    *occasion.mutable_create_time() = CutToDay(occasion.create_time());
    *occasion.mutable_update_time() = CutToDay(occasion.update_time());
  }
  return occasion;
}

v1::Checkpoint ViewOf(v1::Checkpoint checkpoint, const Standing& standing) {
  if (!SeesAllEntries(standing)) {
    *checkpoint.mutable_create_time() = CutToDay(checkpoint.create_time());
  }
  return checkpoint;
}

bool SeesAllEntries(const Standing& standing) {
  return standing.ReadsAll() || !standing.IsOnTeam();
}

}  // namespace peerchallenge::evidence
