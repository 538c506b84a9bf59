#include <functional>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/timetable.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

// Why a visit has no timetable.
namespace peerchallenge::scheduling::planning {
namespace {

using testing::UnorderedElementsAreArray;

// A change to the small visit after which nothing can be done, and what the report must name.
struct Contradiction {
  const char* name;
  std::function<void(v1::TimetableProblem&)> change;
  std::vector<std::string> conflict;
};

const Contradiction kContradictions[] = {
    {"PinnedOutsideItsHours",
     [](auto& p) {
       SessionOf(p, "s1").set_earliest("11:00");
       SessionOf(p, "s1").mutable_pinned()->set_start("10:00");
     },
     {"T8 s1 mandatory", "HOURS s1 from 11:00", "PINNED_START s1 10:00"}},
    {"PinnedOffTheSlots",
     [](auto& p) { SessionOf(p, "s1").mutable_pinned()->set_start("10:10"); },
     {"T8 s1 mandatory", "PINNED_START s1 10:10"}},
    {"PinnedToADateThatIsNotAllowed",
     [](auto& p) {
       SessionOf(p, "s2").clear_after();
       SessionOf(p, "s1").add_dates("2026-10-13");
       SessionOf(p, "s1").mutable_pinned()->set_date("2026-10-12");
     },
     {"T8 s1 mandatory", "DATES s1 2026-10-13", "PINNED_DATE s1 2026-10-12"}},
    {"PinnedToAVenueThatIsNotAllowed",
     [](auto& p) { SessionOf(p, "s2").mutable_pinned()->set_venue("office"); },
     {"T8 s2 mandatory", "PINNED_VENUE s2 office", "T2 s2 at school"}},
    {"NoVenue",
     [](auto& p) { SessionOf(p, "s2").clear_venues(); },
     {"T8 s2 mandatory", "T2 s2 at no venue"}},
    {"PinnedToAVenueWithoutARoom",
     [](auto& p) {
       SessionOf(p, "s2").clear_after();
       p.add_venues()->set_id("ruin");
       *p.mutable_travel_minutes() = {};
       for (int i = 0; i < 9; ++i) p.add_travel_minutes(i % 4 == 0 ? 0 : 20);
       SessionOf(p, "s2").mutable_pinned()->set_venue("ruin");
     },
     {"T8 s2 mandatory", "PINNED_VENUE s2 ruin", "T2 s2 at school"}},
    {"VenueWithoutARoom",
     [](auto& p) { p.mutable_venues(1)->set_rooms(0); },
     {"T8 s2 mandatory", "T2 s2 at school", "T2 school rooms 0"}},
    {"TooFewMembers",
     [](auto& p) { SessionOf(p, "s1").set_reviewers_needed(4); },
     {"T8 s1 mandatory", "T4 s1 4 of 3"}},
    {"PinnedTeamTooSmall",
     [](auto& p) { SessionOf(p, "s1").mutable_pinned()->add_reviewers("m1"); },
     {"T8 s1 mandatory", "PINNED_REVIEWERS s1 m1", "T4 s1 2 of 3"}},
    {"ThemeThatNobodyHas",
     [](auto& p) { SessionOf(p, "s1").add_themes(std::string("z")); },
     {"T8 s1 mandatory", "T9 s1 z"}},
    {"HolderOfAThemeAway",
     [](auto& p) {
       SessionOf(p, "s2").clear_after();
       SessionOf(p, "s1").add_themes(std::string("z"));
       SessionOf(p, "s1").add_dates("2026-10-12");
       MemberOf(p, "m1").add_themes(std::string("z"));
       AddAbsence(MemberOf(p, "m1"), "2026-10-12", "00:00", "24:00");
       SessionOf(p, "brief").set_whole_team(false);
     },
     {"T8 s1 mandatory", "T9 s1 z", "DATES s1 2026-10-12",
      "UNAVAILABLE m1 2026-10-12 00:00-24:00"}},
    {"MemberAwayFromTheBriefing",
     [](auto& p) { AddAbsence(MemberOf(p, "m2"), "2026-10-12", "09:30", "10:30"); },
     {"T8 brief mandatory", "T4 brief whole team", "UNAVAILABLE m2 2026-10-12 09:30-10:30",
      "DATES brief 2026-10-12", "PINNED_START brief 09:00"}},
    {"GroupNeverThereInTheHours",
     [](auto& p) { SessionOf(p, "s2").set_earliest("15:30"); },
     {"T8 s2 mandatory", "HOURS s2 from 15:30 until 16:00"}},
    {"GroupOnlyThereTooShort",
     [](auto& p) { GroupOf(p, "g2").mutable_available(0)->set_end("11:30"); },
     {"T8 s2 mandatory", "AVAILABLE g2 2026-10-12 11:00-11:30"}},
    {"NoTimeForLunch",
     [](auto& p) {
       SessionOf(p, "s2").clear_after();
       SessionOf(p, "s1").set_minutes(90);
       SessionOf(p, "s1").mutable_pinned()->set_start("12:15");
     },
     {"T8 s1 mandatory", "PINNED_START s1 12:15", "T4 s1 2 of 3",
      "T6 2026-10-12 45 minutes in 12:00-14:00", "T6 2026-10-13 45 minutes in 12:00-14:00"}},
    {"Circle",
     [](auto& p) { SessionOf(p, "s1").add_after("s2"); },
     {"T8 s1 mandatory", "T8 s2 mandatory", "T7 s1 after s2", "T7 s2 after s1"}},
    {"NoTimeForTwoBeforeAThird",
     [](auto& p) {
       SessionOf(p, "s1").set_minutes(90);
       SessionOf(p, "s1").set_reviewers_needed(3);
       SessionOf(p, "s2").mutable_pinned()->set_start("11:00");
     },
     {"T8 brief mandatory", "T8 s1 mandatory", "T8 s2 mandatory", "T7 s2 after s1",
      "T4 brief whole team", "T4 s1 3 of 3", "DATES brief 2026-10-12", "PINNED_START brief 09:00",
      "PINNED_START s2 11:00", "AVAILABLE g2 2026-10-12 11:00-16:00", "T5  one place at a time",
      "T1 2026-10-12 09:00-17:00"}},
    {"AfterItself",
     [](auto& p) { SessionOf(p, "s1").add_after("s1"); },
     {"T8 s1 mandatory", "T7 s1 after s1"}},
    {"TwoSessionsInOneRoom",
     [](auto& p) {
       SessionOf(p, "s1").mutable_pinned()->set_venue("school");
       SessionOf(p, "s1").mutable_pinned()->set_date("2026-10-12");
       SessionOf(p, "s1").mutable_pinned()->set_start("11:30");
       SessionOf(p, "s2").clear_after();
       SessionOf(p, "s2").mutable_pinned()->set_start("12:00");
       SessionOf(p, "s2").set_reviewers_needed(1);
     },
     {"T8 s1 mandatory", "T8 s2 mandatory", "T2 school rooms 1", "T2 s2 at school",
      "PINNED_VENUE s1 school", "PINNED_DATE s1 2026-10-12", "PINNED_START s1 11:30",
      "PINNED_START s2 12:00", "AVAILABLE g2 2026-10-12 11:00-16:00"}},
    {"WholeTeamTwiceAtOnce",
     [](auto& p) {
       SessionOf(p, "s2").clear_after();
       SessionOf(p, "s1").set_whole_team(true);
       SessionOf(p, "s1").mutable_pinned()->set_date("2026-10-12");
       SessionOf(p, "s1").mutable_pinned()->set_start("09:30");
     },
     {"T8 brief mandatory", "T8 s1 mandatory", "T4 brief whole team", "T4 s1 whole team",
      "DATES brief 2026-10-12", "PINNED_START brief 09:00", "PINNED_DATE s1 2026-10-12",
      "PINNED_START s1 09:30", "T5  one place at a time"}},
};

std::vector<std::string> Elements(const v1::InfeasibilityReport& report) {
  std::vector<std::string> elements;
  for (const v1::ConflictElement& element : report.conflict()) {
    EXPECT_FALSE(element.message().empty());
    elements.push_back(absl::StrCat(element.kind(), " ", element.subject(), " ", element.detail()));
  }
  return elements;
}

TEST(TimetableInfeasibility, NamesExactlyWhatContradicts) {
  for (const Contradiction& contradiction : kContradictions) {
    SCOPED_TRACE(contradiction.name);
    v1::TimetableProblem problem = SmallVisit();
    contradiction.change(problem);
    SolveControl control;
    control.step_limit = 20'000;
    const auto solution = SolveTimetable(problem, control);
    ASSERT_TRUE(solution.ok()) << solution.status();
    EXPECT_EQ(solution->outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
    EXPECT_FALSE(solution->has_timetable());
    EXPECT_THAT(Elements(solution->infeasibility()),
                UnorderedElementsAreArray(contradiction.conflict));
    EXPECT_TRUE(solution->infeasibility().minimal());
  }
}

TEST(TimetableInfeasibility, TellsOfBothOfTwoConflicts) {
  v1::TimetableProblem problem = SmallVisit();
  SessionOf(problem, "s1").clear_venues();
  SessionOf(problem, "s2").clear_venues();
  const auto solution = SolveTimetable(problem, {});
  ASSERT_TRUE(solution.ok());
  EXPECT_EQ(solution->outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
  EXPECT_TRUE(solution->infeasibility().minimal());
  EXPECT_FALSE(solution->infeasibility().sole());
  EXPECT_EQ(solution->infeasibility().further_conflicts_size(), 1);
}

TEST(TimetableInfeasibility, IsNotCausedByOptionalSessions) {
  v1::TimetableProblem problem = SmallVisit();
  SessionOf(problem, "s3").clear_venues();
  SolveControl control;
  control.step_limit = 5'000;
  const auto solution = SolveTimetable(problem, control);
  ASSERT_TRUE(solution.ok());
  EXPECT_TRUE(solution->has_timetable());
}

TEST(TimetableInfeasibility, FindsAnOverloadOfTheTeam) {
  v1::TimetableProblem problem = VisitProblem({.days = 2, .sessions = 60, .team = 4}, 1);
  for (auto& session : *problem.mutable_sessions()) session.set_mandatory(true);
  SolveControl control;
  control.time_limit = absl::Seconds(2);  // enough for the proof; the rest shortens the conflict
  const auto solution = SolveTimetable(problem, control);
  ASSERT_TRUE(solution.ok());
  EXPECT_EQ(solution->outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
  EXPECT_GT(solution->infeasibility().conflict_size(), 0);
}

// Two sessions far apart within an hour, hidden among others that could go anywhere.
TEST(TimetableInfeasibility, FindsTwoSessionsThatClashAmongMany) {
  v1::TimetableProblem problem = VisitProblem({}, 2);
  problem.mutable_venues(1)->set_rooms(1);
  problem.mutable_venues(2)->set_rooms(1);
  for (int i = 0; i < 2; ++i) {
    v1::TimetableSession& session = *problem.add_sessions();
    session.set_id(absl::StrCat("early-", i));
    session.set_minutes(60);
    session.add_venues(absl::StrCat("v", 1 + i));
    session.set_reviewers_needed(problem.team_size() - 2);
    session.set_mandatory(true);
    session.set_latest_end("10:15");
    session.add_dates(problem.days(0).date());
  }
  SolveControl control;
  control.step_limit = 300'000;
  const auto solution = SolveTimetable(problem, control);
  ASSERT_TRUE(solution.ok());
  EXPECT_EQ(solution->outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
  EXPECT_LT(solution->infeasibility().conflict_size(), 20);
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
