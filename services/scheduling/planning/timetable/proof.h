#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/timetable/model.h"

namespace peerchallenge::scheduling::planning::timetable {

// What is known about the existence of a timetable. Only mandatory sessions can prevent one.
struct Proof {
  enum class Verdict { kOpen, kInfeasible };
  Verdict verdict = Verdict::kOpen;
  std::vector<int> suspects;  // with kInfeasible: positions in the problem of sessions that are
                              // enough for it
};

// The part of the model that matters for a proof: its mandatory sessions, with each way as short as
// the shortest detour over another session and lunch wherever the time between two sessions
// suffices, so that what does not fit never fits better with more sessions. It has a timetable if
// the model has one.
Model Core(const Model& model);

// Proves by looking at single sessions, at their order, and at how much of a room's, a group's or
// the team's time they need. `core` comes from Core().
Proof ProveByCounting(const Model& core, Budget& budget);

// Proves by complete search for a timetable of some of the core's sessions alone, looking at a
// session, a time and a venue up to `work_limit` times.
Proof ProveBySearch(const Model& core, const std::vector<int>& sessions, int64_t work_limit,
                    Budget& budget);

}  // namespace peerchallenge::scheduling::planning::timetable
