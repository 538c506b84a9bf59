#include "services/scheduling/planner_service.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/channel_stream.h"
#include "common/validation/field_checks.h"
#include "google/protobuf/util/time_util.h"
#include "services/scheduling/planning/programme.h"
#include "services/scheduling/planning/timetable.h"
#include "services/scheduling/planning/timetable_validate.h"
#include "services/scheduling/planning/validate.h"
#include "services/scheduling/programme_checks.h"

namespace peerchallenge::scheduling {
namespace {

using google::protobuf::util::TimeUtil;

// Messages that may wait for a slow client; progress beyond them replaces older progress.
constexpr size_t kQueuedMessages = 4;
// What is kept of the call's deadline for sending the answer.
constexpr absl::Duration kTimeToAnswer = absl::Milliseconds(300);

planning::SolveControl ControlOf(const v1::SolveOptions& options, absl::Time deadline) {
  planning::SolveControl control;
  const auto limit = absl::Milliseconds(TimeUtil::DurationToMilliseconds(options.time_limit()));
  control.time_limit = std::min(limit, deadline - absl::Now() - kTimeToAnswer);
  control.seed = options.seed();
  control.step_limit = options.step_limit();
  return control;
}

struct ProgrammeSearch {
  using Problem = v1::ProgrammeProblem;
  using Request = v1::SolveProgrammeRequest;
  using Response = v1::SolveProgrammeResponse;
  static constexpr auto kValidate = planning::ValidateProgramme;
  static constexpr auto kSolve = planning::SolveProgramme;
};

struct TimetableSearch {
  using Problem = v1::TimetableProblem;
  using Request = v1::SolveTimetableRequest;
  using Response = v1::SolveTimetableResponse;
  static constexpr auto kValidate = planning::ValidateTimetable;
  static constexpr auto kSolve = planning::SolveTimetable;
};

template <typename Kind>
absl::Status Search(const typename Kind::Problem& problem, const v1::SolveOptions& options,
                    absl::Time deadline, rpc::ChannelStream::Writer& writer) {
  planning::SolveControl control = ControlOf(options, deadline);
  control.stop = writer.stop();
  control.on_progress = [&writer](const v1::SolveProgress& progress) {
    auto message = std::make_unique<typename Kind::Response>();
    *message->mutable_progress() = progress;
    writer.PushOrReplace(std::move(message));
  };
  auto solution = Kind::kSolve(problem, control);
  if (!solution.ok()) return solution.status();
  auto message = std::make_unique<typename Kind::Response>();
  *message->mutable_solution() = *std::move(solution);
  // In the place of progress that nobody has read, so that a search ends for a client that does
  // not.
  writer.PushOrReplace(std::move(message));
  return absl::OkStatus();
}

}  // namespace

template <typename Kind>
absl::StatusOr<std::unique_ptr<rpc::Stream>> PlannerService::Start(
    const rpc::Call& call, const typename Kind::Request& request) {
  v1::SolveOptions options = request.options();
  validation::FieldChecks checks;
  CheckOptions(options, "options", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  FillDefaults(options);
  if (absl::Status status = Kind::kValidate(request.problem()); !status.ok()) {
    return status;
  }
  struct Job {
    typename Kind::Problem problem;
    SearchSlot slot;
  };
  auto job = std::make_shared<Job>();
  if (absl::Status status = slots_.Take(call.caller.subject, job->slot); !status.ok())
    return status;
  job->problem = request.problem();
  return std::make_unique<rpc::ChannelStream>(
      kQueuedMessages, [job = std::move(job), options,
                        deadline = call.deadline](rpc::ChannelStream::Writer& writer) {
        return Search<Kind>(job->problem, options, deadline, writer);
      });
}

absl::StatusOr<std::unique_ptr<rpc::Stream>> PlannerService::SolveProgramme(
    const rpc::Call& call, const v1::SolveProgrammeRequest& request) {
  return Start<ProgrammeSearch>(call, request);
}

absl::StatusOr<std::unique_ptr<rpc::Stream>> PlannerService::SolveTimetable(
    const rpc::Call& call, const v1::SolveTimetableRequest& request) {
  return Start<TimetableSearch>(call, request);
}

void PlannerService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.PlannerService");
  methods.Stream("SolveProgramme", this, &PlannerService::SolveProgramme);
  methods.Stream("SolveTimetable", this, &PlannerService::SolveTimetable);
}

}  // namespace peerchallenge::scheduling
