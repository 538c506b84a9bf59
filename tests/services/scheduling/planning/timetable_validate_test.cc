#include "services/scheduling/planning/timetable_validate.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/search/random.h"
#include "services/scheduling/planning/timetable.h"
#include "services/scheduling/planning/timetable_check.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

struct Case {
  const char* name;
  std::function<void(v1::TimetableProblem&)> change;
};

void AddWindow(v1::TimeWindow& window, const char* date, const char* start, const char* end) {
  window.set_date(date);
  window.set_start(start);
  window.set_end(end);
}

const Case kMalformed[] = {
    {"NoSlot", [](auto& p) { p.clear_slot_minutes(); }},
    {"SlotTooLong", [](auto& p) { p.set_slot_minutes(241); }},
    {"TooManyDays",
     [](auto& p) {
       while (p.days_size() <= 20) p.add_days();
     }},
    {"TooManyVenues",
     [](auto& p) {
       while (p.venues_size() <= 100) p.add_venues();
     }},
    {"TooManyMembers",
     [](auto& p) {
       while (p.team_size() <= 30) p.add_team();
     }},
    {"TooManyGroups",
     [](auto& p) {
       while (p.groups_size() <= 500) p.add_groups();
     }},
    {"TooManySessions",
     [](auto& p) {
       while (p.sessions_size() <= 500) p.add_sessions();
     }},
    {"TooManyStarts",
     [](auto& p) {
       p.set_slot_minutes(1);
       while (p.days_size() < 20) {
         *p.add_days() = p.days(0);
         p.mutable_days(p.days_size() - 1)->set_date(absl::StrCat("2026-11-", 10 + p.days_size()));
       }
       while (p.sessions_size() < 350) {
         *p.add_sessions() = p.sessions(1);
         p.mutable_sessions(p.sessions_size() - 1)->set_id(absl::StrCat("t", p.sessions_size()));
       }
     }},
    {"TooManyPlaces",
     [](auto& p) {
       p.set_slot_minutes(2);
       while (p.venues_size() < 100) p.add_venues()->set_id(absl::StrCat("v", p.venues_size()));
       p.mutable_travel_minutes()->Resize(100 * 100, 0);
       while (p.sessions_size() < 100) {
         *p.add_sessions() = p.sessions(1);
         p.mutable_sessions(p.sessions_size() - 1)->set_id(absl::StrCat("t", p.sessions_size()));
       }
       for (auto& session : *p.mutable_sessions()) {
         session.clear_venues();
         for (const auto& venue : p.venues()) session.add_venues(venue.id());
       }
     }},
    {"DateNotADate", [](auto& p) { p.mutable_days(0)->set_date("2026-02-30"); }},
    {"DateInOtherFormat", [](auto& p) { p.mutable_days(0)->set_date("2026-10-1 "); }},
    {"DayTwice", [](auto& p) { p.mutable_days(1)->set_date("2026-10-12"); }},
    {"DayWithoutStart", [](auto& p) { p.mutable_days(0)->clear_start(); }},
    {"DayEndsBeforeItStarts", [](auto& p) { p.mutable_days(0)->set_end("08:00"); }},
    {"TimeWithoutZero", [](auto& p) { p.mutable_days(0)->set_start("9:00"); }},
    {"TimeBeyondMidnight", [](auto& p) { p.mutable_days(0)->set_end("24:01"); }},
    {"MinutesBeyondSixty", [](auto& p) { p.mutable_days(0)->set_end("16:60"); }},
    {"LunchNegative", [](auto& p) { p.mutable_days(0)->set_lunch_minutes(-1); }},
    {"LunchWithoutWindow", [](auto& p) { p.mutable_days(0)->clear_lunch_end(); }},
    {"VenueTwice", [](auto& p) { p.mutable_venues(1)->set_id("office"); }},
    {"RoomsNegative", [](auto& p) { p.mutable_venues(0)->set_rooms(-1); }},
    {"TravelRagged", [](auto& p) { p.mutable_travel_minutes()->RemoveLast(); }},
    {"TravelNegative", [](auto& p) { p.set_travel_minutes(1, -1); }},
    {"TravelTooLong", [](auto& p) { p.set_travel_minutes(1, 10'001); }},
    {"MemberWithoutId", [](auto& p) { p.mutable_team(0)->clear_id(); }},
    {"MemberTwice", [](auto& p) { p.mutable_team(1)->set_id("m1"); }},
    {"ThemeEmpty", [](auto& p) { p.mutable_team(0)->add_themes(""); }},
    {"AbsenceWithoutDate",
     [](auto& p) { AddWindow(*p.mutable_team(0)->add_unavailable(), "", "10:00", "11:00"); }},
    {"AbsenceOfNoTime",
     [](auto& p) {
       AddWindow(*p.mutable_team(0)->add_unavailable(), "2026-10-12", "10:00", "10:00");
     }},
    {"GroupTwice", [](auto& p) { p.mutable_groups(1)->set_id("g1"); }},
    {"PerspectiveUnknown",
     [](auto& p) {
       p.mutable_groups(0)->set_perspective(static_cast<v1::TimetableGroup::Perspective>(99));
     }},
    {"SessionIdOverlong", [](auto& p) { p.mutable_sessions(0)->set_id(std::string(201, 'x')); }},
    {"SessionTwice", [](auto& p) { p.mutable_sessions(1)->set_id("brief"); }},
    {"SessionOfNoTime", [](auto& p) { p.mutable_sessions(1)->set_minutes(0); }},
    {"SessionOfTwoDays", [](auto& p) { p.mutable_sessions(1)->set_minutes(1'441); }},
    {"GroupUnknown", [](auto& p) { p.mutable_sessions(1)->add_groups("g9"); }},
    {"VenueUnknown", [](auto& p) { p.mutable_sessions(1)->add_venues("moon"); }},
    {"ReviewersNegative", [](auto& p) { p.mutable_sessions(1)->set_reviewers_needed(-1); }},
    {"AfterUnknown", [](auto& p) { p.mutable_sessions(1)->add_after("s9"); }},
    {"DateOfSessionNoDate", [](auto& p) { p.mutable_sessions(1)->add_dates("monday"); }},
    {"EarliestNoTime", [](auto& p) { p.mutable_sessions(1)->set_earliest("noon"); }},
    {"PriorityTooHigh", [](auto& p) { p.mutable_sessions(1)->set_priority(11); }},
    {"PinnedVenueUnknown",
     [](auto& p) { p.mutable_sessions(1)->mutable_pinned()->set_venue("moon"); }},
    {"PinnedReviewerUnknown",
     [](auto& p) { p.mutable_sessions(1)->mutable_pinned()->add_reviewers("m9"); }},
    {"PinnedStartNoTime",
     [](auto& p) { p.mutable_sessions(1)->mutable_pinned()->set_start("10"); }},
    {"WeightNegative", [](auto& p) { p.mutable_weights()->set_idle(-1); }},
    {"WeightHuge", [](auto& p) { p.mutable_weights()->set_change_time(INT64_MAX); }},
    {"IncumbentTwice",
     [](auto& p) {
       p.mutable_incumbent()->add_placements()->set_session("s1");
       p.mutable_incumbent()->add_placements()->set_session("s1");
     }},
};

TEST(ValidateTimetable, RefusesMalformedProblems) {
  for (const Case& malformed : kMalformed) {
    SCOPED_TRACE(malformed.name);
    v1::TimetableProblem problem = SmallVisit();
    malformed.change(problem);
    const absl::Status status = ValidateTimetable(problem);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID);
    EXPECT_EQ(SolveTimetable(problem, {}).status(), status);
  }
}

const Case kWellFormed[] = {
    {"Nothing",
     [](auto& p) {
       p = {};
       p.set_slot_minutes(15);
     }},
    {"AsItIs", [](auto&) {}},
    {"DayUntilMidnight", [](auto& p) { p.mutable_days(0)->set_end("24:00"); }},
    {"NoLunchRule",
     [](auto& p) {
       for (auto& day : *p.mutable_days()) {
         day.clear_lunch_minutes();
         day.clear_lunch_start();
         day.clear_lunch_end();
       }
     }},
    {"WindowsOnOtherDays",
     [](auto& p) {
       AddWindow(*p.mutable_team(0)->add_unavailable(), "2027-01-01", "10:00", "11:00");
     }},
    {"IncumbentOfAnotherVisit",
     [](auto& p) {
       v1::Placement& old = *p.mutable_incumbent()->add_placements();
       old.set_session("gone");
       old.set_date("yesterday");
       old.add_reviewers("left");
     }},
};

TEST(ValidateTimetable, AcceptsWellFormedProblems) {
  for (const Case& well_formed : kWellFormed) {
    SCOPED_TRACE(well_formed.name);
    v1::TimetableProblem problem = SmallVisit();
    well_formed.change(problem);
    EXPECT_EQ(ValidateTimetable(problem), absl::OkStatus());
  }
}

std::string AnyTime(Random& random) {
  static const char* const kTimes[] = {"09:00", "12:30", "16:00", "24:00",
                                       "00:00", "10:07", "25:00"};
  return kTimes[random.Below(random.Chance(5) ? 7 : 6)];
}

// Spoils a problem in a random way that may be malformed, contradictory or neither.
void Spoil(v1::TimetableProblem& problem, Random& random) {
  v1::TimetableSession& session = *problem.mutable_sessions(random.Below(problem.sessions_size()));
  v1::TimetableSession& other = *problem.mutable_sessions(random.Below(problem.sessions_size()));
  switch (random.Below(20)) {
    case 0:
      return problem.set_slot_minutes(random.Below(300));
    case 1:
      return problem.mutable_days(0)->set_start(AnyTime(random));
    case 2:
      return problem.mutable_days(0)->set_end(AnyTime(random));
    case 3:
      return problem.mutable_days(0)->set_lunch_minutes(random.Below(300));
    case 4:
      return problem.mutable_venues(0)->set_rooms(random.Below(2));
    case 5:
      return problem.set_travel_minutes(1, random.Below(600) - 5);
    case 6:
      return problem.mutable_team()->RemoveLast();
    case 7:
      return AddWindow(*problem.mutable_team(0)->add_unavailable(), "2026-10-12",
                       AnyTime(random).c_str(), AnyTime(random).c_str());
    case 8:
      return AddWindow(*problem.mutable_groups(0)->add_available(), "2026-10-12",
                       AnyTime(random).c_str(), AnyTime(random).c_str());
    case 9:
      return session.set_minutes(random.Below(600));
    case 10:
      return session.set_reviewers_needed(random.Below(9));
    case 11:
      return session.set_whole_team(true);
    case 12:
      return session.clear_venues();
    case 13:
      return session.add_themes("nobody has it");
    case 14:
      return session.add_after(other.id());
    case 15:
      return session.set_earliest(AnyTime(random));
    case 16:
      return session.mutable_pinned()->set_start(AnyTime(random));
    case 17:
      return session.mutable_pinned()->add_reviewers("m1");
    case 18:
      return session.add_groups(problem.groups(0).id());
    default:
      return session.set_mandatory(true);
  }
}

TEST(SolveTimetable, AnswersSpoiledProblemsWithAnErrorAConflictOrASoundTimetable) {
  int refused = 0, infeasible = 0, solved = 0;
  for (uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    v1::TimetableProblem problem = random.Chance(50)
                                       ? SmallVisit()
                                       : VisitProblem({.days = 2, .sessions = 12, .team = 4}, seed);
    for (int i = 2 + random.Below(4); i > 0; --i) Spoil(problem, random);
    SolveControl control;
    control.time_limit = absl::Seconds(20);
    control.step_limit = 2'000;
    const auto solution = SolveTimetable(problem, control);
    if (!solution.ok()) {
      ++refused;
      EXPECT_EQ(errors::ReasonOf(solution.status()), errors::v1::ERROR_REASON_FIELD_INVALID)
          << solution.status();
    } else if (solution->has_timetable()) {
      ++solved;
      EXPECT_TRUE(CheckTimetable(problem, solution->timetable()).violations.empty());
    } else if (solution->outcome() == v1::SOLVE_OUTCOME_INFEASIBLE) {
      ++infeasible;
      EXPECT_GT(solution->infeasibility().conflict_size(), 0);
    } else {
      EXPECT_EQ(solution->outcome(), v1::SOLVE_OUTCOME_NOT_FOUND);
    }
  }
  EXPECT_GT(refused, 100);
  EXPECT_GT(infeasible, 100);
  EXPECT_GT(solved, 100);
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
