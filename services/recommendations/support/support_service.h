#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/changes/feed.h"
#include "common/observability/log.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/stream.h"
#include "peerchallenge/recommendations/v1/support.pb.h"
#include "services/recommendations/context.h"
#include "services/recommendations/scheduling_peer.h"
#include "services/recommendations/support/match_runner.h"

namespace peerchallenge::recommendations {

// Answers peerchallenge.recommendations.v1.SupportService. Offers are in offers.cc, asks in
// asks.cc, runs in match_runs.cc and adopting.cc, matches in support_matches.cc, agreements in
// agreements.cc.
class SupportService {
 public:
  // All outlive it.
  SupportService(const Context& context, const SchedulingPeer& scheduling, changes::Feed& feed,
                 observability::Log& log, const MatchRunnerOptions& options)
      : context_(context), feed_(feed), runner_(context, scheduling, log, options) {}

  void Register(rpc::MethodRegistry& registry);

  // What is done about once a second: proposals whose time is over lapse, runs are kept true.
  absl::Status Tick();

  absl::StatusOr<v1::Offer> CreateOffer(const rpc::Call& call,
                                        const v1::CreateOfferRequest& request);
  absl::StatusOr<v1::Offer> GetOffer(const rpc::Call& call, const v1::GetOfferRequest& request);
  absl::StatusOr<v1::ListOffersResponse> ListOffers(const rpc::Call& call,
                                                    const v1::ListOffersRequest& request);
  absl::StatusOr<v1::Offer> UpdateOffer(const rpc::Call& call,
                                        const v1::UpdateOfferRequest& request);

  absl::StatusOr<v1::Ask> CreateAsk(const rpc::Call& call, const v1::CreateAskRequest& request);
  absl::StatusOr<v1::Ask> GetAsk(const rpc::Call& call, const v1::GetAskRequest& request);
  absl::StatusOr<v1::ListAsksResponse> ListAsks(const rpc::Call& call,
                                                const v1::ListAsksRequest& request);
  absl::StatusOr<v1::Ask> UpdateAsk(const rpc::Call& call, const v1::UpdateAskRequest& request);

  absl::StatusOr<v1::MatchRun> StartMatchRun(const rpc::Call& call,
                                             const v1::StartMatchRunRequest& request);
  absl::StatusOr<v1::MatchRun> GetMatchRun(const rpc::Call& call,
                                           const v1::GetMatchRunRequest& request);
  absl::StatusOr<v1::ListMatchRunsResponse> ListMatchRuns(const rpc::Call& call,
                                                          const v1::ListMatchRunsRequest& request);
  absl::StatusOr<std::unique_ptr<rpc::Stream>> WatchMatchRun(
      const rpc::Call& call, const v1::WatchMatchRunRequest& request);
  absl::StatusOr<v1::MatchRun> CancelMatchRun(const rpc::Call& call,
                                              const v1::CancelMatchRunRequest& request);
  absl::StatusOr<v1::AdoptMatchRunResponse> AdoptMatchRun(const rpc::Call& call,
                                                          const v1::AdoptMatchRunRequest& request);
  absl::StatusOr<v1::ExplainMatchRunResponse> ExplainMatchRun(
      const rpc::Call& call, const v1::ExplainMatchRunRequest& request);

  absl::StatusOr<v1::SupportMatch> GetSupportMatch(const rpc::Call& call,
                                                   const v1::GetSupportMatchRequest& request);
  absl::StatusOr<v1::ListSupportMatchesResponse> ListSupportMatches(
      const rpc::Call& call, const v1::ListSupportMatchesRequest& request);
  absl::StatusOr<v1::SupportMatch> AnswerSupportMatch(const rpc::Call& call,
                                                      const v1::AnswerSupportMatchRequest& request);
  absl::StatusOr<v1::SupportMatch> ProposeAgreement(const rpc::Call& call,
                                                    const v1::ProposeAgreementRequest& request);
  absl::StatusOr<v1::SupportMatch> ConfirmAgreement(const rpc::Call& call,
                                                    const v1::ConfirmAgreementRequest& request);
  absl::StatusOr<v1::SupportMatch> EndSupportMatch(const rpc::Call& call,
                                                   const v1::EndSupportMatchRequest& request);
  absl::StatusOr<v1::SupportMatch> RecordSupportOutcome(
      const rpc::Call& call, const v1::RecordSupportOutcomeRequest& request);

 private:
  const Context context_;
  changes::Feed& feed_;
  MatchRunner runner_;
};

}  // namespace peerchallenge::recommendations
