#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// How a search stands, passed on to whoever asked for it at most ten times a second.
class Progress {
 public:
  using Listener = std::function<void(const v1::SolveProgress&)>;

  // `budget` must outlive the progress; it gives the time. `listener` may be empty.
  Progress(const Budget& budget, Listener listener);

  void SetCost(int64_t cost);
  void SetBound(int64_t bound);
  void SetSteps(int64_t steps) { state_.set_steps(steps); }

  // Tells the listener, if it has not been told of late.
  void Tell();

  // The state now.
  v1::SolveProgress Now() const;

 private:
  const Budget& budget_;
  Listener listener_;
  v1::SolveProgress state_;
  absl::Duration next_ = absl::ZeroDuration();
};

}  // namespace peerchallenge::scheduling::planning
