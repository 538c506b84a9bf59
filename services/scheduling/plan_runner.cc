#include "services/scheduling/plan_runner.h"

#include <utility>
#include <vector>

#include "common/environment/uuid.h"
#include "google/protobuf/util/time_util.h"
#include "services/scheduling/plan_runs.h"
#include "services/scheduling/planning/programme.h"

namespace peerchallenge::scheduling {
namespace {

using google::protobuf::util::TimeUtil;

// How often storing a result is tried before the plan is left to be INTERRUPTED.
constexpr int kStoreAttempts = 5;

v1::Plan::State StateOf(v1::SolveOutcome outcome) {
  switch (outcome) {
    case v1::SOLVE_OUTCOME_OPTIMAL:
    case v1::SOLVE_OUTCOME_FEASIBLE:
      return v1::Plan::STATE_SUCCEEDED;
    case v1::SOLVE_OUTCOME_INFEASIBLE:
      return v1::Plan::STATE_INFEASIBLE;
    case v1::SOLVE_OUTCOME_NOT_FOUND:
      return v1::Plan::STATE_NOT_FOUND;
    default:
      return v1::Plan::STATE_FAILED;
  }
}

absl::Status StorePlan(const Context& context, storage::Transaction& tx, v1::Plan plan) {
  SetUpdateTime(context.clock, plan);
  return context.store.plans.Update(tx, plan);
}

}  // namespace

bool IsFinal(const v1::Plan& plan) { return plan.state() != v1::Plan::STATE_RUNNING; }

PlanRunner::PlanRunner(const Context& context, observability::Log& log,
                       const PlanRunnerOptions& options)
    : context_(context),
      log_(log),
      options_(options),
      id_(environment::NewUuidV7(context.clock, context.random)) {}

PlanRunner::~PlanRunner() {
  std::map<std::string, std::unique_ptr<Run>> runs;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    for (auto& [plan, run] : runs_) run->stop.request_stop();
    const auto all_done = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      for (const auto& [plan, run] : runs_) {
        if (!run->done) return false;
      }
      return true;
    };
    mutex_.Await(absl::Condition(&all_done));
    runs = std::move(runs_);
  }
  for (auto& [plan, run] : runs) run->thread.join();
}

bool PlanRunner::HasRoom() const {
  absl::MutexLock lock(&mutex_);
  int running = 0;
  for (const auto& [plan, run] : runs_) running += run->done ? 0 : 1;
  return !stopping_ && running < options_.max_running;
}

void PlanRunner::Start(const std::string& plan) {
  absl::MutexLock lock(&mutex_);
  if (stopping_ || runs_.contains(plan)) return;
  auto& run = runs_[plan] = std::make_unique<Run>();
  run->thread = std::thread([this, plan, &run = *run] { Work(plan, run); });
}

void PlanRunner::Cancel(const std::string& plan, absl::Time deadline) {
  absl::MutexLock lock(&mutex_);
  const auto found = runs_.find(plan);
  if (found == runs_.end()) return;
  found->second->cancelled = true;
  found->second->stop.request_stop();
  const auto ended = [this, &plan]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto run = runs_.find(plan);
    return run == runs_.end() || run->second->done;
  };
  mutex_.AwaitWithDeadline(absl::Condition(&ended), deadline);
}

void PlanRunner::Work(const std::string& plan, Run& run) {
  v1::Plan current;
  absl::Status status =
      context_.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
        auto stored = context_.store.plans.Get(tx, plan);
        if (stored.ok()) current = *std::move(stored);
        return stored.status();
      });
  // A run that was begun for a request that was already answered has ended long ago.
  if (status.ok() && !IsFinal(current)) Finish(plan, Solve(plan, run, std::move(current)));
  absl::MutexLock lock(&mutex_);
  run.done = true;
}

absl::StatusOr<v1::ProgrammeSolution> PlanRunner::Search(const std::string& plan,
                                                         const v1::SolveOptions& options,
                                                         Run& run) {
  v1::ProgrammeProblem problem;
  absl::Status status =
      context_.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
        auto loaded = LoadProblem(tx, plan);
        if (loaded.ok()) problem = *std::move(loaded);
        return loaded.status();
      });
  if (!status.ok()) return status;
  planning::SolveControl control;
  control.time_limit = absl::Milliseconds(TimeUtil::DurationToMilliseconds(options.time_limit()));
  control.seed = options.seed();
  control.step_limit = options.step_limit();
  control.stop = run.stop.get_token();
  control.on_progress = [this, &run](const v1::SolveProgress& progress) {
    absl::MutexLock lock(&mutex_);
    run.progress = progress;
    run.has_news = true;
  };
  return planning::SolveProgramme(problem, control);
}

v1::Plan PlanRunner::Solve(const std::string& plan, Run& run, v1::Plan result) {
  absl::StatusOr<v1::ProgrammeSolution> solution = Search(plan, result.options(), run);
  if (!solution.ok()) {
    result.set_state(v1::Plan::STATE_FAILED);
    result.set_error(std::string(solution.status().message()));
  } else {
    result.set_state(StateOf(solution->outcome()));
    *result.mutable_progress() = solution->progress();
    *result.mutable_solution() = *std::move(solution);
  }
  absl::MutexLock lock(&mutex_);
  run.has_news = false;
  const bool proven = result.solution().outcome() == v1::SOLVE_OUTCOME_OPTIMAL ||
                      result.state() == v1::Plan::STATE_INFEASIBLE ||
                      result.state() == v1::Plan::STATE_FAILED;
  if (run.stop.stop_requested() && !proven) {
    result.set_state(run.cancelled ? v1::Plan::STATE_CANCELLED : v1::Plan::STATE_INTERRUPTED);
  }
  return result;
}

void PlanRunner::Finish(const std::string& plan, const v1::Plan& result) {
  v1::Plan final_plan = result;
  *final_plan.mutable_end_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(context_.clock.Now()));
  absl::Status status;
  for (int attempt = 0; attempt < kStoreAttempts; ++attempt) {
    status = context_.database.Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
      if (absl::Status ended = EndRun(tx, plan); !ended.ok()) return ended;
      return StorePlan(context_, tx, final_plan);
    });
    if (!absl::IsUnavailable(status)) break;
  }
  if (!status.ok()) {
    log_.Error("plan_result_not_stored", {{"error", std::string(status.message())}});
  }
}

absl::Status PlanRunner::Tick() {
  JoinDone();
  if (absl::Status status = StoreProgress(); !status.ok()) return status;
  if (absl::Status status = CancelAsAsked(); !status.ok()) return status;
  return InterruptAbandoned();
}

void PlanRunner::JoinDone() {
  std::vector<std::unique_ptr<Run>> done;
  {
    absl::MutexLock lock(&mutex_);
    for (auto run = runs_.begin(); run != runs_.end();) {
      if (!run->second->done) {
        ++run;
        continue;
      }
      done.push_back(std::move(run->second));
      run = runs_.erase(run);
    }
  }
  for (auto& run : done) run->thread.join();
}

absl::Status PlanRunner::StoreProgress() {
  std::map<std::string, v1::SolveProgress> news;
  bool running = false;
  {
    absl::MutexLock lock(&mutex_);
    running = !runs_.empty();
    for (auto& [plan, run] : runs_) {
      if (run->has_news) news[plan] = run->progress;
      run->has_news = false;
    }
  }
  if (!running) return absl::OkStatus();
  return context_.database.Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
    for (const auto& [name, progress] : news) {
      auto plan = context_.store.plans.Get(tx, name);
      if (!plan.ok()) return plan.status();
      if (IsFinal(*plan)) continue;
      *plan->mutable_progress() = progress;
      if (absl::Status status = StorePlan(context_, tx, *std::move(plan)); !status.ok()) {
        return status;
      }
    }
    return TouchRunner(tx, id_, context_.clock.Now());
  });
}

absl::Status PlanRunner::CancelAsAsked() {
  std::vector<std::string> asked;
  absl::Status status =
      context_.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
        auto runs = RunsToCancel(tx, id_);
        if (runs.ok()) asked = *std::move(runs);
        return runs.status();
      });
  for (const std::string& plan : asked) Cancel(plan, absl::InfinitePast());
  return status;
}

absl::Status PlanRunner::InterruptAbandoned() {
  const absl::Time since = context_.clock.Now() - options_.lease;
  std::vector<std::string> abandoned;
  absl::Status status =
      context_.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
        auto runs = AbandonedRuns(tx, since);
        if (runs.ok()) abandoned = *std::move(runs);
        return runs.status();
      });
  if (!status.ok() || abandoned.empty()) return status;
  return context_.database.Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
    auto runs = AbandonedRuns(tx, since);
    if (!runs.ok()) return runs.status();
    for (const std::string& name : *runs) {
      auto plan = context_.store.plans.Get(tx, name);
      if (!plan.ok()) return plan.status();
      if (!IsFinal(*plan)) {
        plan->set_state(v1::Plan::STATE_INTERRUPTED);
        *plan->mutable_end_time() =
            TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(context_.clock.Now()));
        if (absl::Status stored = StorePlan(context_, tx, *std::move(plan)); !stored.ok()) {
          return stored;
        }
      }
      if (absl::Status ended = EndRun(tx, name); !ended.ok()) return ended;
    }
    return ForgetRunners(tx, since);
  });
}

}  // namespace peerchallenge::scheduling
