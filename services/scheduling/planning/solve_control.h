#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"

namespace peerchallenge::scheduling::planning {

// How much is said about a problem that has no solution.
enum class Explaining { kNothing, kConflicts, kRelaxations };

// How far and how to search, and whom to tell.
struct SolveControl {
  // Longest time to work, counted from the call; honoured within 0.2 s. Zero or less ends at once.
  absl::Duration time_limit = absl::Seconds(10);
  // Start of all random choices.
  uint64_t seed = 0;
  // Search steps after which to end, at the next point where the search can (a step of an exact
  // search is worth many); 0 = no limit. The same problem, seed and step limit give the same answer
  // on every machine, as long as neither time nor `stop` ends the search first.
  int64_t step_limit = 0;
  // Ends the work within 0.2 s; the best answer so far is returned.
  std::stop_token stop;
  // Threads to share the work, the caller's among them; the answer does not depend on them. 0 = as
  // many as are of use and the machine has, at most 2.
  int threads = 0;
  // What to say where there is no solution. Relaxations take some seconds of search, where the time
  // limit leaves them.
  Explaining explaining = Explaining::kRelaxations;
  // Called from the solving thread: on a new best answer and while searching, at most ten times a
  // second. May be empty; must not block.
  std::function<void(const v1::SolveProgress&)> on_progress;
};

}  // namespace peerchallenge::scheduling::planning
