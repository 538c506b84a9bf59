#include "common/rpc/admission.h"

#include <chrono>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/rpc/outcome.h"
#include "common/rpc/request_metadata.h"

namespace peerchallenge::rpc {
namespace {

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

absl::Status CheckDraining(const Runtime& runtime) {
  if (!runtime.draining.load(std::memory_order_relaxed)) return absl::OkStatus();
  return errors::Make(errors::v1::ERROR_REASON_DRAINING, "the server is stopping");
}

absl::Status Authenticate(const grpc::CallbackServerContext& context, const Runtime& runtime,
                          Call& call) {
  Credentials credentials{.bearer_token = call.bearer_token,
                          .certificate_names = {},
                          .peer = call.peer,
                          .method = call.method,
                          .request_id = call.request_id,
                          .in_process = IsInProcess(context)};
  if (runtime.options.tls) credentials.certificate_names = CertificateNamesOf(context);
  const ServerEnvironment& environment = runtime.environment;
  absl::StatusOr<access::Caller> caller =
      Guarded([&] { return environment.authenticator.Authenticate(credentials); });
  if (!caller.ok()) return caller.status();
  call.caller = *std::move(caller);
  return absl::OkStatus();
}

// Ends an admission of which `status` has come so far.
Admission CheckPermission(const ServedMethod& served, const Call& call, absl::Status status) {
  const ServerEnvironment& environment = served.runtime.environment;
  bool refused = false;
  if (status.ok()) {
    status = Guarded([&] { return environment.guard.Admit(call, served.method.access); });
    refused = !status.ok();
  }
  return {.status = Presentable(status, call, environment.log), .to_be_audited = refused};
}

}  // namespace

void ReadHeaders(grpc::CallbackServerContext& context, const ServedMethod& served, Call& call) {
  const ServerEnvironment& environment = served.runtime.environment;
  call.method = served.method.name;
  call.permission = served.method.access.permission();
  call.deadline = DeadlineOf(context);
  call.peer = context.peer();
  call.traceparent = TraceparentOf(context);
  call.bearer_token = BearerTokenOf(context);
  call.request_id = RequestIdOf(context);
  if (call.request_id.empty()) {
    call.request_id = environment::NewUuidV7(environment.clock, environment.random);
  }
  context.AddInitialMetadata(kRequestIdKey, call.request_id);
}

Admission Admit(const grpc::CallbackServerContext& context, const ServedMethod& served,
                size_t request_bytes, Call& call) {
  const Runtime& runtime = served.runtime;
  absl::Status status = CheckDraining(runtime);
  if (status.ok()) status = CheckDeadline(runtime, call);
  if (status.ok()) status = CheckSize(runtime, request_bytes);
  if (status.ok()) status = Authenticate(context, runtime, call);
  if (status.ok() && !runtime.environment.authenticator.AddKnownGrants(call.caller)) {
    return {.status = absl::OkStatus(), .unfinished = true};
  }
  return CheckPermission(served, call, std::move(status));
}

Admission FinishAdmission(const ServedMethod& served, Call& call) {
  return CheckPermission(
      served, call, Guarded([&] {
        return served.runtime.environment.authenticator.AddStoredGrants(call.caller);
      }));
}

absl::Status CheckSize(const Runtime& runtime, size_t bytes) {
  const size_t limit = runtime.options.max_request_bytes;
  if (bytes <= limit) return absl::OkStatus();
  return errors::Make(
      errors::v1::ERROR_REASON_REQUEST_TOO_LARGE,
      absl::StrCat("the request has ", bytes, " bytes, wanted at most ", limit),
      {{"limit_bytes", absl::StrCat(limit)}, {"actual_bytes", absl::StrCat(bytes)}});
}

absl::Status CheckDeadline(const Runtime& runtime, const Call& call) {
  if (call.deadline == absl::InfiniteFuture() || runtime.environment.clock.Now() < call.deadline) {
    return absl::OkStatus();
  }
  return errors::Make(errors::v1::ERROR_REASON_DEADLINE_EXCEEDED, "the call's deadline has passed");
}

}  // namespace peerchallenge::rpc
