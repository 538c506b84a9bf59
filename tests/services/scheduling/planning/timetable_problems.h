#pragma once

#include <cstdint>
#include <string>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/timetable/model.h"

// Timetable problems for the planner's tests, made by code: nothing is read from files.
namespace peerchallenge::scheduling::planning {

// A visit small enough to judge by hand: two days, venues "office" (two rooms) and "school" (one),
// 20 minutes apart; members m1 (theme x), m2 (y), m3 (both); sessions "brief" (everybody, pinned),
// s1, s2 (after s1) and the optional s3. SmallTimetable() breaks no rule of it.
v1::TimetableProblem SmallVisit();
v1::Timetable SmallTimetable();

v1::TimetableSession& SessionOf(v1::TimetableProblem& problem, const std::string& id);
v1::TimetableMember& MemberOf(v1::TimetableProblem& problem, const std::string& id);
v1::TimetableGroup& GroupOf(v1::TimetableProblem& problem, const std::string& id);
v1::Placement& PlacementOf(v1::Timetable& timetable, const std::string& id);
void AddAbsence(v1::TimetableMember& member, const char* date, const char* start, const char* end);

// Problems with the structure of a real visit.
struct VisitShape {
  int days = 3;
  int sessions = 40;
  int team = 6;
};
v1::TimetableProblem VisitProblem(const VisitShape& shape, uint64_t seed);

// The planner's own view of a problem.
timetable::Model ModelOf(const v1::TimetableProblem& problem);

// Random visits of one or two days, three or four sessions and three people: few enough timetables
// to try them all. About half of them have one.
v1::TimetableProblem TinyVisit(uint64_t seed);

// Tiny visits, most of them spoilt: numbers out of range or far off, unknown or double ids, times
// that are none, rules that contradict each other.
v1::TimetableProblem OddVisit(uint64_t seed);

// The best timetable, by trying every one; cost -1 = there is none.
v1::Timetable BruteForceTimetable(const v1::TimetableProblem& problem);

}  // namespace peerchallenge::scheduling::planning
