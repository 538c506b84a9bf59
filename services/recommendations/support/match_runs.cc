// The methods of SupportService on runs.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/changes/run_stream.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/matching/explain.h"
#include "services/recommendations/matching/validate.h"
#include "services/recommendations/names.h"
#include "services/recommendations/support/support_calls.h"
#include "services/recommendations/support/support_service.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::MatchRun;
using validation::FieldChecks;

constexpr absl::Duration kStoreTime = absl::Seconds(10);
constexpr absl::Duration kUsualLimit = absl::Seconds(10);
constexpr absl::Duration kLongestLimit = absl::Minutes(10);
// Runs of one region that may go on at once; they are computed one after the other.
constexpr int kMostRunning = 3;
// Runs of one region that are kept.
constexpr int64_t kMostKept = 100;

absl::Duration LimitOf(const v1::StartMatchRunRequest& request, FieldChecks& checks) {
  if (!request.has_time_limit()) return kUsualLimit;
  const absl::Duration limit = absl::Seconds(request.time_limit().seconds()) +
                               absl::Nanoseconds(request.time_limit().nanos());
  checks.That(limit > absl::ZeroDuration() && limit <= kLongestLimit, "time_limit",
              absl::FormatDuration(limit), "more than 0 s, at most 10 min");
  return limit;
}

// QUOTA_EXCEEDED when as many runs of the region go on as may.
absl::Status CheckRoom(Transaction& tx, const Context& context, const std::string& region) {
  const auto running = context.store.support.runs.All(
      tx, {{"parent", region}, {"state", static_cast<int64_t>(MatchRun::STATE_RUNNING)}});
  if (!running.ok()) return running.status();
  if (running->size() < kMostRunning) return absl::OkStatus();
  return errors::QuotaExceeded(
      "match_runs", absl::StrCat(running->size(), " runs of the region go on, the most that may"),
      absl::Seconds(1));
}

std::vector<v1::OfferAskPair> PairsOf(const MatchRun& run) {
  std::vector<v1::OfferAskPair> pairs;
  for (const v1::PairExplanation& chosen : run.pairs()) {
    v1::OfferAskPair& pair = pairs.emplace_back();
    pair.set_offer(chosen.offer());
    pair.set_ask(chosen.ask());
  }
  return pairs;
}

}  // namespace

absl::StatusOr<MatchRun> SupportService::StartMatchRun(const rpc::Call& call,
                                                       const v1::StartMatchRunRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  if (!request.match_run_id().empty()) checks.Id("match_run_id", request.match_run_id());
  const absl::Duration limit = LimitOf(request, checks);
  absl::Status valid = checks.Result();
  if (valid.ok()) valid = matching::ValidateWeights("weights", request.weights());
  if (!valid.ok()) return valid;
  MatchRun run;
  run.set_name(absl::StrCat(request.parent(), "/matchRuns/",
                            request.match_run_id().empty()
                                ? environment::NewUuidV7(context_.clock, context_.random)
                                : request.match_run_id()));
  run.set_state(MatchRun::STATE_RUNNING);
  *run.mutable_weights() = request.has_weights() ? request.weights() : DefaultWeights();
  auto started = MutateReached<MatchRun>(
      context_, call, request, InRegion(context_, call, request.parent()),
      [&](Transaction& tx, const Viewer&) -> absl::StatusOr<MatchRun> {
        absl::Status status = CheckRoom(tx, context_, request.parent());
        if (!status.ok()) return status;
        auto stored = resources::InsertStamped(tx, context_, context_.store.support.runs, run);
        if (!stored.ok()) return stored;
        status = context_.store.support.DeleteOldRuns(tx, request.parent(), kMostKept);
        if (status.ok()) status = runner_.Begin(tx, run.name());
        if (!status.ok()) return status;
        return stored;
      });
  if (started.ok()) runner_.Start(started->name(), limit);
  return started;
}

absl::StatusOr<MatchRun> SupportService::GetMatchRun(const rpc::Call& call,
                                                     const v1::GetMatchRunRequest& request) {
  return ReadReached<MatchRun>(context_, call, InRegion(context_, call, request.name()),
                               [&](Transaction& tx, const Viewer&) {
                                 return context_.store.support.runs.Get(tx, request.name());
                               });
}

absl::StatusOr<v1::ListMatchRunsResponse> SupportService::ListMatchRuns(
    const rpc::Call& call, const v1::ListMatchRunsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  resources::ListQuery query = resources::QueryFor(call, request);
  query.order_by = "listed";
  using Response = v1::ListMatchRunsResponse;
  return ReadReached<Response>(context_, call, InRegion(context_, call, request.parent()),
                               [&](Transaction& tx, const Viewer&) {
                                 return resources::ToResponse(
                                     context_.store.support.runs.List(tx, query, resources::kAll),
                                     &Response::mutable_match_runs, [](MatchRun run) {
                                       run.clear_pairs();
                                       run.clear_unmatched();
                                       return run;
                                     });
                               });
}

absl::StatusOr<std::unique_ptr<rpc::Stream>> SupportService::WatchMatchRun(
    const rpc::Call& call, const v1::WatchMatchRunRequest& request) {
  const auto may = [context = context_, call, name = request.name()] {
    return context.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) -> absl::Status {
      const auto caller = relations::WithStoredGrants(tx, context.relations, call.caller);
      if (!caller.ok()) return caller.status();
      const auto viewer = IdentifyViewer(tx, context, *caller);
      if (!viewer.ok()) return viewer.status();
      return CheckRegionReached(tx, context, *viewer, call.permission, name);
    });
  };
  return changes::WatchRun<MatchRun>(feed_, request.name(), may, [&] {
    v1::GetMatchRunRequest get;
    get.set_name(request.name());
    return GetMatchRun(call, get);
  });
}

absl::StatusOr<MatchRun> SupportService::CancelMatchRun(const rpc::Call& call,
                                                        const v1::CancelMatchRunRequest& request) {
  auto run =
      MutateReached<MatchRun>(context_, call, request, InRegion(context_, call, request.name()),
                              [&](Transaction& tx, const Viewer&) -> absl::StatusOr<MatchRun> {
                                const auto& table = context_.store.support.runs;
                                auto stored = table.Get(tx, request.name());
                                if (!stored.ok() || stored->state() != MatchRun::STATE_RUNNING)
                                  return stored;
                                stored->set_state(MatchRun::STATE_CANCELLED);
                                resources::SetUpdateTime(context_.clock, *stored);
                                *stored->mutable_end_time() = stored->update_time();
                                if (absl::Status status = table.Update(tx, *stored); !status.ok())
                                  return status;
                                return stored;
                              });
  if (run.ok()) runner_.Stop(run->name());
  return run;
}

absl::StatusOr<v1::ExplainMatchRunResponse> SupportService::ExplainMatchRun(
    const rpc::Call& call, const v1::ExplainMatchRunRequest& request) {
  v1::MatchProblem problem;
  const auto run =
      ReadReached<MatchRun>(context_, call, InRegion(context_, call, request.name()),
                            [&](Transaction& tx, const Viewer&) -> absl::StatusOr<MatchRun> {
                              auto found = FindSucceeded(tx, context_, request.name());
                              if (!found.ok()) return found;
                              auto kept = context_.store.support.ProblemOf(tx, request.name());
                              if (!kept.ok()) return kept.status();
                              problem = *std::move(kept);
                              return found;
                            });
  if (!run.ok()) return run.status();
  auto pairs = matching::ExplainSubject(problem, PairsOf(*run), request.subject(),
                                        {call.deadline - absl::Now(), call.cancelled});
  if (!pairs.ok()) return pairs.status();
  v1::ExplainMatchRunResponse response;
  response.mutable_pairs()->Assign(pairs->begin(), pairs->end());
  return response;
}

}  // namespace peerchallenge::recommendations
