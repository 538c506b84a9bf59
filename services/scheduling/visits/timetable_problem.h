#pragma once

#include <string>

#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/visits/visit.h"

// A visit as a planning problem. Ids are those of the resources. What the problem has no field for
// is told by entries of its own, known by their ids:
// - rule G2: a person in several groups is a group too, "participants/<id>", of every session that
//   meets one of them;
// - a closed venue: each of its rooms is taken by a session that nobody attends,
//   "closed/<venue>/<n>", pinned to the time.
namespace peerchallenge::scheduling {

struct ProblemOptions {
  // Sessions of the timetable in force that begin before this moment stay as they are, whatever
  // changed since.
  absl::Time freeze = absl::InfinitePast();
  // Whether nothing else may begin before the freeze either.
  bool close_past = false;
  // Whether changing the timetable in force costs.
  bool with_incumbent = false;
};

v1::TimetableProblem BuildTimetableProblem(const Visit& visit, const ProblemOptions& options);

// For the ids of the entries above: the participant or venue that they stand for; empty for others.
std::string ParticipantOf(const std::string& group_id);
std::string ClosedVenueOf(const std::string& session_id);

// Takes the closed venues out of a timetable, or puts them in as the problem pins them.
void RemoveClosedVenues(v1::Timetable& timetable);
void AddClosedVenues(const v1::TimetableProblem& problem, v1::Timetable& timetable);

}  // namespace peerchallenge::scheduling
