#include <initializer_list>

#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr char kMonday[] = "2026-10-12";
constexpr char kTuesday[] = "2026-10-13";

void AddMember(v1::TimetableProblem& problem, const char* id,
               std::initializer_list<const char*> themes) {
  v1::TimetableMember& member = *problem.add_team();
  member.set_id(id);
  for (const char* theme : themes) member.add_themes(theme);
}

void AddGroup(v1::TimetableProblem& problem, const char* id,
              v1::TimetableGroup::Perspective perspective) {
  v1::TimetableGroup& group = *problem.add_groups();
  group.set_id(id);
  group.set_perspective(perspective);
}

v1::TimetableSession& AddSession(v1::TimetableProblem& problem, const char* id, int minutes,
                                 std::initializer_list<const char*> venues, int needed) {
  v1::TimetableSession& session = *problem.add_sessions();
  session.set_id(id);
  session.set_minutes(minutes);
  for (const char* venue : venues) session.add_venues(venue);
  session.set_reviewers_needed(needed);
  session.set_mandatory(true);
  session.set_priority(5);
  return session;
}

void AddPlacement(v1::Timetable& timetable, const char* session, const char* date,
                  const char* start, const char* venue,
                  std::initializer_list<const char*> reviewers) {
  v1::Placement& placement = *timetable.add_placements();
  placement.set_session(session);
  placement.set_date(date);
  placement.set_start(start);
  placement.set_venue(venue);
  for (const char* reviewer : reviewers) placement.add_reviewers(reviewer);
}

template <typename List>
auto& Find(List& list, const std::string& id) {
  for (auto& entry : list) {
    if (entry.id() == id) return entry;
  }
  std::abort();
}

}  // namespace

v1::TimetableProblem SmallVisit() {
  v1::TimetableProblem problem;
  problem.set_slot_minutes(15);
  for (const char* date : {kMonday, kTuesday}) {
    v1::TimetableDay& day = *problem.add_days();
    day.set_date(date);
    day.set_start("09:00");
    day.set_end("17:00");
    day.set_lunch_start("12:00");
    day.set_lunch_end("14:00");
    day.set_lunch_minutes(45);
  }
  for (const char* id : {"office", "school"}) problem.add_venues()->set_id(id);
  problem.mutable_venues(0)->set_rooms(2);
  problem.mutable_venues(1)->set_rooms(1);
  for (const int minutes : {0, 20, 20, 0}) problem.add_travel_minutes(minutes);
  AddMember(problem, "m1", {"x"});
  AddMember(problem, "m2", {"y"});
  AddMember(problem, "m3", {"x", "y"});
  AddGroup(problem, "g1", v1::TimetableGroup::LEADERSHIP);
  AddGroup(problem, "g2", v1::TimetableGroup::STAFF);
  v1::TimeWindow& window = *GroupOf(problem, "g2").add_available();
  window.set_date(kMonday);
  window.set_start("11:00");
  window.set_end("16:00");
  v1::TimetableSession& brief = AddSession(problem, "brief", 60, {"office"}, 0);
  brief.set_whole_team(true);
  brief.add_dates(kMonday);
  brief.mutable_pinned()->set_start("09:00");
  v1::TimetableSession& first = AddSession(problem, "s1", 60, {"office", "school"}, 2);
  first.add_groups("g1");
  *first.add_themes() = problem.team(0).themes(0);
  first.add_lines("line-1");
  v1::TimetableSession& second = AddSession(problem, "s2", 60, {"school"}, 1);
  second.add_groups("g2");
  second.add_lines("line-1");
  second.add_after("s1");
  second.set_latest_end("16:00");
  v1::TimetableSession& third = AddSession(problem, "s3", 45, {"office"}, 1);
  third.add_lines("line-2");
  third.set_mandatory(false);
  third.set_priority(3);
  return problem;
}

timetable::Model ModelOf(const v1::TimetableProblem& problem) {
  Budget budget(absl::InfiniteDuration(), {});
  return *BuildModel(problem, timetable::Relaxation(), budget);
}

v1::Timetable SmallTimetable() {
  v1::Timetable timetable;
  AddPlacement(timetable, "brief", kMonday, "09:00", "office", {"m1", "m2", "m3"});
  AddPlacement(timetable, "s1", kMonday, "10:00", "office", {"m1", "m2"});
  AddPlacement(timetable, "s2", kMonday, "11:15", "school", {"m3"});
  AddPlacement(timetable, "s3", kTuesday, "10:00", "office", {"m1"});
  return timetable;
}

v1::TimetableSession& SessionOf(v1::TimetableProblem& problem, const std::string& id) {
  return Find(*problem.mutable_sessions(), id);
}

v1::TimetableMember& MemberOf(v1::TimetableProblem& problem, const std::string& id) {
  return Find(*problem.mutable_team(), id);
}

v1::TimetableGroup& GroupOf(v1::TimetableProblem& problem, const std::string& id) {
  return Find(*problem.mutable_groups(), id);
}

v1::Placement& PlacementOf(v1::Timetable& timetable, const std::string& id) {
  for (auto& placement : *timetable.mutable_placements()) {
    if (placement.session() == id) return placement;
  }
  std::abort();
}

void AddAbsence(v1::TimetableMember& member, const char* date, const char* start, const char* end) {
  v1::TimeWindow& window = *member.add_unavailable();
  window.set_date(date);
  window.set_start(start);
  window.set_end(end);
}

}  // namespace peerchallenge::scheduling::planning
