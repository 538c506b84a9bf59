#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/changes/feed.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "services/scheduling/context.h"
#include "services/scheduling/search_runner.h"
#include "services/scheduling/search_slots.h"

namespace peerchallenge::scheduling {

// Answers peerchallenge.scheduling.v1.ProgrammeService (programme.proto says what each method
// promises). Programmes and their views are in programme_service.cc, plans in programme_plans.cc.
class ProgrammeService {
 public:
  // `feed`, `runner` and `slots` outlive the service.
  ProgrammeService(const Context& context, changes::Feed& feed, SearchRunner& runner,
                   SearchSlots& slots)
      : context_(context), feed_(feed), runner_(runner), slots_(slots) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<v1::Programme> CreateProgramme(const rpc::Call& call,
                                                const v1::CreateProgrammeRequest& request);
  absl::StatusOr<v1::Programme> GetProgramme(const rpc::Call& call,
                                             const v1::GetProgrammeRequest& request);
  absl::StatusOr<v1::ListProgrammesResponse> ListProgrammes(
      const rpc::Call& call, const v1::ListProgrammesRequest& request);
  absl::StatusOr<v1::Programme> UpdateProgramme(const rpc::Call& call,
                                                const v1::UpdateProgrammeRequest& request);
  absl::StatusOr<v1::Year> GetYear(const rpc::Call& call, const v1::GetYearRequest& request);
  absl::StatusOr<v1::GiveAndTake> GetGiveAndTake(const rpc::Call& call,
                                                 const v1::GetGiveAndTakeRequest& request);

  absl::StatusOr<v1::Plan> StartPlan(const rpc::Call& call, const v1::StartPlanRequest& request);
  absl::StatusOr<v1::Plan> GetPlan(const rpc::Call& call, const v1::GetPlanRequest& request);
  absl::StatusOr<v1::ListPlansResponse> ListPlans(const rpc::Call& call,
                                                  const v1::ListPlansRequest& request);
  absl::StatusOr<std::unique_ptr<rpc::Stream>> WatchPlan(const rpc::Call& call,
                                                         const v1::WatchPlanRequest& request);
  absl::StatusOr<v1::Plan> CancelPlan(const rpc::Call& call, const v1::CancelPlanRequest& request);
  absl::StatusOr<v1::Plan> AdoptPlan(const rpc::Call& call, const v1::AdoptPlanRequest& request);
  absl::StatusOr<v1::PlanExplanation> ExplainPlan(const rpc::Call& call,
                                                  const v1::ExplainPlanRequest& request);

 private:
  Context context_;
  changes::Feed& feed_;
  SearchRunner& runner_;
  SearchSlots& slots_;
};

}  // namespace peerchallenge::scheduling
