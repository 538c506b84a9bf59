#pragma once

#include "absl/time/time.h"
#include "common/hosting/hosting.h"
#include "services/scheduling/scheduling.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::scheduling {

// Where its store is. On a PostgreSQL database it has the connection's own schema.
inline const hosting::ServiceStore kStore = {.file = "scheduling.db", .schema = ""};

// The flags of scheduling, in whatever process it runs.
struct SchedulingFlags {
  int max_searches = SchedulingOptions().max_searches;
  absl::Duration plan_lease = SearchRunnerOptions().lease;

  // Declares them on `app`; this outlives it.
  void AddTo(CLI::App& app);
  SchedulingOptions ToOptions() const;
};

}  // namespace peerchallenge::scheduling
