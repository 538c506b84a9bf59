#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "peerchallenge/errors/v1/errors.pb.h"

// The one table of errors. Every error that leaves a service is made here: an absl::Status whose
// code follows from its reason and whose payloads are google.rpc details (ErrorInfo always;
// BadRequest, PreconditionFailure or RetryInfo where they say more). common/rpc turns it into a
// gRPC status. Messages name the field, what came and what was wanted.
namespace peerchallenge::errors {

using v1::ErrorReason;

// The domain of every ErrorInfo.
inline constexpr std::string_view kDomain = "peerchallenge";

// Extra facts of an error: shown to the caller as ErrorInfo.metadata.
using Metadata = std::vector<std::pair<std::string, std::string>>;

// An error of any reason; the code is the reason's own. Prefer the named makers below.
absl::Status Make(ErrorReason reason, absl::string_view message, const Metadata& metadata = {});

// One field that is outside what its comment allows.
struct FieldViolation {
  std::string field;   // path as in the proto, for example "review.scope.lines[2].limbs"
  std::string got;     // what came; cut to 100 bytes
  std::string wanted;  // what would have been right
};
// INVALID_ARGUMENT, FIELD_INVALID. `violations` must not be empty; at most 20 are shown.
absl::Status InvalidFields(const std::vector<FieldViolation>& violations);
absl::Status InvalidField(absl::string_view field, absl::string_view got, absl::string_view wanted);

// NOT_FOUND, RESOURCE_NOT_FOUND: also for what the caller may not know of. `name` is the name that
// was asked for.
absl::Status NotFound(absl::string_view name);
// ALREADY_EXISTS, RESOURCE_EXISTS.
absl::Status Exists(absl::string_view name);
// ABORTED, ETAG_MISMATCH.
absl::Status EtagMismatch(absl::string_view name);
// FAILED_PRECONDITION, WRONG_STATE: `name` is in state `is`, this step needs one of `needed` (in
// words).
absl::Status WrongState(absl::string_view name, absl::string_view is, absl::string_view needed);

// FAILED_PRECONDITION, REFERENCE_BROKEN: `message` says what refers to what; `name` is the resource
// that is missing or still referred to.
absl::Status ReferenceBroken(absl::string_view name, absl::string_view message);

// One rule of peer challenge that a request breaks.
struct RuleViolation {
  std::string rule;         // "P5"
  std::string subject;      // resource name
  std::string description;  // in words
};
// FAILED_PRECONDITION, RULE_BROKEN with PreconditionFailure. `violations` must not be empty; at
// most 20 are shown.
absl::Status RulesBroken(const std::vector<RuleViolation>& violations);

// RESOURCE_EXHAUSTED, QUOTA_EXCEEDED: `quota` names what is used up.
absl::Status QuotaExceeded(absl::string_view quota, absl::string_view message);
// The same for a quota that others free again, with RetryInfo.
absl::Status QuotaExceeded(absl::string_view quota, absl::string_view message,
                           absl::Duration retry_after);
// RESOURCE_EXHAUSTED, OVERLOADED, with RetryInfo.
absl::Status Overloaded(absl::Duration retry_after);

// The reason that a status carries; UNSPECIFIED for one that was not made here.
ErrorReason ReasonOf(const absl::Status& status);
// The status code that a reason always comes with.
absl::StatusCode CodeOf(ErrorReason reason);

}  // namespace peerchallenge::errors
