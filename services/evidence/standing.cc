#include "services/evidence/standing.h"

#include <algorithm>

#include "services/evidence/days.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using scheduling::v1::TeamMember;

bool SeesHours(const Standing& standing, const std::string& author) {
  return standing.IsAuthor(author) || standing.May(access::v1::PERMISSION_EVIDENCE_SOURCE_READ);
}

// Whether the caller is shown which case it is.
bool SeesCase(const Standing& standing, const Cases& cases, const std::string& author,
              const std::string& case_reference) {
  return standing.MayChange(author) || (cases && cases->contains(case_reference));
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

bool IsCaseAuditor(const Standing& standing) {
  return standing.duty == TeamMember::DUTY_CASE_AUDITOR;
}

bool IsWithin(const Cases& cases, const std::string& case_reference) {
  return !cases || cases->contains(case_reference);
}

bool Sees(const Standing& standing, const v1::Item& item,
          const std::set<std::string>& withdrawn_drafts, const Cases& cases) {
  if (standing.IsAuthor(item.captured().author())) return true;
  if (!IsWithin(cases, item.content().case_reference())) return false;
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
  const auto is_in = [&](const auto& people) {
    return std::find(people.begin(), people.end(), standing.person()) != people.end();
  };
  if (standing.IsOnTeam()) {
    return standing.Leads() || standing.IsAuthor(concern.raised_by()) || is_in(concern.readers()) ||
           is_in(concern.escalated_to());
  }
  return is_in(concern.escalated_to()) && MayBeToldOfConcern(standing.viewer, standing.review);
}

bool Sees(const Standing& standing, const v1::CaseAssignment& assignment) {
  return standing.Leads() ||
         (IsCaseAuditor(standing) && standing.IsAuthor(AuditorOf(assignment.name())));
}

bool MayBeToldOfConcern(const Viewer& viewer, const scheduling::v1::Review& review) {
  return !review.unannounced() || review.released() || !relations::BelongsToHost(viewer, review);
}

bool IsGuarded(const Standing& standing, const v1::Item& item) {
  return IsGuarded(standing, item.captured().author(), item.content().sensitivity());
}

bool IsGuarded(const Standing& standing, const std::string& author, v1::Sensitivity sensitivity) {
  return !standing.IsAuthor(author) &&
         (sensitivity == v1::SENSITIVITY_GUARDED || sensitivity == v1::SENSITIVITY_LEADS);
}

v1::Item ViewOf(v1::Item item, const Standing& standing, const Cases& cases) {
  const std::string& author = item.captured().author();
  if (item.has_content() && !SeesCase(standing, cases, author, item.content().case_reference())) {
    item.mutable_content()->clear_case_reference();
  }
  // Told by ItemViews, whatever is stored.
  auto& warnings = *item.mutable_warnings();
  warnings.erase(std::remove(warnings.begin(), warnings.end(), v1::Item::WARNING_INTERVIEWEE),
                 warnings.end());
  if (!SeesHours(standing, author)) {
    CutProvenance(*item.mutable_captured());
    if (item.has_revised()) CutProvenance(*item.mutable_revised());
    *item.mutable_create_time() = CutToDay(item.create_time());
    *item.mutable_update_time() = CutToDay(item.update_time());
  }
  return item;
}

v1::ItemVersion ViewOf(v1::ItemVersion version, const Standing& standing, const Cases& cases) {
  const std::string& author = version.provenance().author();
  if (version.has_content() &&
      !SeesCase(standing, cases, author, version.content().case_reference())) {
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
