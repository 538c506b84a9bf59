#pragma once

#include <deque>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"
#include "common/observability/log.h"
#include "services/recommendations/context.h"
#include "services/recommendations/matching/matching.h"
#include "services/recommendations/scheduling_peer.h"
#include "services/recommendations/support/match_facts.h"

namespace peerchallenge::recommendations {

struct MatchRunnerOptions {
  MatchFactsOptions facts;
  // A run whose process has not been heard of for this long is INTERRUPTED.
  absl::Duration lease = absl::Seconds(15);
};

// Computes the runs that this process has started, one after the other on a thread of its own, and
// keeps them true: each ends in a state that says what became of it, also when its process is gone.
// Thread-safe.
class MatchRunner {
 public:
  // `context`, `scheduling` and `log` outlive it.
  MatchRunner(const Context& context, const SchedulingPeer& scheduling, observability::Log& log,
              const MatchRunnerOptions& options);
  // Stops what goes on; runs that have no result are INTERRUPTED.
  ~MatchRunner();

  // In the transaction that creates a run: it is this process's to compute.
  absl::Status Begin(storage::Transaction& tx, const std::string& run) const;
  // Computes a run that was begun in a transaction that is committed. One that has ended by then,
  // or is in line already, is left alone.
  void Start(const std::string& run, absl::Duration time_limit);
  // Stops a run that is no longer RUNNING, if it goes on here.
  void Stop(const std::string& run);

  // To be called about once a second: says that this process lives, stops runs that others have
  // cancelled, and ends those of processes that are gone.
  absl::Status Tick();

 private:
  struct Job {
    std::string run;
    absl::Duration time_limit;
    std::stop_source stop = {};
  };
  struct Computed {
    v1::MatchProblem problem;
    matching::Matching matching;
  };

  void Work();
  void Compute(Job& job);
  absl::StatusOr<Computed> Match(const Job& job, const v1::MatchWeights& weights) const;
  absl::Status End(storage::Transaction& tx, const std::string& name,
                   const absl::StatusOr<Computed>& computed, bool interrupted) const;
  absl::Status EndSilent() const;

  const Context context_;
  const SchedulingPeer& scheduling_;
  observability::Log& log_;
  const MatchRunnerOptions options_;

  environment::Mutex mutex_;
  environment::ConditionVariable work_;  // there is a job, or the end has come
  std::deque<std::shared_ptr<Job>> jobs_ ABSL_GUARDED_BY(mutex_);  // the first one is under way
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all others
};

}  // namespace peerchallenge::recommendations
