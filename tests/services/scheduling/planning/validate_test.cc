#include "services/scheduling/planning/validate.h"

#include <functional>

#include "common/errors/errors.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/programme.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

struct Case {
  const char* name;
  std::function<void(v1::ProgrammeProblem&)> change;
};

const Case kMalformed[] = {
    {"TooManyWeeks",
     [](auto& p) {
       while (p.weeks_size() <= 400) p.add_weeks()->set_id("w");
     }},
    {"TooManyReviews",
     [](auto& p) {
       while (p.reviews_size() <= 1000) p.add_reviews();
     }},
    {"TooManyReviewers",
     [](auto& p) {
       while (p.reviewers_size() <= 10'000) p.add_reviewers();
     }},
    {"TooManyAuthorities",
     [](auto& p) {
       while (p.authorities_size() <= 400) p.add_authorities();
     }},
    {"WeekWithoutId", [](auto& p) { p.mutable_weeks(0)->clear_id(); }},
    {"WeekTwice", [](auto& p) { p.mutable_weeks(1)->set_id("w0"); }},
    {"StartNotAMonday", [](auto& p) { p.mutable_weeks(0)->set_start_date("2026-09-08"); }},
    {"StartNotADate", [](auto& p) { p.mutable_weeks(0)->set_start_date("2026-02-30"); }},
    {"StartInOtherFormat", [](auto& p) { p.mutable_weeks(0)->set_start_date("2026-9-7   "); }},
    {"StartAbsent", [](auto& p) { p.mutable_weeks(0)->clear_start_date(); }},
    {"AuthorityTwice", [](auto& p) { p.mutable_authorities(1)->set_id("A"); }},
    {"TravelRagged", [](auto& p) { p.mutable_travel_minutes()->RemoveLast(); }},
    {"TravelNegative", [](auto& p) { p.set_travel_minutes(1, -1); }},
    {"TravelTooLong", [](auto& p) { p.set_travel_minutes(1, 10'001); }},
    {"ReviewIdOverlong", [](auto& p) { p.mutable_reviews(0)->set_id(std::string(201, 'x')); }},
    {"ReviewTwice", [](auto& p) { p.mutable_reviews(1)->set_id("ra"); }},
    {"HostUnknown", [](auto& p) { p.mutable_reviews(0)->set_host("Z"); }},
    {"ReviewWeekUnknown", [](auto& p) { p.mutable_reviews(0)->add_weeks("w99"); }},
    {"PinnedWeekUnknown", [](auto& p) { p.mutable_reviews(0)->set_pinned_week("w99"); }},
    {"WeekCostUnknown", [](auto& p) { p.mutable_reviews(0)->add_week_costs()->set_week("w99"); }},
    {"WeekCostNegative",
     [](auto& p) {
       auto& cost = *p.mutable_reviews(0)->add_week_costs();
       cost.set_week("w0");
       cost.set_cost(-1);
     }},
    {"WeekCostTwice",
     [](auto& p) {
       p.mutable_reviews(0)->add_week_costs()->set_week("w0");
       p.mutable_reviews(0)->add_week_costs()->set_week("w0");
     }},
    {"ThemeEmpty", [](auto& p) { p.mutable_reviews(0)->add_themes(); }},
    {"ThemeTwice", [](auto& p) { p.mutable_reviews(0)->add_themes()->set_theme("x"); }},
    {"TargetNegative", [](auto& p) { p.mutable_reviews(0)->mutable_themes(0)->set_target(-1); }},
    {"RoleTwice", [](auto& p) { p.mutable_reviews(0)->add_roles()->set_role("DIRECTOR"); }},
    {"RoleMinNegative", [](auto& p) { p.mutable_reviews(0)->mutable_roles(0)->set_min(-1); }},
    {"TeamMinNegative", [](auto& p) { p.mutable_reviews(0)->set_team_min(-1); }},
    {"TeamMinAboveMax", [](auto& p) { p.mutable_reviews(0)->set_team_min(4); }},
    {"TeamMaxHuge", [](auto& p) { p.mutable_reviews(0)->set_team_max(INT32_MAX); }},
    {"PinnedMemberUnknown", [](auto& p) { p.mutable_reviews(0)->add_pinned_members("zz"); }},
    {"PinnedLeadUnknown", [](auto& p) { p.mutable_reviews(0)->set_pinned_lead("zz"); }},
    {"ExcludedMemberUnknown", [](auto& p) { p.mutable_reviews(0)->add_excluded_members("zz"); }},
    {"ReviewerTwice", [](auto& p) { p.mutable_reviewers(1)->set_id("a1"); }},
    {"HomeUnknown", [](auto& p) { p.mutable_reviewers(0)->set_authority("Z"); }},
    {"AbsenceUnknown", [](auto& p) { p.mutable_reviewers(0)->add_unavailable_weeks("w99"); }},
    {"ConflictUnknown", [](auto& p) { p.mutable_reviewers(0)->add_conflicts("nowhere"); }},
    {"LoadNegative", [](auto& p) { p.mutable_reviewers(0)->set_max_reviews(-1); }},
    {"ReviewsDoneNegative", [](auto& p) { p.mutable_reviewers(0)->set_reviews_done(-1); }},
    {"RoleOverlong", [](auto& p) { p.mutable_reviewers(0)->set_role(std::string(201, 'x')); }},
    {"RuleNegative", [](auto& p) { p.mutable_rules()->set_lead_gap_weeks(-1); }},
    {"GapHuge", [](auto& p) { p.mutable_rules()->set_host_gap_weeks(INT32_MAX); }},
    {"BarredUnknown", [](auto& p) { p.mutable_rules()->add_barred_leads()->set_authority("Z"); }},
    {"WeightNegative", [](auto& p) { p.mutable_weights()->set_theme(-1); }},
    {"WeightHuge", [](auto& p) { p.mutable_weights()->set_change_lead(INT64_MAX); }},
};

TEST(ValidateProgramme, RefusesMalformedProblems) {
  for (const Case& malformed : kMalformed) {
    SCOPED_TRACE(malformed.name);
    v1::ProgrammeProblem problem = SmallProblem();
    malformed.change(problem);
    const absl::Status status = ValidateProgramme(problem);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID);
  }
}

const Case kWellFormed[] = {
    {"Nothing", [](auto& p) { p.Clear(); }},
    {"NoReviews", [](auto& p) { p.clear_reviews(); }},
    {"NoReviewers", [](auto& p) { p.clear_reviewers(); }},
    {"ReviewWithoutWeeks", [](auto& p) { p.mutable_reviews(0)->clear_weeks(); }},
    {"RoleMinAboveMax", [](auto& p) { p.mutable_reviews(0)->mutable_roles(0)->set_min(2); }},
    {"PinnedAndExcluded",
     [](auto& p) {
       p.mutable_reviews(0)->add_pinned_members("c1");
       p.mutable_reviews(0)->add_excluded_members("c1");
     }},
    {"TeamOfNobody",
     [](auto& p) {
       p.mutable_reviews(0)->set_team_min(0);
       p.mutable_reviews(0)->set_team_max(0);
     }},
    {"IncumbentOfUnknownThings",
     [](auto& p) {
       auto& old = *p.mutable_incumbent()->add_reviews();
       old.set_review("gone");
       old.set_week("w99");
       old.set_lead("zz");
       old.add_members("zz");
     }},
    {"IdOf200Bytes", [](auto& p) { p.mutable_reviews(0)->set_id(std::string(200, 'x')); }},
};

TEST(ValidateProgramme, AcceptsContradictionsAndEmptyLists) {
  for (const Case& well_formed : kWellFormed) {
    SCOPED_TRACE(well_formed.name);
    v1::ProgrammeProblem problem = SmallProblem();
    well_formed.change(problem);
    EXPECT_TRUE(ValidateProgramme(problem).ok()) << ValidateProgramme(problem);
  }
}

TEST(SolveProgramme, AnswersEveryProblemThatIsWellFormed) {
  for (const Case& well_formed : kWellFormed) {
    SCOPED_TRACE(well_formed.name);
    v1::ProgrammeProblem problem = SmallProblem();
    well_formed.change(problem);
    SolveControl control;
    control.step_limit = 5'000;
    EXPECT_TRUE(SolveProgramme(problem, control).ok());
  }
}

TEST(SolveProgramme, RefusesMalformedProblems) {
  v1::ProgrammeProblem problem = SmallProblem();
  problem.mutable_reviews(0)->set_host("Z");
  EXPECT_EQ(SolveProgramme(problem, {}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
