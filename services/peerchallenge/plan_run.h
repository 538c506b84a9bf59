#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/progress.h"
#include "services/peerchallenge/search_watch.h"

namespace peerchallenge::cli {

struct StartOptions {
  SearchOptions search;
  bool from_scratch = false;
  bool watch = false;
  bool adopt = false;  // watches too
  bool unless_adopted = false;
};

// A plan on a server, from its start to its adoption. `client`, `console` and `interrupt` outlive
// it.
class PlanRun {
 public:
  PlanRun(Client& client, Console& console, const Interrupt& interrupt, ProgressDisplay::Mode mode)
      : client_(client), watcher_{client, console, interrupt, mode, "plan watch"} {}

  // Starts a plan and gives it as it then stands: running, ended (with `watch`), adopted (with
  // `adopt`, where there is a solution), or the plan in force already (with `unless_adopted`).
  absl::StatusOr<scheduling::v1::Plan> Start(const std::string& programme,
                                             const StartOptions& options);

  // Shows progress until the plan has ended; takes a lost connection up again. CANCELLED after
  // Ctrl-C.
  absl::StatusOr<scheduling::v1::Plan> Watch(const std::string& name);

 private:
  absl::StatusOr<scheduling::v1::Plan> PlanInForce(const std::string& programme);
  absl::StatusOr<scheduling::v1::Plan> Adopt(const scheduling::v1::Plan& plan);

  Client& client_;
  const SearchWatcher watcher_;
};

// kOk for a plan that runs, has a solution or was cancelled; else why there is none.
ExitCode PlanExitCode(const scheduling::v1::Plan& plan);

// The name of a programme's newest plan. RESOURCE_NOT_FOUND when it has none.
absl::StatusOr<std::string> NewestPlan(Client& client, const std::string& programme);

}  // namespace peerchallenge::cli
