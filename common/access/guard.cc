#include "common/access/guard.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/base/internal/raw_logging.h"
#include "common/access/roles.h"
#include "common/access/stored_grant.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::access {
namespace {

// How long an answer waits for its audit entry; not the call's deadline, since what is done must be
// told.
constexpr absl::Duration kWriteLimit = absl::Seconds(5);

// The region of the resource that the call names, or else the one that all of the caller's grants
// lie in; empty when there is no such one.
std::string RegionOf(const rpc::Call& call) {
  std::string named = validation::RegionOf(call.resource);
  if (!named.empty() && named != kAllRegions) return named;
  const Caller& caller = call.caller;
  std::string region = caller.grants.empty() ? "" : caller.grants.front().region;
  for (const Grant& grant : caller.grants) {
    if (grant.region != region) return "";
  }
  return region;
}

void AddStored(const std::vector<Grant>& stored, Caller& caller) {
  caller.grants.insert(caller.grants.end(), stored.begin(), stored.end());
  caller.stored_grants = stored.size();
}

bool IsRefusal(const absl::Status& outcome) {
  return outcome.code() == absl::StatusCode::kPermissionDenied ||
         outcome.code() == absl::StatusCode::kUnauthenticated;
}

}  // namespace

Guard::Guard(const GuardParts& parts, std::vector<CertificateRule> certificates)
    : parts_(parts), certificates_(std::move(certificates)) {
  ABSL_RAW_CHECK(!parts_.audits.empty(), "a server hosts a service, which has an audit log");
}

absl::StatusOr<Caller> Guard::Authenticate(const rpc::Credentials& credentials) {
  absl::StatusOr<Caller> caller = Identify(credentials);
  if (!caller.ok()) {
    if (IsRefusal(caller.status())) {
      AuditOf(credentials.method)
          .recorder.Add({.time = parts_.clock.Now(),
                         .method = std::string(credentials.method),
                         .peer = std::string(credentials.peer),
                         .request_id = std::string(credentials.request_id),
                         .code = caller.status().code(),
                         .reason = errors::ReasonOf(caller.status())});
    }
  }
  return caller;
}

bool Guard::AddKnownGrants(Caller& caller) {
  const std::optional<std::vector<Grant>> known = parts_.grants.KnownGrantsOf(caller.subject);
  if (known) AddStored(*known, caller);
  return known.has_value();
}

absl::Status Guard::AddStoredGrants(Caller& caller) {
  const absl::StatusOr<std::vector<Grant>> stored = parts_.grants.GrantsOf(caller.subject);
  if (!stored.ok()) return stored.status();
  AddStored(*stored, caller);
  return absl::OkStatus();
}

absl::Status Guard::CheckCurrent(const Caller& caller) {
  if (parts_.clock.Now() < caller.expires) return absl::OkStatus();
  return errors::Make(errors::v1::ERROR_REASON_TOKEN_EXPIRED,
                      "the token that opened the stream has expired: go on with a new one");
}

absl::StatusOr<Caller> Guard::Identify(const rpc::Credentials& credentials) {
  if (parts_.in_process != nullptr) {
    std::optional<Caller> service = parts_.in_process->CallerOf(credentials);
    if (service) return *std::move(service);
  }
  if (!credentials.bearer_token.empty()) return parts_.tokens.Verify(credentials.bearer_token);
  std::optional<Caller> named = CallerOfCertificate(certificates_, credentials.certificate_names);
  if (named) return *std::move(named);
  return errors::Make(errors::v1::ERROR_REASON_CREDENTIALS_MISSING,
                      credentials.certificate_names.empty()
                          ? "no token came; wanted 'authorization: Bearer <token>'"
                          : "no token came, and the client certificate stands for nobody here");
}

absl::Status Guard::Admit(const rpc::Call& call, const v1::MethodAccess& method_access) {
  return RequireSomewhere(call.caller, method_access.permission());
}

absl::Status Guard::Record(const rpc::Call& call, const v1::MethodAccess& method_access,
                           const absl::Status& outcome) {
  if (!method_access.sensitive() && !IsRefusal(outcome)) return absl::OkStatus();
  const AuditEntry entry{.time = parts_.clock.Now(),
                         .subject = call.caller.subject,
                         .method = call.method,
                         .resource = call.resource,
                         .region = RegionOf(call),
                         .peer = call.peer,
                         .request_id = call.request_id,
                         .code = outcome.code(),
                         .reason = errors::ReasonOf(outcome)};
  const ServiceAudit& audit = AuditOf(call.method);
  if (!outcome.ok()) {
    audit.recorder.Add(entry);
    return absl::OkStatus();
  }
  absl::Status status = audit.log.Append(absl::Now() + kWriteLimit, {&entry, 1});
  if (!status.ok()) audit.recorder.Add(entry);
  return status;
}

const ServiceAudit& Guard::AuditOf(std::string_view method) const {
  for (const ServiceAudit& audit : parts_.audits) {
    if (method.starts_with(audit.package + ".")) return audit;
  }
  return parts_.audits.front();
}

}  // namespace peerchallenge::access
