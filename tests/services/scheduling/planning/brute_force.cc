#include <algorithm>

#include "services/scheduling/planning/check.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

// Whether an entry breaks no rule on its own; rules across reviews only get harder with more.
bool HoldsAlone(const v1::ProgrammeProblem& problem, const v1::PlannedReview& entry) {
  v1::ProgrammePlan plan;
  *plan.add_reviews() = entry;
  const ProgrammeCheck check = CheckProgramme(problem, plan);
  return std::all_of(check.violations.begin(), check.violations.end(), [&](const Violation& v) {
    return v.rule == "P1" && v.review != entry.review();
  });
}

std::vector<v1::PlannedReview> Entries(const v1::ProgrammeProblem& problem,
                                       const v1::PlanningReview& review) {
  std::vector<v1::PlannedReview> entries;
  for (const auto& week : problem.weeks()) {
    for (int mask = 1; mask < 1 << problem.reviewers_size(); ++mask) {
      v1::PlannedReview entry;
      entry.set_review(review.id());
      entry.set_week(week.id());
      for (int p = 0; p < problem.reviewers_size(); ++p) {
        if ((mask >> p & 1) != 0) entry.add_members(problem.reviewers(p).id());
      }
      if (entry.members_size() > review.team_max()) continue;
      const auto members = entry.members();
      for (const auto& lead : members) {
        entry.set_lead(lead);
        if (HoldsAlone(problem, entry)) entries.push_back(entry);
      }
    }
  }
  return entries;
}

}  // namespace

int64_t BruteForceCost(const v1::ProgrammeProblem& problem) {
  std::vector<std::vector<v1::PlannedReview>> choices;
  for (const auto& review : problem.reviews()) choices.push_back(Entries(problem, review));
  std::vector<size_t> at(choices.size());
  int64_t best = -1;
  for (const auto& entries : choices) {
    if (entries.empty()) return -1;
  }
  while (true) {
    v1::ProgrammePlan plan;
    for (size_t r = 0; r < choices.size(); ++r) *plan.add_reviews() = choices[r][at[r]];
    const ProgrammeCheck check = CheckProgramme(problem, plan);
    if (check.violations.empty() && (best < 0 || check.cost < best)) best = check.cost;
    size_t r = 0;
    while (r < at.size() && ++at[r] == choices[r].size()) at[r++] = 0;
    if (r == at.size()) return best;
  }
}

}  // namespace peerchallenge::scheduling::planning
