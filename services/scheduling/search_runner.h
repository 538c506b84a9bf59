#pragma once

#include <map>
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
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/context.h"
#include "services/scheduling/search_kind.h"
#include "services/scheduling/search_slots.h"

namespace peerchallenge::scheduling {

struct SearchRunnerOptions {
  // A process that has not been heard of for this long is gone, and its searches are INTERRUPTED.
  absl::Duration lease = absl::Seconds(15);
  // Of the searches of one parent that have ended and may go (SearchKind::DropOldest), how many
  // stay.
  size_t most_finished = 100;
};

// The kinds of searches by the collection that their resources are in: "plans".
using SearchKinds = std::map<std::string, std::unique_ptr<SearchKind>>;

// Runs the searches of this process (plans, builds, disruptions), each on a thread of its own,
// which a planner may have share its work with another, and keeps their resources true: progress
// while they run, one of the final states when they end, INTERRUPTED when their process is gone.
// Thread-safe.
class SearchRunner {
 public:
  // `context`, `slots` and `log` outlive the runner.
  SearchRunner(const Context& context, SearchKinds kinds, SearchSlots& slots,
               observability::Log& log, const SearchRunnerOptions& options);
  // Stops what runs; the searches become INTERRUPTED with the best solution so far.
  ~SearchRunner();

  // In the transaction that creates a search's resource: keeps its problem, the search is this
  // process's to run, and of its elders those go that are too many.
  absl::Status Begin(storage::Transaction& tx, const std::string& name,
                     const google::protobuf::Message& problem) const;
  // Starts a search that was begun in a transaction that is committed. Nothing happens when it runs
  // already or has ended. Without a slot (the search was begun by a call that this one repeats),
  // also when another process has begun it or no slot is free for nobody's searches.
  void Start(const std::string& name, SearchSlot slot);
  // Stops a search if it runs here, and waits until it has ended or `deadline` has come.
  void Cancel(const std::string& name, absl::Time deadline);

  // To be called about once a second: stores progress, says that this process lives, stops searches
  // that another process was asked to cancel, and ends those of processes that are gone.
  absl::Status Tick();

 private:
  struct Run {
    SearchSlot slot;  // until the search is over
    std::stop_source stop;
    bool cancelled = false;  // stopped by someone, not by the end of the process
    v1::SolveProgress progress;
    bool has_news = false;  // progress that is not stored yet
    bool done = false;
    std::thread thread;
  };

  const SearchKind& KindOf(const std::string& name) const;
  int Running() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsBegunHere(const std::string& name) const;
  void Work(const std::string& name, Run& run);
  SearchEnd Search(const std::string& name, const v1::SolveOptions& options, Run& run);
  void Finish(const std::string& name, const SearchEnd& end);
  absl::Status StoreProgress();
  absl::Status CancelAsAsked();
  absl::Status InterruptAbandoned();
  void JoinDone();

  const Context context_;
  const SearchKinds kinds_;
  SearchSlots& slots_;
  observability::Log& log_;
  const SearchRunnerOptions options_;
  const std::string id_;  // the name under which this process begins runs (search_runs.h)

  mutable environment::Mutex mutex_;
  environment::ConditionVariable ended_;  // a run is done
  std::map<std::string, std::unique_ptr<Run>> runs_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace peerchallenge::scheduling
