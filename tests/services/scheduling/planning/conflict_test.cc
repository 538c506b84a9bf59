#include <functional>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/programme.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

using testing::UnorderedElementsAreArray;

// A contradiction in the small problem and the conflict that explains it: "kind subject detail",
// the detail left out where it lists weeks.
struct Contradiction {
  const char* name;
  std::function<void(v1::ProgrammeProblem&)> change;
  std::vector<std::string> conflict;
};

const Contradiction kContradictions[] = {
    {"NoAllowedWeek", [](auto& p) { ReviewOf(p, "ra").clear_weeks(); }, {"P1 ra"}},
    {"PinnedToForbiddenWeek",
     [](auto& p) {
       ReviewOf(p, "ra").clear_weeks();
       ReviewOf(p, "ra").add_weeks("w0");
       ReviewOf(p, "ra").set_pinned_week("w1");
     },
     {"P1 ra", "PINNED_WEEK ra w1"}},
    {"PinnedMemberAwayInPinnedWeek",
     [](auto& p) {
       ReviewOf(p, "ra").set_pinned_week("w1");
       ReviewOf(p, "ra").add_pinned_members("c3");
       ReviewerOf(p, "c3").add_unavailable_weeks("w1");
     },
     {"P1 ra", "PINNED_WEEK ra w1", "PINNED_MEMBER ra c3", "UNAVAILABLE c3 w1"}},
    {"PinnedMemberFromHost",
     [](auto& p) { ReviewOf(p, "ra").add_pinned_members("a2"); },
     {"P1 ra", "PINNED_MEMBER ra a2", "P5 ra nobody from A"}},
    {"PinnedMemberExcluded",
     [](auto& p) {
       ReviewOf(p, "ra").add_pinned_members("c3");
       ReviewOf(p, "ra").add_excluded_members("c3");
     },
     {"P1 ra", "PINNED_MEMBER ra c3", "EXCLUDED_MEMBER ra c3"}},
    {"PinnedMemberWithInterest",
     [](auto& p) {
       ReviewOf(p, "ra").add_pinned_members("c3");
       ReviewerOf(p, "c3").add_conflicts(p.authorities(0).id());
     },
     {"P1 ra", "PINNED_MEMBER ra c3", "P5 c3 conflict with A"}},
    {"ThemeThatNobodyCovers",
     [](auto& p) { ReviewOf(p, "ra").add_themes()->set_theme("z"); },
     {"P1 ra", "P10 ra z"}},
    {"RoleMinAboveMax",
     [](auto& p) { ReviewOf(p, "ra").mutable_roles(0)->set_min(2); },
     {"P1 ra", "P9 ra DIRECTOR min 2", "P9 ra DIRECTOR max 1"}},
    {"PinnedLeadWhoCannotLead",
     [](auto& p) { ReviewOf(p, "ra").set_pinned_lead("c2"); },
     {"P1 ra", "P4 ra one lead", "PINNED_LEAD ra c2"}},
    {"TwoPinnedInOneWeek",
     [](auto& p) {
       p.mutable_rules()->set_lead_gap_weeks(0);
       ReviewOf(p, "ra").set_pinned_week("w1");
       ReviewOf(p, "rb").set_pinned_week("w1");
     },
     {"P1 ra", "P1 rb", "PINNED_WEEK ra w1", "PINNED_WEEK rb w1", "P2 w1 at most 1"}},
};

std::vector<std::string> InShort(const v1::InfeasibilityReport& report) {
  std::vector<std::string> elements;
  for (const v1::ConflictElement& element : report.conflict()) {
    EXPECT_FALSE(element.message().empty());
    elements.push_back(absl::StrCat(element.kind(), " ", element.subject(),
                                    element.kind() == "P1" ? "" : " ",
                                    element.kind() == "P1" ? "" : element.detail()));
  }
  return elements;
}

TEST(InfeasibilityReport, NamesExactlyWhatContradicts) {
  for (const Contradiction& contradiction : kContradictions) {
    SCOPED_TRACE(contradiction.name);
    v1::ProgrammeProblem problem = SmallProblem();
    contradiction.change(problem);
    SolveControl control;
    control.step_limit = 20'000;
    const auto solution = SolveProgramme(problem, control);
    ASSERT_TRUE(solution.ok()) << solution.status();
    EXPECT_EQ(solution->outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
    EXPECT_FALSE(solution->has_plan());
    EXPECT_THAT(InShort(solution->infeasibility()),
                UnorderedElementsAreArray(contradiction.conflict));
    EXPECT_TRUE(solution->infeasibility().minimal());
    EXPECT_TRUE(solution->infeasibility().sole());
  }
}

TEST(InfeasibilityReport, TellsOfBothOfTwoConflicts) {
  v1::ProgrammeProblem problem = SmallProblem();
  ReviewOf(problem, "ra").clear_weeks();
  ReviewOf(problem, "rb").clear_weeks();
  const auto solution = SolveProgramme(problem, {});
  ASSERT_TRUE(solution.ok());
  EXPECT_EQ(solution->outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
  const v1::InfeasibilityReport& report = solution->infeasibility();
  EXPECT_TRUE(report.minimal());
  EXPECT_FALSE(report.sole());
  ASSERT_EQ(report.further_conflicts_size(), 1);
  EXPECT_TRUE(report.further_conflicts(0).minimal());
  EXPECT_NE(report.conflict(0).subject(), report.further_conflicts(0).conflict(0).subject());
}

TEST(InfeasibilityReport, FindsAShortageOfPeopleAcrossReviews) {
  v1::ProgrammeProblem problem = RegionProblem({}, 1);
  // Theme "rare" is asked for everywhere; two people cover it, once each.
  for (auto& review : *problem.mutable_reviews()) review.add_themes()->set_theme("rare");
  for (int p : {8, 17}) {
    problem.mutable_reviewers(p)->add_themes("rare");
    problem.mutable_reviewers(p)->set_max_reviews(1);
  }
  SolveControl control;
  control.step_limit = 20'000;
  const auto solution = SolveProgramme(problem, control);
  ASSERT_TRUE(solution.ok());
  EXPECT_EQ(solution->outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
  std::set<std::string> kinds;
  for (const auto& element : solution->infeasibility().conflict()) kinds.insert(element.kind());
  EXPECT_TRUE(kinds.contains("P10"));
  EXPECT_LT(solution->infeasibility().conflict_size(), 12);
}

TEST(InfeasibilityReport, ComesWhenCancelledToo) {
  v1::ProgrammeProblem problem = RegionProblem({.authorities = 60}, 1);
  for (auto& review : *problem.mutable_reviews()) review.add_themes()->set_theme("rare");
  SolveControl control;
  control.time_limit = absl::Milliseconds(300);
  const absl::Time start = absl::Now();
  const auto solution = SolveProgramme(problem, control);
  ASSERT_TRUE(solution.ok());
  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
  if (solution->outcome() == v1::SOLVE_OUTCOME_INFEASIBLE) {
    EXPECT_GT(solution->infeasibility().conflict_size(), 0);
  } else {
    EXPECT_EQ(solution->outcome(), v1::SOLVE_OUTCOME_NOT_FOUND);
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
