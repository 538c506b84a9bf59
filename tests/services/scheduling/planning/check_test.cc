#include "services/scheduling/planning/check.h"

#include <functional>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/programme.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::set<std::string> RulesBroken(const v1::ProgrammeProblem& problem,
                                  const v1::ProgrammePlan& plan) {
  std::set<std::string> rules;
  for (const Violation& violation : CheckProgramme(problem, plan).violations) {
    rules.insert(violation.rule);
  }
  return rules;
}

void SetTeam(v1::ProgrammePlan& plan, const char* review, const std::vector<std::string>& members) {
  v1::PlannedReview& entry = EntryOf(plan, review);
  entry.set_lead(members.front());
  *entry.mutable_members() = {members.begin(), members.end()};
}

// A change to the small problem and plan after which exactly one rule is broken.
struct Break {
  const char* name;
  const char* rule;
  std::function<void(v1::ProgrammeProblem&, v1::ProgrammePlan&)> change;
};

const Break kBreaks[] = {
    {"WeekNotAllowed", "P1",
     [](auto& problem, auto&) {
       ReviewOf(problem, "ra").mutable_weeks()->erase(ReviewOf(problem, "ra").weeks().begin());
     }},
    {"OtherWeekThanPinned", "P1",
     [](auto& problem, auto&) { ReviewOf(problem, "ra").set_pinned_week("w1"); }},
    {"ReviewMissing", "P1", [](auto&, auto& plan) { plan.mutable_reviews()->RemoveLast(); }},
    {"ReviewTwice", "P1", [](auto&, auto& plan) { *plan.add_reviews() = plan.reviews(0); }},
    {"ReviewUnknown", "P1", [](auto&, auto& plan) { plan.add_reviews()->set_review("rx"); }},
    {"WeekTooFull", "P2",
     [](auto& problem, auto& plan) {
       problem.mutable_rules()->set_lead_gap_weeks(0);
       EntryOf(plan, "rb").set_week("w0");
     }},
    {"TeamTooSmall", "P3", [](auto& problem, auto&) { ReviewOf(problem, "ra").set_team_min(3); }},
    {"TeamTooLarge", "P3",
     [](auto& problem, auto& plan) {
       ReviewOf(problem, "ra").set_team_max(2);
       EntryOf(plan, "ra").add_members("p1");
     }},
    {"MemberTwice", "P3 P6",  // who is listed twice is also on two teams in that week
     [](auto&, auto& plan) { EntryOf(plan, "ra").add_members("c2"); }},
    {"MemberUnknown", "P3", [](auto&, auto& plan) { EntryOf(plan, "ra").add_members("nobody"); }},
    {"PinnedMemberMissing", "P3",
     [](auto& problem, auto&) { ReviewOf(problem, "ra").add_pinned_members("p1"); }},
    {"ExcludedMember", "P3",
     [](auto& problem, auto&) { ReviewOf(problem, "ra").add_excluded_members("c2"); }},
    {"LeadCannotLead", "P4", [](auto&, auto& plan) { EntryOf(plan, "ra").set_lead("c2"); }},
    {"LeadIsPartner", "P4",
     [](auto&, auto& plan) {
       EntryOf(plan, "ra").add_members("p1");
       EntryOf(plan, "ra").set_lead("p1");
     }},
    {"LeadNotThePinnedOne", "P4",
     [](auto& problem, auto&) { ReviewOf(problem, "ra").set_pinned_lead("c1"); }},
    {"LeadNotOnTeam", "P4", [](auto&, auto& plan) { EntryOf(plan, "ra").set_lead("c1"); }},
    {"MemberFromHost", "P5", [](auto&, auto& plan) { EntryOf(plan, "ra").add_members("a2"); }},
    {"MemberInConflict", "P5",
     [](auto& problem, auto&) { ReviewerOf(problem, "c2").add_conflicts("A"); }},
    {"MemberAway", "P6",
     [](auto& problem, auto&) { ReviewerOf(problem, "c2").add_unavailable_weeks("w0"); }},
    {"MemberOnTwoTeams", "P6",
     [](auto& problem, auto& plan) {
       problem.mutable_rules()->set_lead_gap_weeks(0);
       problem.mutable_rules()->set_max_reviews_per_week(0);
       EntryOf(plan, "rb").set_week("w0");
       EntryOf(plan, "rb").add_members("c2");
     }},
    {"ReviewerOverloaded", "P7",
     [](auto& problem, auto&) { ReviewerOf(problem, "c2").set_max_reviews(0); }},
    {"TooManyFromOneAuthority", "P8",
     [](auto& problem, auto& plan) {
       problem.mutable_rules()->set_max_members_per_authority(1);
       SetTeam(plan, "rb", {"c1", "c2"});
     }},
    {"RoleMissing", "P9",
     [](auto& problem, auto&) { ReviewOf(problem, "ra").mutable_roles(0)->set_min(2); }},
    {"RoleTooOften", "P9", [](auto&, auto& plan) { EntryOf(plan, "ra").add_members("c1"); }},
    {"ThemeUncovered", "P10",
     [](auto& problem, auto&) { ReviewOf(problem, "ra").add_themes()->set_theme("z"); }},
    {"AuthorityLeadsTooOften", "P11",
     [](auto&, auto& plan) {
       SetTeam(plan, "ra", {"c1", "c2"});
     }},
    {"AuthoritiesLeadAtEachOther", "P12",
     [](auto&, auto& plan) {
       SetTeam(plan, "rb", {"a1", "a2"});
     }},
    {"BarredLead", "P12",
     [](auto& problem, auto&) {
       v1::BarredLead& bar = *problem.mutable_rules()->add_barred_leads();
       bar.set_authority("B");
       bar.set_host("A");
     }},
    {"LeadTooCloseToOwnReview", "P13",
     [](auto&, auto& plan) { EntryOf(plan, "rb").set_week("w1"); }},
    {"ReviewsAtOneHostTooClose", "P14",
     [](auto& problem, auto& plan) {
       problem.mutable_rules()->set_max_leads_per_authority(0);
       v1::PlanningReview& third = *problem.add_reviews();
       third = ReviewOf(problem, "ra");
       third.set_id("rc");
       v1::PlannedReview& entry = *plan.add_reviews();
       entry.set_review("rc");
       entry.set_week("w2");
       SetTeam(plan, "rc", {"c1", "b2"});
     }},
};

TEST(CheckProgramme, AcceptsAPlanThatBreaksNoRule) {
  EXPECT_THAT(CheckProgramme(SmallProblem(), SmallPlan()).violations, IsEmpty());
}

TEST(CheckProgramme, ReportsExactlyTheRuleThatIsBroken) {
  for (const Break& broken : kBreaks) {
    SCOPED_TRACE(broken.name);
    v1::ProgrammeProblem problem = SmallProblem();
    v1::ProgrammePlan plan = SmallPlan();
    broken.change(problem, plan);
    std::string rules;
    for (const std::string& rule : RulesBroken(problem, plan)) {
      rules += (rules.empty() ? "" : " ") + rule;
    }
    EXPECT_EQ(rules, broken.rule);
  }
}

TEST(SolveProgramme, KeepsEveryRuleThatACheckReports) {
  for (const Break& broken : kBreaks) {
    SCOPED_TRACE(broken.name);
    v1::ProgrammeProblem problem = SmallProblem();
    v1::ProgrammePlan plan = SmallPlan();
    broken.change(problem, plan);
    SolveControl control;
    control.step_limit = 20'000;
    const auto solution = SolveProgramme(problem, control);
    ASSERT_TRUE(solution.ok()) << solution.status();
    if (solution->outcome() == v1::SOLVE_OUTCOME_INFEASIBLE) continue;
    ASSERT_TRUE(solution->has_plan());
    EXPECT_THAT(RulesBroken(problem, solution->plan()), IsEmpty());
  }
}

// A cost item with its weight at 1 and all others at 0.
struct Priced {
  const char* name;
  std::function<void(v1::ProgrammeProblem&, v1::ProgrammePlan&)> change;
  int64_t cost;
};

const Priced kPriced[] = {
    {"WeekCostOfTheWeekChosen",
     [](auto& problem, auto&) {
       problem.mutable_weights()->set_week(2);
       for (const char* week : {"w0", "w1"}) {
         v1::WeekCost& cost = *ReviewOf(problem, "ra").add_week_costs();
         cost.set_week(week);
         cost.set_cost(10);
       }
     },
     20},
    // Each review has one person for x and one for y, two are wanted of each.
    {"ThemesShort", [](auto& problem, auto&) { problem.mutable_weights()->set_theme(3); }, 12},
    {"ThemeTargetOfFour",
     [](auto& problem, auto&) {
       problem.mutable_weights()->set_theme(3);
       ReviewOf(problem, "ra").mutable_themes(0)->set_target(4);
     },
     18},
    // A gives 1 and gets 2, B gives 1 and gets 2, C gives 2 and gets none.
    {"GivenAndGot", [](auto& problem, auto&) { problem.mutable_weights()->set_balance(5); }, 20},
    {"PartnersDoNotCountInTheBalance",
     [](auto& problem, auto& plan) {
       problem.mutable_weights()->set_balance(5);
       EntryOf(plan, "ra").add_members("p1");
     },
     20},
    // 30 (b1) + 50 (c2) to A, 40 (c1) + 30 (a2) to B.
    {"Journeys", [](auto& problem, auto&) { problem.mutable_weights()->set_travel(7); }, 1050},
    {"PartnersTravelFree",
     [](auto& problem, auto& plan) {
       problem.mutable_weights()->set_travel(7);
       EntryOf(plan, "ra").add_members("p1");
     },
     1050},
    {"OneNoviceIsWelcome",
     [](auto& problem, auto&) {
       problem.mutable_weights()->set_novice(11);
       ReviewerOf(problem, "b1").set_reviews_done(0);
     },
     0},
    {"SecondNoviceCosts",
     [](auto& problem, auto&) {
       problem.mutable_weights()->set_novice(11);
       ReviewerOf(problem, "b1").set_reviews_done(0);
       ReviewerOf(problem, "c2").set_reviews_done(0);
     },
     11},
    {"TwoReviewsInOneWeek",
     [](auto& problem, auto& plan) {
       problem.mutable_weights()->set_spread(13);
       EntryOf(plan, "rb").set_week("w0");
     },
     13},
    {"NothingChanged",
     [](auto& problem, auto& plan) {
       problem.mutable_weights()->set_change_week(17);
       problem.mutable_weights()->set_change_member(19);
       problem.mutable_weights()->set_change_lead(23);
       *problem.mutable_incumbent() = plan;
     },
     0},
    {"OtherWeek",
     [](auto& problem, auto& plan) {
       problem.mutable_weights()->set_change_week(17);
       *problem.mutable_incumbent() = plan;
       EntryOf(plan, "ra").set_week("w9");
     },
     17},
    {"OtherMemberAndLead",
     [](auto& problem, auto& plan) {
       problem.mutable_weights()->set_change_member(19);
       problem.mutable_weights()->set_change_lead(23);
       *problem.mutable_incumbent() = plan;
       SetTeam(plan, "ra", {"c1", "c2"});
     },
     42},
    {"IncumbentOfAnotherYear",
     [](auto& problem, auto&) {
       problem.mutable_weights()->set_change_week(17);
       v1::PlannedReview& old = *problem.mutable_incumbent()->add_reviews();
       old.set_review("gone");
       old.set_week("w77");
     },
     0},
};

TEST(CheckProgramme, PricesEachItemAsByHand) {
  for (const Priced& priced : kPriced) {
    SCOPED_TRACE(priced.name);
    v1::ProgrammeProblem problem = SmallProblem();
    v1::ProgrammePlan plan = SmallPlan();
    priced.change(problem, plan);
    EXPECT_EQ(CheckProgramme(problem, plan).cost, priced.cost);
  }
}

TEST(CheckProgramme, SplitsTheCostByItem) {
  v1::ProgrammeProblem problem = SmallProblem();
  problem.mutable_weights()->set_theme(3);
  problem.mutable_weights()->set_balance(5);
  problem.mutable_weights()->set_travel(7);
  const ProgrammeCheck check = CheckProgramme(problem, SmallPlan());
  EXPECT_EQ(check.cost_items.theme(), 12);
  EXPECT_EQ(check.cost_items.balance(), 20);
  EXPECT_EQ(check.cost_items.travel(), 1050);
  EXPECT_EQ(check.cost, 1082);
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
