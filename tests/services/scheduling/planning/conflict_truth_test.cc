#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/programme.h"
#include "tests/services/scheduling/planning/problems.h"

// Whether what reports say of programmes is true, judged by trying every plan of tiny problems.
namespace peerchallenge::scheduling::planning {
namespace {

using Elements = google::protobuf::RepeatedPtrField<v1::ConflictElement>;

// Whether an element of this kind, subject and detail is there; elements that tell of several
// people count for each of them, and a detail only has to begin as given.
bool Names(const Elements& elements, const std::string& kind, const std::string& subject,
           const std::string& detail = "") {
  return std::any_of(elements.begin(), elements.end(), [&](const v1::ConflictElement& element) {
    return element.kind() == kind && (element.subject().empty() || element.subject() == subject) &&
           (element.subject().empty() || absl::StartsWith(element.detail(), detail));
  });
}

bool NamesAny(const Elements& elements, const std::string& kind, const std::string& detail = "") {
  return std::any_of(elements.begin(), elements.end(), [&](const v1::ConflictElement& element) {
    return element.kind() == kind && absl::StrContains(element.detail(), detail);
  });
}

template <typename List>
void Keep(List& list, const std::function<bool(const std::string&)>& keeps) {
  list.erase(std::remove_if(list.begin(), list.end(), [&](const auto& id) { return !keeps(id); }),
             list.end());
}

void KeepOfReview(const Elements& conflict, v1::PlanningReview& review) {
  const std::string& id = review.id();
  if (!Names(conflict, "PINNED_WEEK", id)) review.clear_pinned_week();
  if (!Names(conflict, "P3", id, "team min")) review.set_team_min(0);
  if (!Names(conflict, "P3", id, "team max")) review.set_team_max(100);
  Keep(*review.mutable_pinned_members(),
       [&](const std::string& who) { return Names(conflict, "PINNED_MEMBER", id, who); });
  Keep(*review.mutable_excluded_members(),
       [&](const std::string& who) { return Names(conflict, "EXCLUDED_MEMBER", id, who); });
  auto& themes = *review.mutable_themes();
  themes.erase(std::remove_if(themes.begin(), themes.end(),
                              [&](const v1::ThemeTarget& need) {
                                return !Names(conflict, "P10", id, need.theme());
                              }),
               themes.end());
  for (v1::RoleNeed& need : *review.mutable_roles()) {
    if (!Names(conflict, "P9", id, absl::StrCat(need.role(), " min"))) need.set_min(0);
    if (!Names(conflict, "P9", id, absl::StrCat(need.role(), " max"))) need.set_max(0);
  }
}

void KeepOfReviewer(const Elements& conflict, v1::PlanningReviewer& person) {
  if (!Names(conflict, "P7", person.id())) person.set_max_reviews(100);
  if (!NamesAny(conflict, "P6", "absences")) {
    Keep(*person.mutable_unavailable_weeks(), [&](const std::string& week) {
      return Names(conflict, "UNAVAILABLE", person.id(), week);
    });
  }
  Keep(*person.mutable_conflicts(), [&](const std::string& host) {
    return Names(conflict, "P5", person.id(), absl::StrCat("conflict with ", host));
  });
}

// The problem with nothing but what the conflict names, as far as problems can be without it: a
// lead, the host's own people, one team a week and mutual leads cannot be left out.
v1::ProgrammeProblem Only(const Elements& conflict, v1::ProgrammeProblem problem) {
  auto& reviews = *problem.mutable_reviews();
  reviews.erase(std::remove_if(reviews.begin(), reviews.end(),
                               [&](const v1::PlanningReview& review) {
                                 return !Names(conflict, "P1", review.id());
                               }),
                reviews.end());
  for (v1::PlanningReview& review : reviews) KeepOfReview(conflict, review);
  for (v1::PlanningReviewer& person : *problem.mutable_reviewers()) {
    KeepOfReviewer(conflict, person);
  }
  v1::ProgrammeRules& rules = *problem.mutable_rules();
  if (!NamesAny(conflict, "P2")) rules.set_max_reviews_per_week(0);
  if (!NamesAny(conflict, "P8")) rules.set_max_members_per_authority(0);
  if (!NamesAny(conflict, "P11")) rules.set_max_leads_per_authority(0);
  if (!NamesAny(conflict, "P12", "barred")) rules.clear_barred_leads();
  if (!NamesAny(conflict, "P13")) rules.set_lead_gap_weeks(0);
  if (!NamesAny(conflict, "P14")) rules.set_host_gap_weeks(0);
  return problem;
}

// Facts that a problem cannot be without, so that dropping them shows nothing; and elements that
// stand for a rule of which another one in the conflict keeps the rest.
bool CanBeDropped(const Elements& conflict, const v1::ConflictElement& element) {
  const std::string& kind = element.kind();
  if (kind == "P4" || (kind == "P5" && absl::StartsWith(element.detail(), "nobody from")) ||
      (kind == "P6" && element.detail() == "one team a week") ||
      (kind == "P12" && absl::StartsWith(element.detail(), "not mutual")) ||
      element.subject().empty()) {
    return false;
  }
  const std::set<std::string> global = {"P2", "P6", "P8", "P11", "P13", "P14"};
  return !global.contains(kind) ||
         std::count_if(conflict.begin(), conflict.end(),
                       [&](const v1::ConflictElement& other) { return other.kind() == kind; }) == 1;
}

Elements Without(const Elements& conflict, int index) {
  Elements rest = conflict;
  rest.DeleteSubrange(index, 1);
  return rest;
}

TEST(Conflict, IsTrueAndMinimalWherePlansCanAllBeTried) {
  int conflicts = 0, minimal = 0, dropped = 0, restored = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    const v1::ProgrammeProblem problem = TinyProblem(seed);
    SolveControl control;
    control.step_limit = 20'000;
    control.explaining = Explaining::kConflicts;
    const auto solution = SolveProgramme(problem, control);
    ASSERT_TRUE(solution.ok());
    if (solution->outcome() != v1::SOLVE_OUTCOME_INFEASIBLE) continue;
    const v1::InfeasibilityReport& report = solution->infeasibility();
    ++conflicts;
    minimal += report.minimal() ? 1 : 0;
    EXPECT_EQ(BruteForceCost(Only(report.conflict(), problem)), -1) << report.DebugString();
    if (!report.minimal()) continue;
    for (int i = 0; i < report.conflict_size(); ++i) {
      if (!CanBeDropped(report.conflict(), report.conflict(i))) continue;
      ++dropped;
      restored += BruteForceCost(Only(Without(report.conflict(), i), problem)) >= 0 ? 1 : 0;
    }
  }
  EXPECT_GT(conflicts, 15);
  EXPECT_EQ(minimal, conflicts);
  EXPECT_GT(dropped, 40);
  // What problems cannot be without stands in the way of some.
  EXPECT_GT(10 * restored, 8 * dropped) << restored << " of " << dropped;
}

TEST(Conflict, IsTheSoleOneOnlyWhereAnyElementHelpsTheWholeProblem) {
  int sole = 0, several = 0;
  for (uint64_t seed = 1; seed <= 80; ++seed) {
    SCOPED_TRACE(seed);
    const v1::ProgrammeProblem problem = TinyProblem(seed);
    SolveControl control;
    control.step_limit = 20'000;
    control.explaining = Explaining::kConflicts;
    const auto solution = SolveProgramme(problem, control);
    ASSERT_TRUE(solution.ok());
    if (solution->outcome() != v1::SOLVE_OUTCOME_INFEASIBLE) continue;
    const v1::InfeasibilityReport& report = solution->infeasibility();
    (report.sole() ? sole : several) += 1;
    EXPECT_NE(report.sole(), !report.further_conflicts().empty()) << report.DebugString();
    for (const v1::FurtherConflict& further : report.further_conflicts()) {
      EXPECT_EQ(BruteForceCost(Only(further.conflict(), problem)), -1) << further.DebugString();
    }
  }
  EXPECT_GT(sole, 10);
  EXPECT_GT(several, 2);
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
