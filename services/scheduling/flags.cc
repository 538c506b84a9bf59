#include "services/scheduling/flags.h"

#include <CLI/CLI.hpp>

#include "common/config/options.h"

namespace peerchallenge::scheduling {
namespace {

constexpr char kGroup[] = "Work and limits";
// A process says about once a second that it lives.
constexpr absl::Duration kLeastPlanLease = absl::Seconds(3);

}  // namespace

void SchedulingFlags::AddTo(CLI::App& app) {
  config::AddDuration(app, "--plan-lease", plan_lease,
                      "How long a process may be silent before its plans are INTERRUPTED; the same "
                      "for all processes of a database",
                      kLeastPlanLease)
      ->group(kGroup);
  config::AddNumber(app, "--max-searches", max_searches,
                    "Searches that run at once, of one caller all but one: of plans, builds, "
                    "disruptions, PlannerService and explanations that solve anew",
                    1, 64)
      ->group(kGroup);
}

SchedulingOptions SchedulingFlags::ToOptions() const {
  SchedulingOptions options;
  options.background.lease = plan_lease;
  options.max_searches = max_searches;
  return options;
}

}  // namespace peerchallenge::scheduling
