#include "services/peerchallenge/plan_run.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::cli {

namespace v1 = scheduling::v1;

ExitCode PlanExitCode(const v1::Plan& plan) {
  switch (plan.state()) {
    case v1::Plan::STATE_INFEASIBLE:
      return ExitCode::kInfeasible;
    case v1::Plan::STATE_NOT_FOUND:
      return ExitCode::kNotFound;
    case v1::Plan::STATE_INTERRUPTED:
    case v1::Plan::STATE_FAILED:
      return ExitCode::kFailed;
    default:
      return ExitCode::kOk;
  }
}

absl::StatusOr<std::string> NewestPlan(Client& client, const std::string& programme) {
  v1::ListPlansRequest request;
  request.set_parent(programme);
  std::string newest;
  do {
    const auto page = client.Call<v1::ListPlansResponse>("ProgrammeService/ListPlans", request);
    if (!page.ok()) return page.status();
    if (!page->plans().empty()) newest = page->plans().rbegin()->name();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  if (newest.empty()) return errors::NotFound(absl::StrCat(programme, "/plans/"));
  return newest;
}

absl::StatusOr<v1::Plan> PlanRun::PlanInForce(const std::string& programme) {
  v1::GetProgrammeRequest request;
  request.set_name(programme);
  const auto found = client_.Call<v1::Programme>("ProgrammeService/GetProgramme", request);
  if (!found.ok()) return found.status();
  if (found->adopted_plan().empty()) return v1::Plan();
  v1::GetPlanRequest get;
  get.set_name(found->adopted_plan());
  return client_.Call<v1::Plan>("ProgrammeService/GetPlan", get);
}

absl::StatusOr<v1::Plan> PlanRun::Start(const std::string& programme, const StartOptions& options) {
  if (options.unless_adopted) {
    auto in_force = PlanInForce(programme);
    if (!in_force.ok() || !in_force->name().empty()) return in_force;
  }
  v1::StartPlanRequest request;
  request.set_parent(programme);
  request.set_request_id(client_.NewRequestId());
  request.set_ignore_incumbent(options.from_scratch);
  *request.mutable_options() = ToMessage(options.search);
  auto plan = client_.Call<v1::Plan>("ProgrammeService/StartPlan", request);
  if (!plan.ok() || !(options.watch || options.adopt)) return plan;
  plan = Watch(plan->name());
  if (!plan.ok() || !options.adopt || plan->state() != v1::Plan::STATE_SUCCEEDED) return plan;
  return Adopt(*plan);
}

absl::StatusOr<v1::Plan> PlanRun::Adopt(const v1::Plan& plan) {
  v1::AdoptPlanRequest request;
  request.set_name(plan.name());
  request.set_etag(plan.etag());
  request.set_request_id(client_.NewRequestId());
  return client_.Call<v1::Plan>("ProgrammeService/AdoptPlan", request);
}

absl::StatusOr<v1::Plan> PlanRun::Watch(const std::string& name) {
  return WatchSearch<v1::Plan, v1::WatchPlanRequest>(watcher_, "ProgrammeService/WatchPlan", name);
}

}  // namespace peerchallenge::cli
