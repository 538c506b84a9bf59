#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/caller.h"
#include "common/rpc/call.h"
#include "peerchallenge/access/v1/access.pb.h"

// The seam between the runtime, which knows calls, and common/access, which knows who may do what.
// common/access implements these two; the runtime calls them for every call, in the order given
// here.
namespace peerchallenge::rpc {

// What a caller showed of its identity. Views live as long as the call of Authenticate().
struct Credentials {
  std::string_view bearer_token = {};  // from "authorization: Bearer ..."; empty if none came
  // Names of the client certificate that TLS has verified (subject alternative names, then the
  // common name); empty without mutual TLS.
  std::vector<std::string> certificate_names = {};
  std::string_view peer = {};        // "ipv4:127.0.0.1:40312", "unix:..."
  std::string_view method = {};      // what is called, for the audit log
  std::string_view request_id = {};  // likewise
  bool in_process = false;           // over Server::InProcess(): from no one but this process
};

// Finds out who is calling. Thread-safe.
class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // The caller by what it showed, or UNAUTHENTICATED (CREDENTIALS_MISSING, TOKEN_INVALID,
  // TOKEN_EXPIRED). Runs on one of the few transport threads, for every call: takes microseconds
  // (remember tokens that were verified), never waits.
  virtual absl::StatusOr<access::Caller> Authenticate(const Credentials& credentials) = 0;

  // Adds the grants that are stored for the caller. False, and nothing is added, where they would
  // have to be waited for: AddStoredGrants() is then asked before anything else is done for the
  // caller. Runs on a transport thread: never waits.
  virtual bool AddKnownGrants(access::Caller& caller) = 0;
  // The same on a worker, where it may wait for the store. An error becomes the call's answer.
  virtual absl::Status AddStoredGrants(access::Caller& caller) = 0;

  // OK while the caller is still who Authenticate() found, otherwise TOKEN_EXPIRED. Asked before
  // each step of a stream that ends with its token (Stream::EndsWithToken). Never waits.
  virtual absl::Status CheckCurrent(const access::Caller& caller) = 0;
};

// Decides whether a caller may use a method at all, and keeps the audit log. Thread-safe.
class MethodGuard {
 public:
  virtual ~MethodGuard() = default;

  // OK, or PERMISSION_DENIED (PERMISSION_MISSING). Asked before the request is parsed, so it says
  // nothing of any resource. Runs on a transport thread, or after AddStoredGrants() on the worker:
  // never waits.
  virtual absl::Status Admit(const Call& call, const access::v1::MethodAccess& method_access) = 0;

  // Writes the call to the audit log: every call that Admit() refused, and every call of a
  // sensitive method with its outcome (of a stream: the outcome of opening it). Runs on a worker
  // before the answer leaves, and may wait for the disk; for a write that succeeds
  // (ServiceMethods::Write) inside that write. An error becomes the call's answer: what cannot be
  // audited is not answered, and such a write is not done.
  virtual absl::Status Record(const Call& call, const access::v1::MethodAccess& method_access,
                              const absl::Status& outcome) = 0;
};

}  // namespace peerchallenge::rpc
