#include "common/rpc/outcome.h"

#include <array>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"

namespace peerchallenge::rpc {
namespace {

using errors::ErrorReason;
using errors::v1::ERROR_REASON_CANCELLED;
using errors::v1::ERROR_REASON_DATA_CORRUPT;
using errors::v1::ERROR_REASON_DEADLINE_EXCEEDED;
using errors::v1::ERROR_REASON_DRAINING;
using errors::v1::ERROR_REASON_INTERNAL;
using errors::v1::ERROR_REASON_UNSPECIFIED;

std::string_view View(absl::string_view text) { return {text.data(), text.size()}; }

std::string_view ReasonName(const absl::Status& status) {
  constexpr absl::string_view kPrefix = "ERROR_REASON_";
  if (status.ok()) return "";
  return View(absl::StripPrefix(errors::v1::ErrorReason_Name(errors::ReasonOf(status)), kPrefix));
}

std::string_view CodeName(absl::StatusCode code) {
  static const auto* names = [] {
    auto* list = new std::array<std::string, 17>;
    for (size_t i = 0; i < list->size(); ++i) {
      (*list)[i] = absl::StatusCodeToString(static_cast<absl::StatusCode>(i));
    }
    return list;
  }();
  return (*names)[static_cast<size_t>(code)];
}

}  // namespace

absl::Status Presentable(const absl::Status& status, const Call& call, observability::Log& log) {
  if (status.ok()) return status;
  const ErrorReason reason = errors::ReasonOf(status);
  if (reason == ERROR_REASON_UNSPECIFIED) {
    if (absl::IsCancelled(status))
      return errors::Make(ERROR_REASON_CANCELLED, "the call was cancelled");
    if (absl::IsDeadlineExceeded(status)) {
      return errors::Make(ERROR_REASON_DEADLINE_EXCEEDED, "the call's deadline has passed");
    }
  } else if (reason != ERROR_REASON_INTERNAL && reason != ERROR_REASON_DATA_CORRUPT) {
    return status;
  }
  const bool damaged = reason == ERROR_REASON_DATA_CORRUPT;
  const absl::string_view message = status.message();
  log.Error(damaged ? "a call met damaged data" : "a call met a defect",
            {{"method", call.method},
             {"request_id", call.request_id},
             {"code", CodeName(status.code())},
             {"error", View(message)}});
  return errors::Make(damaged ? ERROR_REASON_DATA_CORRUPT : ERROR_REASON_INTERNAL,
                      absl::StrCat(damaged ? "stored data is damaged" : "a defect of the server",
                                   "; its log has the details under the request id"),
                      {{"request_id", call.request_id}});
}

absl::Status Audited(const ServedMethod& served, const Call& call, const absl::Status& outcome) {
  const ServerEnvironment& environment = served.runtime.environment;
  const absl::Status recorded =
      Guarded([&] { return environment.guard.Record(call, served.method.access, outcome); });
  return recorded.ok() ? outcome : Presentable(recorded, call, environment.log);
}

absl::Status WhyCancelled(const Runtime& runtime, const Call& call) {
  if (runtime.draining.load()) return errors::Make(ERROR_REASON_DRAINING, "the server is stopping");
  if (absl::Now() >= call.deadline) {  // by the clock that gRPC goes by
    return errors::Make(ERROR_REASON_DEADLINE_EXCEEDED, "the call's deadline has passed");
  }
  return errors::Make(ERROR_REASON_CANCELLED, "the caller went away");
}

void RecordEnd(const ServedMethod& served, const Call& call, const absl::Status& status,
               std::chrono::steady_clock::time_point started) {
  const absl::Duration duration = absl::FromChrono(std::chrono::steady_clock::now() - started);
  served.metrics.Ended(status.code(), duration);
  observability::Log& log = served.runtime.environment.log;
  if (!log.Shows(observability::Level::kInfo)) return;
  log.Info("call", {{"method", call.method},
                    {"code", CodeName(status.code())},
                    {"reason", ReasonName(status)},
                    {"milliseconds", absl::ToDoubleMilliseconds(duration)},
                    {"request_id", call.request_id},
                    {"traceparent", call.traceparent}});
}

}  // namespace peerchallenge::rpc
