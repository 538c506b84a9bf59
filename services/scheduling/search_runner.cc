#include "services/scheduling/search_runner.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/base/internal/raw_logging.h"
#include "absl/time/clock.h"
#include "common/environment/uuid.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/scheduling/search_runs.h"

namespace peerchallenge::scheduling {
namespace {

using google::protobuf::util::TimeUtil;

// How often storing a result is tried before the search is left to be INTERRUPTED.
constexpr int kStoreAttempts = 5;

SearchEnd::Kind EndOf(v1::SolveOutcome outcome) {
  switch (outcome) {
    case v1::SOLVE_OUTCOME_OPTIMAL:
    case v1::SOLVE_OUTCOME_FEASIBLE:
      return SearchEnd::Kind::kSolved;
    case v1::SOLVE_OUTCOME_INFEASIBLE:
      return SearchEnd::Kind::kInfeasible;
    case v1::SOLVE_OUTCOME_NOT_FOUND:
      return SearchEnd::Kind::kNotFound;
    default:
      return SearchEnd::Kind::kFailed;
  }
}

// Whether stopping the search can have changed nothing.
bool IsProven(const SearchEnd& end) {
  return end.kind == SearchEnd::Kind::kInfeasible || end.kind == SearchEnd::Kind::kFailed ||
         (end.solved && end.solved->outcome == v1::SOLVE_OUTCOME_OPTIMAL);
}

}  // namespace

SearchRunner::SearchRunner(const Context& context, SearchKinds kinds, SearchSlots& slots,
                           observability::Log& log, const SearchRunnerOptions& options)
    : context_(context),
      kinds_(std::move(kinds)),
      slots_(slots),
      log_(log),
      options_(options),
      id_(environment::NewUuidV7(context.clock, context.random)) {}

SearchRunner::~SearchRunner() {
  std::map<std::string, std::unique_ptr<Run>> runs;
  {
    environment::MutexLock lock(mutex_);
    stopping_ = true;
    for (auto& [name, run] : runs_) run->stop.request_stop();
    while (Running() > 0) ended_.Wait(lock);
    runs = std::move(runs_);
  }
  for (auto& [name, run] : runs) run->thread.join();
}

const SearchKind& SearchRunner::KindOf(const std::string& name) const {
  // ".../plans/p" -> "plans"
  const std::string parent = validation::ParentOf(name);
  const size_t begin = parent.empty() ? 0 : parent.size() + 1;
  const auto found = kinds_.find(name.substr(begin, name.rfind('/') - begin));
  ABSL_RAW_CHECK(found != kinds_.end(), "a search of a kind that this runner does not have");
  return *found->second;
}

int SearchRunner::Running() const {
  int running = 0;
  for (const auto& [name, run] : runs_) running += run->done ? 0 : 1;
  return running;
}

absl::Status SearchRunner::Begin(storage::Transaction& tx, const std::string& name,
                                 const google::protobuf::Message& problem) const {
  absl::Status dropped =
      KindOf(name).DropOldest(tx, validation::ParentOf(name), options_.most_finished);
  if (!dropped.ok()) return dropped;
  if (absl::Status status = SaveProblem(tx, name, problem); !status.ok()) return status;
  if (absl::Status status = TouchRunner(tx, id_, context_.clock.Now()); !status.ok()) return status;
  return BeginRun(tx, name, id_);
}

void SearchRunner::Start(const std::string& name, SearchSlot slot) {
  if (slot == nullptr && (!IsBegunHere(name) || !slots_.Take("", slot).ok())) return;
  const environment::MutexLock lock(mutex_);
  if (stopping_ || runs_.contains(name)) return;
  auto& run = runs_[name] = std::make_unique<Run>();
  run->slot = std::move(slot);
  run->thread = std::thread([this, name, &run = *run] { Work(name, run); });
}

bool SearchRunner::IsBegunHere(const std::string& name) const {
  bool here = false;
  const absl::Status status =
      context_.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
        const auto runs = RunsOf(tx, id_);
        here = runs.ok() && std::find(runs->begin(), runs->end(), name) != runs->end();
        return runs.status();
      });
  return status.ok() && here;
}

void SearchRunner::Cancel(const std::string& name, absl::Time deadline) {
  const auto patience =
      environment::SteadyAfter(std::max(deadline - absl::Now(), absl::ZeroDuration()));
  environment::MutexLock lock(mutex_);
  auto run = runs_.find(name);
  if (run == runs_.end()) return;
  run->second->cancelled = true;
  run->second->stop.request_stop();
  while (run != runs_.end() && !run->second->done && ended_.WaitUntil(lock, patience)) {
    run = runs_.find(name);
  }
}

void SearchRunner::Work(const std::string& name, Run& run) {
  std::optional<v1::SolveOptions> options;
  absl::Status status =
      context_.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
        auto running = KindOf(name).Running(tx, name);
        if (!running.ok()) return running.status();
        options = *std::move(running);
        return absl::OkStatus();
      });
  // A run that was begun for a request that was already answered has ended long ago.
  std::optional<SearchEnd> end;
  if (status.ok() && options) end = Search(name, *options, run);
  run.slot.reset();  // first: who is told of the end may start the next search at once
  if (end) Finish(name, *end);
  const environment::MutexLock lock(mutex_);
  run.done = true;
  ended_.NotifyAll();
}

SearchEnd SearchRunner::Search(const std::string& name, const v1::SolveOptions& options, Run& run) {
  planning::SolveControl control;
  control.time_limit = absl::Milliseconds(TimeUtil::DurationToMilliseconds(options.time_limit()));
  control.seed = options.seed();
  control.step_limit = options.step_limit();
  control.stop = run.stop.get_token();
  control.on_progress = [this, &run](const v1::SolveProgress& progress) {
    const environment::MutexLock lock(mutex_);
    run.progress = progress;
    run.has_news = true;
  };
  absl::StatusOr<Solved> solved = KindOf(name).Solve(name, control);
  SearchEnd end;
  if (solved.ok()) {
    end.kind = EndOf(solved->outcome);
    end.solved = *std::move(solved);
  } else {
    end.error = std::string(solved.status().message());
  }
  const environment::MutexLock lock(mutex_);
  run.has_news = false;
  if (run.stop.stop_requested() && !IsProven(end)) {
    end.kind = run.cancelled ? SearchEnd::Kind::kCancelled : SearchEnd::Kind::kInterrupted;
  }
  return end;
}

void SearchRunner::Finish(const std::string& name, const SearchEnd& end) {
  absl::Status status;
  for (int attempt = 0; attempt < kStoreAttempts; ++attempt) {
    status = context_.database.Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
      if (absl::Status ended = EndRun(tx, name); !ended.ok()) return ended;
      return KindOf(name).SaveEnd(tx, name, end);
    });
    if (!absl::IsUnavailable(status)) break;
  }
  if (!status.ok()) {
    log_.Error("search_result_not_stored", {{"error", std::string(status.message())}});
  }
}

absl::Status SearchRunner::Tick() {
  JoinDone();
  if (absl::Status status = StoreProgress(); !status.ok()) return status;
  if (absl::Status status = CancelAsAsked(); !status.ok()) return status;
  return InterruptAbandoned();
}

void SearchRunner::JoinDone() {
  std::vector<std::unique_ptr<Run>> done;
  {
    const environment::MutexLock lock(mutex_);
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

absl::Status SearchRunner::StoreProgress() {
  std::map<std::string, v1::SolveProgress> news;
  bool running = false;
  {
    const environment::MutexLock lock(mutex_);
    running = !runs_.empty();
    for (auto& [name, run] : runs_) {
      if (run->has_news) news[name] = run->progress;
      run->has_news = false;
    }
  }
  if (!running) return absl::OkStatus();
  return context_.database.Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
    for (const auto& [name, progress] : news) {
      if (absl::Status status = KindOf(name).SaveProgress(tx, name, progress); !status.ok()) {
        return status;
      }
    }
    return TouchRunner(tx, id_, context_.clock.Now());
  });
}

absl::Status SearchRunner::CancelAsAsked() {
  std::vector<std::string> asked;
  absl::Status status =
      context_.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
        auto runs = RunsToCancel(tx, id_);
        if (!runs.ok()) return runs.status();
        asked = *std::move(runs);
        return absl::OkStatus();
      });
  for (const std::string& name : asked) Cancel(name, absl::InfinitePast());
  return status;
}

absl::Status SearchRunner::InterruptAbandoned() {
  const absl::Time since = context_.clock.Now() - options_.lease;
  std::vector<std::string> abandoned;
  absl::Status status =
      context_.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
        auto runs = AbandonedRuns(tx, since);
        if (!runs.ok()) return runs.status();
        abandoned = *std::move(runs);
        return absl::OkStatus();
      });
  if (!status.ok() || abandoned.empty()) return status;
  return context_.database.Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
    auto runs = AbandonedRuns(tx, since);
    if (!runs.ok()) return runs.status();
    for (const std::string& name : *runs) {
      SearchEnd end;
      end.kind = SearchEnd::Kind::kInterrupted;
      if (absl::Status saved = KindOf(name).SaveEnd(tx, name, end); !saved.ok()) return saved;
      if (absl::Status ended = EndRun(tx, name); !ended.ok()) return ended;
    }
    return ForgetRunners(tx, since);
  });
}

}  // namespace peerchallenge::scheduling
