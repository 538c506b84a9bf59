#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/planning/search/random.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr std::array kVisitThemes = {"early-help", "safeguarding", "care",
                                     "send",       "workforce",    "youth"};

void AddDays(v1::TimetableProblem& problem, int count, const char* start, const char* end) {
  const absl::CivilDay monday(2026, 10, 12);
  for (int i = 0; i < count; ++i) {
    v1::TimetableDay& day = *problem.add_days();
    day.set_date(absl::FormatCivilTime(monday + i));
    day.set_start(start);
    day.set_end(end);
    day.set_lunch_start("12:00");
    day.set_lunch_end("14:00");
    day.set_lunch_minutes(45);
  }
}

void AddVenues(v1::TimetableProblem& problem, int count, int across, Random& random) {
  std::vector<std::pair<int, int>> places;
  for (int v = 0; v < count; ++v) {
    v1::TimetableVenue& venue = *problem.add_venues();
    venue.set_id(absl::StrCat("v", v));
    venue.set_rooms(v == 0 ? 3 : 1 + random.Below(2));
    places.emplace_back(random.Below(across), random.Below(across));
  }
  for (const auto& [x, y] : places) {
    for (const auto& [u, w] : places) {
      const int distance = std::abs(x - u) + std::abs(y - w);
      problem.add_travel_minutes(distance == 0 ? 0 : 12 + distance);
    }
  }
}

void AddTeam(v1::TimetableProblem& problem, int count, Random& random) {
  for (int i = 0; i < count; ++i) {
    v1::TimetableMember& member = *problem.add_team();
    member.set_id(absl::StrCat("m", i));
    for (size_t k = 0; k < 2; ++k) {
      member.add_themes(kVisitThemes[3 * k + static_cast<size_t>(random.Below(3))]);
    }
  }
}

void AddWindow(v1::TimetableGroup& group, const std::string& date, int from, int to) {
  v1::TimeWindow& window = *group.add_available();
  window.set_date(date);
  window.set_start(FormatClock(from));
  window.set_end(FormatClock(to));
}

void AddGroup(v1::TimetableProblem& problem, Random& random) {
  v1::TimetableGroup& group = *problem.add_groups();
  group.set_id(absl::StrCat("g", problem.groups_size()));
  group.set_perspective(static_cast<v1::TimetableGroup::Perspective>(1 + random.Below(6)));
}

v1::TimetableSession& AddSession(v1::TimetableProblem& problem, int minutes, Random& random) {
  v1::TimetableSession& session = *problem.add_sessions();
  session.set_id(absl::StrCat("s", problem.sessions_size()));
  session.set_minutes(minutes);
  session.add_venues(
      problem.venues(random.Chance(55) ? 0 : random.Below(problem.venues_size())).id());
  session.set_reviewers_needed(1 + random.Below(2));
  session.set_mandatory(random.Chance(55));
  session.set_priority(1 + random.Below(10));
  session.add_lines(absl::StrCat("line-", random.Below(3)));
  return session;
}

void AddTeamMeeting(v1::TimetableProblem& problem, const std::string& date, const char* id,
                    const char* earliest) {
  v1::TimetableSession& session = *problem.add_sessions();
  session.set_id(absl::StrCat(id, "-", date));
  session.set_minutes(60);
  session.add_venues("v0");
  session.set_whole_team(true);
  session.set_mandatory(true);
  session.set_priority(10);
  session.add_dates(date);
  session.set_earliest(earliest);
}

void SetWeights(v1::TimetableProblem& problem) {
  v1::TimetableWeights& weights = *problem.mutable_weights();
  weights.set_unplaced(100);
  weights.set_travel(1);
  weights.set_idle(1);
  weights.set_balance(1);
  weights.set_pairs(10);
  weights.set_coverage(150);
  weights.set_change_time(80);
  weights.set_change_reviewer(40);
}

void AddOldPlacement(v1::TimetableProblem& problem, const v1::TimetableSession& session,
                     Random& random) {
  v1::Placement& old = *problem.mutable_incumbent()->add_placements();
  old.set_session(session.id());
  old.set_date(problem.days(random.Below(problem.days_size())).date());
  old.set_start(FormatClock(60 * (10 + random.Below(5))));
  old.set_venue(absl::StrCat("v", random.Below(3)));      // v2 does not exist
  old.add_reviewers(absl::StrCat("m", random.Below(4)));  // nor does m3
}

}  // namespace

v1::TimetableProblem VisitProblem(const VisitShape& shape, uint64_t seed) {
  Random random(seed);
  v1::TimetableProblem problem;
  problem.set_slot_minutes(15);
  AddDays(problem, shape.days, "09:00", "17:30");
  AddVenues(problem, 5 + shape.sessions / 20, 14, random);
  AddTeam(problem, shape.team, random);
  while (problem.sessions_size() < shape.sessions - shape.days) {
    AddGroup(problem, random);
    v1::TimetableSession& session = AddSession(problem, 45 + 15 * random.LowBelow(4), random);
    session.add_groups(problem.groups(problem.groups_size() - 1).id());
    if (random.Chance(30))
      session.add_themes(*problem.team(random.Below(shape.team)).themes().begin());
    if (random.Chance(40)) {
      const bool morning = random.Chance(50);
      AddWindow(*problem.mutable_groups(problem.groups_size() - 1),
                problem.days(random.Below(shape.days)).date(), morning ? 540 : 780,
                morning ? 780 : 1'050);
    }
  }
  for (const auto& day : problem.days()) AddTeamMeeting(problem, day.date(), "meeting", "16:00");
  SetWeights(problem);
  return problem;
}

v1::TimetableProblem TinyVisit(uint64_t seed) {
  Random random(seed);
  v1::TimetableProblem problem;
  problem.set_slot_minutes(60);
  AddDays(problem, 1 + random.Below(2), "10:00", random.Chance(50) ? "15:00" : "14:30");
  AddVenues(problem, 2, 40, random);
  problem.mutable_venues(0)->set_rooms(1 + random.Below(2));
  AddTeam(problem, 3, random);
  for (int g = 0; g < 2; ++g) AddGroup(problem, random);
  const int sessions = problem.days_size() == 1 ? 4 : 3;
  for (int s = 0; s < sessions; ++s) {
    v1::TimetableSession& session = AddSession(problem, 45 + 15 * random.Below(4), random);
    session.set_mandatory(random.Chance(75));
    if (random.Chance(40)) session.add_groups(problem.groups(random.Below(2)).id());
    if (random.Chance(20)) session.set_whole_team(true);
    if (random.Chance(30)) session.add_themes(problem.team(random.Below(3)).themes(0));
    if (random.Chance(20)) session.set_latest_end("13:00");
    if (random.Chance(10)) session.mutable_pinned()->set_start("11:00");
    if (random.Chance(10)) session.mutable_pinned()->add_reviewers("m1");
    if (random.Chance(10)) session.mutable_pinned()->set_venue("v1");
    if (s > 0 && random.Chance(25)) session.add_after(problem.sessions(random.Below(s)).id());
    if (random.Chance(30)) AddOldPlacement(problem, session, random);
  }
  if (random.Chance(50)) {
    AddWindow(*problem.mutable_groups(0), problem.days(0).date(), 600 + 60 * random.Below(3), 900);
  }
  if (random.Chance(40)) {
    v1::TimeWindow& away = *problem.mutable_team(random.Below(3))->add_unavailable();
    away.set_date(problem.days(0).date());
    away.set_start("12:00");
    away.set_end(random.Chance(50) ? "13:00" : "15:00");
  }
  SetWeights(problem);
  return problem;
}

namespace {

void SpoilSession(v1::TimetableProblem& problem, int number, Random& random) {
  v1::TimetableSession& session = *problem.mutable_sessions(random.Below(problem.sessions_size()));
  switch (random.Below(10)) {
    case 0:
      session.set_minutes(number);
      break;
    case 1:
      session.set_reviewers_needed(number);
      break;
    case 2:
      session.clear_venues();
      break;
    case 3:
      session.add_venues("nowhere");
      break;
    case 4:
      session.set_id("s1");
      break;
    case 5:
      session.add_after(problem.sessions(random.Below(problem.sessions_size())).id());
      break;
    case 6:
      session.set_earliest(random.Chance(50) ? "14:00" : "25:00");
      break;
    case 7:
      session.mutable_pinned()->set_start(random.Chance(50) ? "12:00" : "noon");
      break;
    case 8:
      session.add_themes(random.Chance(50) ? "unheard-of" : "");
      break;
    default:
      session.add_dates(random.Chance(50) ? "2026-10-13" : "tomorrow");
  }
}

void SpoilVisit(v1::TimetableProblem& problem, Random& random) {
  const int number = std::array{
      -1, 0, 1, 2, 90, 1'440, 10'001, 2'000'000'000}[static_cast<size_t>(random.Below(8))];
  switch (random.Below(16)) {
    case 0:
      problem.set_slot_minutes(number);
      break;
    case 1:
      problem.mutable_days(0)->set_end(random.Chance(50) ? "11:00" : "09:00");
      break;
    case 2:
      problem.mutable_days(0)->set_lunch_minutes(number);
      break;
    case 3:
      problem.mutable_venues(0)->set_rooms(number);
      break;
    case 4:
      problem.set_travel_minutes(1, number);
      break;
    case 5:
      problem.add_travel_minutes(number);
      break;
    case 6:
      problem.mutable_team(1)->set_id("m0");
      break;
    case 7:
      problem.mutable_weights()->set_idle(number);
      break;
    case 8:
      AddWindow(*problem.mutable_groups(1), problem.days(0).date(), 600, 630);
      break;
    default:
      SpoilSession(problem, number, random);
  }
}

}  // namespace

v1::TimetableProblem OddVisit(uint64_t seed) {
  v1::TimetableProblem problem = TinyVisit(seed);
  Random random(seed + 1'000'000);
  for (int i = random.Below(4); i > 0; --i) SpoilVisit(problem, random);
  return problem;
}

}  // namespace peerchallenge::scheduling::planning
