#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/observability/log.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/context.h"

namespace peerchallenge::scheduling {

struct PlanRunnerOptions {
  int max_running = 2;  // plans that this process works on at once
  // A process that has not been heard of for this long is gone, and its plans are INTERRUPTED.
  absl::Duration lease = absl::Seconds(15);
};

// Runs the plans of this process, one thread each, and keeps the plan resources true: progress
// while they run, one of the final states when they end, INTERRUPTED when their process is gone.
// Thread-safe.
class PlanRunner {
 public:
  // `context` and `log` outlive the runner.
  PlanRunner(const Context& context, observability::Log& log, const PlanRunnerOptions& options);
  // Stops what runs; the plans become INTERRUPTED with the best solution so far.
  ~PlanRunner();

  // The name under which this process begins runs (plan_runs.h).
  const std::string& id() const { return id_; }
  bool HasRoom() const;

  // Starts a plan that this process began in a transaction that is committed. Nothing happens when
  // it runs already or has ended.
  void Start(const std::string& plan);
  // Stops a plan if it runs here, and waits until it has ended or `deadline` has come.
  void Cancel(const std::string& plan, absl::Time deadline);

  // To be called about once a second: stores progress, says that this process lives, stops plans
  // that another process was asked to cancel, and ends the plans of processes that are gone.
  absl::Status Tick();

 private:
  struct Run {
    std::stop_source stop;
    bool cancelled = false;  // stopped by someone, not by the end of the process
    v1::SolveProgress progress;
    bool has_news = false;  // progress that is not stored yet
    bool done = false;
    std::thread thread;
  };

  void Work(const std::string& plan, Run& run);
  absl::StatusOr<v1::ProgrammeSolution> Search(const std::string& plan,
                                               const v1::SolveOptions& options, Run& run);
  v1::Plan Solve(const std::string& plan, Run& run, v1::Plan result);
  void Finish(const std::string& plan, const v1::Plan& result);
  absl::Status StoreProgress();
  absl::Status CancelAsAsked();
  absl::Status InterruptAbandoned();
  void JoinDone();

  const Context context_;
  observability::Log& log_;
  const PlanRunnerOptions options_;
  const std::string id_;

  mutable absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<Run>> runs_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

// Whether the plan has ended.
bool IsFinal(const v1::Plan& plan);

}  // namespace peerchallenge::scheduling
