#include "services/scheduling/planning/search/progress.h"

#include <utility>

namespace peerchallenge::scheduling::planning {
namespace {

constexpr absl::Duration kInterval = absl::Milliseconds(100);

}  // namespace

Progress::Progress(const Budget& budget, Listener listener)
    : budget_(budget), listener_(std::move(listener)) {}

void Progress::SetCost(int64_t cost) { state_.set_best_cost(cost); }

void Progress::SetBound(int64_t bound) { state_.set_bound(bound); }

void Progress::Tell() {
  if (!listener_) return;
  const absl::Duration elapsed = budget_.Elapsed();
  if (elapsed < next_) return;
  next_ = elapsed + kInterval;
  listener_(Now());
}

v1::SolveProgress Progress::Now() const {
  v1::SolveProgress now = state_;
  const int64_t nanoseconds = absl::ToInt64Nanoseconds(budget_.Elapsed());
  now.mutable_elapsed()->set_seconds(nanoseconds / 1'000'000'000);
  now.mutable_elapsed()->set_nanos(static_cast<int32_t>(nanoseconds % 1'000'000'000));
  return now;
}

}  // namespace peerchallenge::scheduling::planning
