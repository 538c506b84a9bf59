#include "services/recommendations/support/match_runner.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/resources/stamped.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/support/interests.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::MatchRun;

// How often storing a result is tried before the run is left to be INTERRUPTED.
constexpr int kStoreAttempts = 5;

void SetResult(const matching::Matching& matching, MatchRun& run) {
  run.set_state(MatchRun::STATE_SUCCEEDED);
  run.set_score(matching.score);
  run.mutable_pairs()->Assign(matching.pairs.begin(), matching.pairs.end());
  run.mutable_unmatched()->Assign(matching.unmatched.begin(), matching.unmatched.end());
}

}  // namespace

MatchRunner::MatchRunner(const Context& context, const SchedulingPeer& scheduling,
                         observability::Log& log, const MatchRunnerOptions& options)
    : context_(context), scheduling_(scheduling), log_(log), options_(options), thread_([this] {
        Work();
      }) {}

MatchRunner::~MatchRunner() {
  {
    const environment::MutexLock lock(mutex_);
    stopping_ = true;
    for (const auto& job : jobs_) job->stop.request_stop();
    work_.NotifyAll();
  }
  thread_.join();
}

absl::Status MatchRunner::Begin(Transaction& tx, const std::string& run) const {
  return context_.store.support.SetSign(tx, run, context_.clock.Now());
}

void MatchRunner::Start(const std::string& run, absl::Duration time_limit) {
  const environment::MutexLock lock(mutex_);
  const bool known =
      std::any_of(jobs_.begin(), jobs_.end(), [&run](const auto& job) { return job->run == run; });
  if (stopping_ || known) return;
  jobs_.push_back(std::make_shared<Job>(Job{run, time_limit}));
  work_.NotifyAll();
}

void MatchRunner::Stop(const std::string& run) {
  const environment::MutexLock lock(mutex_);
  for (const auto& job : jobs_) {
    if (job->run == run) job->stop.request_stop();
  }
}

void MatchRunner::Work() {
  environment::MutexLock lock(mutex_);
  while (true) {
    while (jobs_.empty() && !stopping_) work_.Wait(lock);
    if (jobs_.empty()) return;
    const std::shared_ptr<Job> job = jobs_.front();
    lock.Unlock();
    Compute(*job);
    lock.Lock();
    jobs_.pop_front();
  }
}

void MatchRunner::Compute(Job& job) {
  v1::MatchWeights weights;
  bool running = false;
  absl::Status status =
      context_.database.Read(absl::InfiniteFuture(), [&](Transaction& tx) -> absl::Status {
        const auto run = context_.store.support.runs.Get(tx, job.run);
        if (!run.ok()) return run.status();
        running = run->state() == MatchRun::STATE_RUNNING;
        weights = run->weights();
        return absl::OkStatus();
      });
  if (status.ok() && !running) return;
  const auto computed = status.ok() ? Match(job, weights) : absl::StatusOr<Computed>(status);
  const bool interrupted = job.stop.stop_requested() && !computed.ok();
  for (int attempt = 0; attempt < kStoreAttempts; ++attempt) {
    status = context_.database.Write(absl::InfiniteFuture(), [&](Transaction& tx) {
      return End(tx, job.run, computed, interrupted);
    });
    if (!absl::IsUnavailable(status)) break;
  }
  if (!status.ok()) {
    log_.Error("match_run_not_stored", {{"error", std::string(status.message())}});
  }
}

// Gathers what there is and finds the best matching.
absl::StatusOr<MatchRunner::Computed> MatchRunner::Match(const Job& job,
                                                         const v1::MatchWeights& weights) const {
  const absl::Time end = absl::Now() + job.time_limit;
  const std::string region = validation::ParentOf(job.run);
  const std::stop_token stop = job.stop.get_token();
  Computed computed;
  std::vector<scheduling::v1::Person> people;
  absl::Status status = context_.database.Read(end, [&](Transaction& tx) -> absl::Status {
    auto problem = GatherProblem(tx, context_, region, options_.facts);
    if (!problem.ok()) return problem.status();
    computed.problem = *std::move(problem);
    auto known = context_.relations.PeopleOf(tx, region);
    if (!known.ok()) return known.status();
    people = *std::move(known);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  const auto interests = scheduling_.ListInterests(region, end, stop);
  if (!interests.ok()) return interests.status();
  const auto day = validation::ParseDay(computed.problem.date());
  AddInterests(PairsWithInterests(*interests, people, *day), computed.problem);
  *computed.problem.mutable_weights() = weights;
  auto matching = matching::FindMatching(computed.problem, {end - absl::Now(), stop});
  if (!matching.ok()) return matching.status();
  computed.matching = *std::move(matching);
  return computed;
}

// Stores how a run ended. Nothing happens when that is stored already.
absl::Status MatchRunner::End(Transaction& tx, const std::string& name,
                              const absl::StatusOr<Computed>& computed, bool interrupted) const {
  const SupportStore& store = context_.store.support;
  if (absl::Status status = store.DropSign(tx, name); !status.ok()) return status;
  auto run = store.runs.Get(tx, name);
  if (!run.ok()) return run.status();
  if (run->state() != MatchRun::STATE_RUNNING) return absl::OkStatus();
  if (computed.ok()) {
    SetResult(computed->matching, *run);
    absl::Status kept = store.SaveProblem(tx, name, computed->problem);
    if (!kept.ok()) return kept;
  } else if (interrupted) {
    run->set_state(MatchRun::STATE_INTERRUPTED);
  } else {
    run->set_state(MatchRun::STATE_FAILED);
    run->set_error(std::string(computed.status().message()));
  }
  resources::SetUpdateTime(context_.clock, *run);
  *run->mutable_end_time() = run->update_time();
  return store.runs.Update(tx, *run);
}

absl::Status MatchRunner::Tick() {
  std::vector<std::string> runs;
  {
    const environment::MutexLock lock(mutex_);
    for (const auto& job : jobs_) runs.push_back(job->run);
  }
  std::vector<std::string> ended;
  if (!runs.empty()) {
    const SupportStore& store = context_.store.support;
    absl::Status status =
        context_.database.Write(absl::InfiniteFuture(), [&](Transaction& tx) -> absl::Status {
          ended.clear();
          for (const std::string& name : runs) {
            const auto run = store.runs.Get(tx, name);
            if (!run.ok()) return run.status();
            if (run->state() != MatchRun::STATE_RUNNING) {
              ended.push_back(name);
              continue;
            }
            absl::Status lives = store.SetSign(tx, name, context_.clock.Now());
            if (!lives.ok()) return lives;
          }
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
  }
  for (const std::string& name : ended) Stop(name);
  return EndSilent();
}

// Ends the runs of processes that are gone.
absl::Status MatchRunner::EndSilent() const {
  const SupportStore& store = context_.store.support;
  const absl::Time since = context_.clock.Now() - options_.lease;
  bool any = false;
  absl::Status status =
      context_.database.Read(absl::InfiniteFuture(), [&](Transaction& tx) -> absl::Status {
        const auto silent = store.SilentRuns(tx, since);
        any = silent.ok() && !silent->empty();
        return silent.status();
      });
  if (!status.ok() || !any) return status;
  return context_.database.Write(absl::InfiniteFuture(), [&](Transaction& tx) -> absl::Status {
    const auto silent = store.SilentRuns(tx, since);
    if (!silent.ok()) return silent.status();
    for (const std::string& run : *silent) {
      absl::Status ended = End(tx, run, absl::CancelledError(), true);
      if (!ended.ok()) return ended;
    }
    return absl::OkStatus();
  });
}

}  // namespace peerchallenge::recommendations
