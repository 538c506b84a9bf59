#include "services/scheduling/planning/timetable_check.h"

#include <functional>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/timetable.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string RulesBroken(const v1::TimetableProblem& problem, const v1::Timetable& timetable) {
  std::set<std::string> rules;
  for (const TimetableViolation& violation : CheckTimetable(problem, timetable).violations) {
    rules.insert(violation.rule);
  }
  std::string text;
  for (const std::string& rule : rules) text += (text.empty() ? "" : " ") + rule;
  return text;
}

void MoveTo(v1::Timetable& timetable, const char* session, const char* date, const char* start) {
  PlacementOf(timetable, session).set_date(date);
  PlacementOf(timetable, session).set_start(start);
}

void SetTeam(v1::Timetable& timetable, const char* session, const std::vector<std::string>& team) {
  *PlacementOf(timetable, session).mutable_reviewers() = {team.begin(), team.end()};
}

// A change to the small visit and timetable after which exactly these rules are broken.
struct Break {
  const char* name;
  const char* rule;
  std::function<void(v1::TimetableProblem&, v1::Timetable&)> change;
};

const Break kBreaks[] = {
    {"SessionUnknown", "T1", [](auto&, auto& t) { t.add_placements()->set_session("sx"); }},
    {"SessionTwice", "T1", [](auto&, auto& t) { *t.add_placements() = t.placements(3); }},
    {"DateUnknown", "T1", [](auto&, auto& t) { MoveTo(t, "s3", "2026-10-14", "10:00"); }},
    {"StartIsNoTime", "T1", [](auto&, auto& t) { MoveTo(t, "s3", "2026-10-13", "10"); }},
    {"NotOnASlot", "T1", [](auto&, auto& t) { MoveTo(t, "s3", "2026-10-13", "10:10"); }},
    {"BeforeTheDay", "T1", [](auto&, auto& t) { MoveTo(t, "s3", "2026-10-13", "08:45"); }},
    {"PastTheDay", "T1", [](auto&, auto& t) { MoveTo(t, "s3", "2026-10-13", "16:30"); }},
    {"DateNotAllowed", "T1", [](auto& p, auto&) { SessionOf(p, "s3").add_dates("2026-10-12"); }},
    {"TooEarly", "T1", [](auto& p, auto&) { SessionOf(p, "s3").set_earliest("10:15"); }},
    {"TooLate", "T1", [](auto& p, auto&) { SessionOf(p, "s3").set_latest_end("10:30"); }},
    {"OtherDateThanPinned", "T1",
     [](auto& p, auto&) { SessionOf(p, "s3").mutable_pinned()->set_date("2026-10-12"); }},
    {"OtherStartThanPinned", "T1",
     [](auto& p, auto&) { SessionOf(p, "s3").mutable_pinned()->set_start("11:00"); }},
    {"OtherVenueThanPinned", "T1",
     [](auto& p, auto&) { SessionOf(p, "s1").mutable_pinned()->set_venue("school"); }},
    {"OtherTeamThanPinned", "T1",
     [](auto& p, auto&) { SessionOf(p, "s3").mutable_pinned()->add_reviewers("m2"); }},
    {"VenueNotAllowed", "T2", [](auto& p, auto&) { SessionOf(p, "s1").clear_venues(); }},
    {"VenueUnknown", "T2", [](auto&, auto& t) { PlacementOf(t, "s3").set_venue("nowhere"); }},
    {"VenueTooFull", "T2",
     [](auto& p, auto& t) {
       p.mutable_venues(0)->set_rooms(1);
       MoveTo(t, "s3", "2026-10-12", "10:15");
       SetTeam(t, "s3", {"m3"});
       MoveTo(t, "s2", "2026-10-12", "14:00");
     }},
    {"GroupCannotCome", "T3", [](auto&, auto& t) { MoveTo(t, "s2", "2026-10-13", "11:15"); }},
    {"GroupInTwoSessions", "T3",
     [](auto& p, auto& t) {
       SessionOf(p, "s3").add_groups("g1");
       MoveTo(t, "s3", "2026-10-12", "10:15");
       SetTeam(t, "s3", {"m3"});
       MoveTo(t, "s2", "2026-10-12", "14:00");
     }},
    {"TooFewReviewers", "T4", [](auto&, auto& t) { SetTeam(t, "s1", {"m1"}); }},
    {"TooManyReviewers", "T4",
     [](auto&, auto& t) {
       SetTeam(t, "s3", {"m1", "m2"});
     }},
    {"ReviewerTwice", "T4",
     [](auto&, auto& t) {
       SetTeam(t, "s1", {"m1", "m1"});
     }},
    {"ReviewerUnknown", "T4",
     [](auto&, auto& t) {
       SetTeam(t, "s1", {"m1", "m9"});
     }},
    {"NotTheWholeTeam", "T4",
     [](auto&, auto& t) {
       SetTeam(t, "brief", {"m1", "m2"});
     }},
    {"ReviewerAway", "T4",
     [](auto& p, auto&) { AddAbsence(MemberOf(p, "m1"), "2026-10-13", "10:30", "11:00"); }},
    {"NoTimeToTravel", "T5",
     [](auto&, auto& t) { MoveTo(t, "s2", "2026-10-12", "11:15"), SetTeam(t, "s2", {"m1"}); }},
    {"TwoPlacesAtOnce", "T5",
     [](auto&, auto& t) {
       MoveTo(t, "s3", "2026-10-12", "10:15");
       SetTeam(t, "s3", {"m1"});
     }},
    {"NoLunch", "T6",
     [](auto& p, auto& t) {
       SessionOf(p, "s3").set_minutes(90);
       MoveTo(t, "s3", "2026-10-13", "12:30");
     }},
    {"NoLunchBesideTravel", "T6",
     [](auto& p, auto& t) {
       SessionOf(p, "s2").clear_latest_end();
       // 12:15 to 13:15 between sessions, 20 minutes of it on the way.
       MoveTo(t, "s3", "2026-10-12", "13:15");
       SetTeam(t, "s3", {"m3"});
       p.mutable_days(0)->set_lunch_end("13:15");
     }},
    {"BeforeItsPredecessor", "T7", [](auto&, auto& t) { MoveTo(t, "s1", "2026-10-12", "14:00"); }},
    {"WithoutItsPredecessor", "T7 T8",
     [](auto&, auto& t) { t.mutable_placements()->erase(t.placements().begin() + 1); }},
    {"MandatoryMissing", "T8",
     [](auto&, auto& t) { t.mutable_placements()->erase(t.placements().begin() + 2); }},
    {"ThemeMissing", "T9", [](auto& p, auto&) { SessionOf(p, "s3").add_themes("y"); }},
};

TEST(CheckTimetable, AcceptsATimetableThatBreaksNoRule) {
  EXPECT_THAT(CheckTimetable(SmallVisit(), SmallTimetable()).violations, IsEmpty());
}

TEST(CheckTimetable, ReportsExactlyTheRuleThatIsBroken) {
  for (const Break& broken : kBreaks) {
    SCOPED_TRACE(broken.name);
    v1::TimetableProblem problem = SmallVisit();
    v1::Timetable timetable = SmallTimetable();
    broken.change(problem, timetable);
    EXPECT_EQ(RulesBroken(problem, timetable), broken.rule);
  }
}

TEST(SolveTimetable, KeepsEveryRuleThatACheckReports) {
  for (const Break& broken : kBreaks) {
    SCOPED_TRACE(broken.name);
    v1::TimetableProblem problem = SmallVisit();
    v1::Timetable timetable = SmallTimetable();
    broken.change(problem, timetable);
    SolveControl control;
    control.step_limit = 20'000;
    const auto solution = SolveTimetable(problem, control);
    ASSERT_TRUE(solution.ok()) << solution.status();
    if (!solution->has_timetable()) continue;
    EXPECT_EQ(RulesBroken(problem, solution->timetable()), "");
  }
}

TEST(CheckTimetable, SaysWhichSessionsWhomAndWhen) {
  v1::TimetableProblem problem = SmallVisit();
  v1::Timetable timetable = SmallTimetable();
  SetTeam(timetable, "s2", {"m1"});
  const TimetableCheck check = CheckTimetable(problem, timetable);
  ASSERT_EQ(check.violations.size(), 1u);
  const TimetableViolation& violation = check.violations.front();
  EXPECT_THAT(violation.sessions, ElementsAre("s1", "s2"));
  EXPECT_EQ(violation.subject, "m1");
  EXPECT_EQ(violation.time.date(), "2026-10-12");
  EXPECT_EQ(violation.time.start(), "11:00");
  EXPECT_EQ(violation.time.end(), "11:15");
  EXPECT_FALSE(violation.description.empty());
}

TEST(CheckTimetable, JoinsWindowsThatTouch) {
  v1::TimetableProblem problem = SmallVisit();
  v1::TimetableGroup& group = GroupOf(problem, "g2");
  group.mutable_available(0)->set_end("11:30");
  v1::TimeWindow& later = *group.add_available();
  later.set_date("2026-10-12");
  later.set_start("11:30");
  later.set_end("12:15");
  EXPECT_EQ(RulesBroken(problem, SmallTimetable()), "");
  later.set_start("11:31");
  EXPECT_EQ(RulesBroken(problem, SmallTimetable()), "T3");
}

// A cost item with its weight at 1 and all others at 0.
struct Priced {
  const char* name;
  std::function<void(v1::TimetableProblem&, v1::Timetable&)> change;
  int64_t cost;
};

const Priced kPriced[] = {
    {"NothingLeftOut", [](auto& p, auto&) { p.mutable_weights()->set_unplaced(7); }, 0},
    {"OptionalLeftOut",
     [](auto& p, auto& t) {
       p.mutable_weights()->set_unplaced(7);
       t.mutable_placements()->RemoveLast();
     },
     21},
    // m3 goes from the office to the school.
    {"Travel", [](auto& p, auto&) { p.mutable_weights()->set_travel(3); }, 60},
    // m3: 09:00 to 12:15, 120 minutes busy, 20 on the way, 45 for lunch: 10. The others: none.
    {"Waiting", [](auto& p, auto&) { p.mutable_weights()->set_idle(5); }, 50},
    {"WaitingInTheMorningKnowsNoLunch",
     [](auto& p, auto& t) {
       p.mutable_weights()->set_idle(5);
       t.mutable_placements()->erase(t.placements().begin() + 2);
       MoveTo(t, "s1", "2026-10-12", "11:00");
     },
     600},
    // m1 165, m2 120, m3 120.
    {"Shares", [](auto& p, auto&) { p.mutable_weights()->set_balance(2); }, 90},
    {"TeamSets", [](auto& p, auto&) { p.mutable_weights()->set_pairs(11); }, 33},
    {"TheSameSetTwice",
     [](auto& p, auto& t) {
       p.mutable_weights()->set_pairs(11);
       SetTeam(t, "s3", {"m3"});
     },
     22},
    // line-1 is met from both sides, line-2 from none.
    {"Coverage", [](auto& p, auto&) { p.mutable_weights()->set_coverage(13); }, 26},
    {"SessionsWithoutPerspectiveCoverNothing",
     [](auto& p, auto&) {
       p.mutable_weights()->set_coverage(13);
       GroupOf(p, "g2").clear_perspective();
     },
     39},
    {"NothingChanged",
     [](auto& p, auto& t) {
       p.mutable_weights()->set_change_time(17);
       p.mutable_weights()->set_change_reviewer(19);
       *p.mutable_incumbent() = t;
     },
     0},
    {"OtherStart",
     [](auto& p, auto& t) {
       p.mutable_weights()->set_change_time(17);
       *p.mutable_incumbent() = t;
       MoveTo(t, "s3", "2026-10-13", "10:15");
     },
     17},
    {"OnlyInTheIncumbent",
     [](auto& p, auto& t) {
       p.mutable_weights()->set_change_time(17);
       p.mutable_weights()->set_change_reviewer(19);
       *p.mutable_incumbent() = t;
       t.mutable_placements()->RemoveLast();
     },
     17},
    {"OnlyInTheNewOne",
     [](auto& p, auto& t) {
       p.mutable_weights()->set_change_time(17);
       *p.mutable_incumbent() = t;
       p.mutable_incumbent()->mutable_placements()->RemoveLast();
     },
     0},
    {"OtherReviewers",
     [](auto& p, auto& t) {
       p.mutable_weights()->set_change_reviewer(19);
       *p.mutable_incumbent() = t;
       SetTeam(t, "s1", {"m3", "m1"});
       SetTeam(t, "s2", {"m2"});
     },
     38},
    {"IncumbentOfAnotherVisit",
     [](auto& p, auto&) {
       p.mutable_weights()->set_change_time(17);
       p.mutable_incumbent()->add_placements()->set_session("gone");
     },
     0},
};

TEST(CheckTimetable, PricesEachItemAsByHand) {
  for (const Priced& priced : kPriced) {
    SCOPED_TRACE(priced.name);
    v1::TimetableProblem problem = SmallVisit();
    v1::Timetable timetable = SmallTimetable();
    priced.change(problem, timetable);
    EXPECT_EQ(CheckTimetable(problem, timetable).cost, priced.cost);
  }
}

TEST(CheckTimetable, SplitsTheCostByItem) {
  v1::TimetableProblem problem = SmallVisit();
  problem.mutable_weights()->set_travel(3);
  problem.mutable_weights()->set_pairs(11);
  problem.mutable_weights()->set_coverage(13);
  const TimetableCheck check = CheckTimetable(problem, SmallTimetable());
  EXPECT_EQ(check.cost_items.travel(), 60);
  EXPECT_EQ(check.cost_items.pairs(), 33);
  EXPECT_EQ(check.cost_items.coverage(), 26);
  EXPECT_EQ(check.cost, 119);
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
