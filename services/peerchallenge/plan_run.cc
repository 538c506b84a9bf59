#include "services/peerchallenge/plan_run.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;

constexpr absl::Duration kBetweenTries = absl::Milliseconds(500);
constexpr int kMostLostStreams = 20;

void SetDuration(absl::Duration duration, google::protobuf::Duration& out) {
  const int64_t nanos = absl::ToInt64Nanoseconds(duration);
  out.set_seconds(nanos / 1'000'000'000);
  out.set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
}

absl::Duration TimeLimitOf(const v1::Plan& plan) {
  const auto& limit = plan.options().time_limit();
  return plan.options().has_time_limit()
             ? absl::Seconds(limit.seconds()) + absl::Nanoseconds(limit.nanos())
             : StartOptions().time_limit;
}

absl::Status LeftRunning(const std::string& name) {
  return errors::Make(
      errors::v1::ERROR_REASON_CANCELLED,
      absl::StrCat(name, " goes on; 'peerchallenge plan watch ", name, "' shows it again"));
}

}  // namespace

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
  SetDuration(options.time_limit, *request.mutable_options()->mutable_time_limit());
  request.mutable_options()->set_seed(options.seed);
  request.mutable_options()->set_step_limit(options.step_limit);
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
  v1::Plan last;
  absl::Status status;
  for (int lost = 0; lost < kMostLostStreams; ++lost) {
    status = ReadStream(name, last);
    if (interrupt_.requested()) return LeftRunning(name);
    if (status.ok()) return last;
    const bool has_begun = !last.name().empty();
    if (!absl::IsUnavailable(status) || !has_begun) break;
    absl::SleepFor(kBetweenTries);
    if (absl::Status connected = client_.Reconnect(); !connected.ok()) return connected;
  }
  return client_.Explained(status);
}

absl::Status PlanRun::ReadStream(const std::string& name, v1::Plan& last) {
  v1::WatchPlanRequest request;
  request.set_name(name);
  auto reader = client_.Stream<v1::Plan>("ProgrammeService/WatchPlan", request, interrupt_.token());
  if (!reader.ok()) return reader.status();
  std::optional<ProgressDisplay> display;
  absl::Status status;
  for (;;) {
    auto plan = reader->Next();
    status = plan.status();
    if (!status.ok() || !plan->has_value()) break;
    last = **std::move(plan);
    if (!display) display.emplace(console_, TimeLimitOf(last), mode_);
    if (last.state() == v1::Plan::STATE_RUNNING) display->Show(last.progress());
  }
  if (display) display->Done();
  return status;
}

}  // namespace peerchallenge::cli
