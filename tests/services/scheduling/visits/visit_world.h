#pragma once

#include <string>

#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {

inline constexpr char kLin[] = "regions/em/reviews/lin";
inline const Who kCoordinator = Officer("HOST_COORDINATOR", "E10000019");
inline const Who kDirector = Officer("HOST_DIRECTOR", "E10000019");
inline const Who kLead = Peer("e10000024-1");
inline const Who kReviewer = Peer("e06000018-3");

// Ends soon and in the same way on every machine.
inline constexpr char kOptions[] = R"({"seed": "1", "stepLimit": "300", "timeLimit": "60s"})";

// A world with the peer challenge "lin" of Lincolnshire from 1 to 3 October 2012, its team of five
// agreed, and what its visit needs:
//
//   venues    hall (two rooms, at the main office), school and hub (each some way off)
//   people    head and manager, who is managed by head; worker-1 to worker-3, managed by manager;
//             teacher; leaver
//   groups    leaders (head), staff (the workers), schools (teacher), leavers (leaver; from 16:00)
//   sessions  briefing (whole team, first day), leaders-talk, staff-group, school-visit,
//   leavers-talk,
//             hub-visit (optional, meets nobody), feedback (whole team, last day, after
//             leaders-talk)
class VisitWorld : public World {
 public:
  VisitWorld();

  // Calls as the host's coordinator; Must stops the test where it fails.
  Answer Do(const std::string& method, const std::string& request) {
    return Must(kCoordinator, "TimetableService/" + method, request);
  }
  Answer Try(const std::string& method, const std::string& request) {
    return Call(kCoordinator, "TimetableService/" + method, request);
  }

  void AddVenue(const std::string& id, const std::string& fields);
  void AddParticipant(const std::string& id, const std::string& fields);
  void AddGroup(const std::string& id, const std::string& fields);
  void AddSession(const std::string& id, const std::string& fields);

  // Builds and puts the build in force; gives the version.
  v1::VisitTimetable Timetable(const std::string& build_id = "b");
  // The version in force.
  v1::VisitTimetable InForce();
  // Releases the version in force; gives the release.
  v1::Release Release();
  // Reports the events (JSON list) and waits for the end of the search.
  v1::Disruption Disrupt(const std::string& id, const std::string& events);
  // Sets the clock to a local time of the visit (summer time).
  void SetTime(int day, int hour, int minute);

 private:
  struct Empty {};
  explicit VisitWorld(Empty) {}
  // What every one of these worlds begins with.
  static const FilledFolder& Filled();
  void Fill();
};

// {"name": "regions/em/reviews/lin<tail>"}, and the same with "parent".
std::string Named(const std::string& tail);
std::string Below(const std::string& members = "");

// The placement as MoveSession takes it.
std::string AsJson(const v1::Placement& placement);
// The window that a session of `minutes` fills there, as JSON.
std::string WindowOf(const v1::Placement& placement, int minutes);

// The placement of a session, by id; an empty one when it has none.
v1::Placement PlaceOf(const v1::Timetable& timetable, const std::string& session);

}  // namespace peerchallenge::scheduling
