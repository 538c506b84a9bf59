#include "services/scheduling/planning/programme/change.h"

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "absl/container/flat_hash_set.h"

namespace peerchallenge::scheduling::planning {
namespace {

template <typename List>
void Erase(List& list, const std::string& id) {
  list.erase(std::remove(list.begin(), list.end(), id), list.end());
}

void ApplyToReview(const v1::ProgrammeProblem& problem, const Change& change,
                   v1::PlanningReview& review) {
  switch (change.kind) {
    case ChangeKind::kOpenWeek:
      review.add_weeks(problem.weeks(change.b).id());
      break;
    case ChangeKind::kPinnedWeek:
      review.clear_pinned_week();
      break;
    case ChangeKind::kPinnedLead:
      review.clear_pinned_lead();
      break;
    case ChangeKind::kTeamMin:
      review.set_team_min(change.value);
      break;
    case ChangeKind::kTeamMax:
      review.set_team_max(change.value);
      break;
    case ChangeKind::kPinnedMember:
      Erase(*review.mutable_pinned_members(), problem.reviewers(change.b).id());
      break;
    case ChangeKind::kExcludedMember:
      Erase(*review.mutable_excluded_members(), problem.reviewers(change.b).id());
      break;
    case ChangeKind::kRoleMin:
      review.mutable_roles(change.b)->set_min(change.value);
      break;
    default:
      review.mutable_roles(change.b)->set_max(change.value);
      break;
  }
}

void ApplyToReviewer(const v1::ProgrammeProblem& problem, const Change& change,
                     v1::PlanningReviewer& reviewer) {
  switch (change.kind) {
    case ChangeKind::kMayLead:
      reviewer.set_can_lead(true);
      break;
    case ChangeKind::kInterest:
      Erase(*reviewer.mutable_conflicts(), problem.authorities(change.b).id());
      break;
    case ChangeKind::kPresence:
      Erase(*reviewer.mutable_unavailable_weeks(), problem.weeks(change.b).id());
      break;
    default:
      reviewer.set_max_reviews(change.value);
      break;
  }
}

void ApplyToRules(const Change& change, v1::ProgrammeRules& rules) {
  switch (change.kind) {
    case ChangeKind::kWeekLimit:
      rules.set_max_reviews_per_week(change.value);
      break;
    case ChangeKind::kShare:
      rules.set_max_members_per_authority(change.value);
      break;
    case ChangeKind::kLeadLimit:
      rules.set_max_leads_per_authority(change.value);
      break;
    case ChangeKind::kLeadGap:
      rules.set_lead_gap_weeks(change.value);
      break;
    default:
      rules.set_host_gap_weeks(change.value);
      break;
  }
}

void Apply(const v1::ProgrammeProblem& problem, const Change& change,
           v1::ProgrammeProblem& changed) {
  switch (change.kind) {
    case ChangeKind::kOpenWeek:
    case ChangeKind::kPinnedWeek:
    case ChangeKind::kPinnedLead:
    case ChangeKind::kTeamMin:
    case ChangeKind::kTeamMax:
    case ChangeKind::kPinnedMember:
    case ChangeKind::kExcludedMember:
    case ChangeKind::kRoleMin:
    case ChangeKind::kRoleMax:
      ApplyToReview(problem, change, *changed.mutable_reviews(change.a));
      break;
    case ChangeKind::kMayLead:
    case ChangeKind::kInterest:
    case ChangeKind::kPresence:
    case ChangeKind::kLoad:
      ApplyToReviewer(problem, change, *changed.mutable_reviewers(change.a));
      break;
    case ChangeKind::kWeekLimit:
    case ChangeKind::kShare:
    case ChangeKind::kLeadLimit:
    case ChangeKind::kLeadGap:
    case ChangeKind::kHostGap:
      ApplyToRules(change, *changed.mutable_rules());
      break;
    case ChangeKind::kTheme:
    case ChangeKind::kBarred:
    case ChangeKind::kLeaveOut:
      break;  // they take entries out of lists: see Changed()
  }
}

}  // namespace

v1::ProgrammeProblem Changed(const v1::ProgrammeProblem& problem, const Changes& changes) {
  v1::ProgrammeProblem changed = problem;
  for (const Change& change : changes) Apply(problem, change, changed);
  // Positions are those of the problem: from the last one on they stay right.
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    if (change->kind == ChangeKind::kTheme) {
      changed.mutable_reviews(change->a)->mutable_themes()->DeleteSubrange(change->b, 1);
    } else if (change->kind == ChangeKind::kBarred) {
      changed.mutable_rules()->mutable_barred_leads()->DeleteSubrange(change->a, 1);
    }
  }
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    if (change->kind == ChangeKind::kLeaveOut) {
      changed.mutable_reviews()->DeleteSubrange(change->a, 1);
    }
  }
  return changed;
}

}  // namespace peerchallenge::scheduling::planning
