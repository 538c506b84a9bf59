#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "grpcpp/server_context.h"

// What the runtime reads from a call's headers. All of it is untrusted: what does not look right is
// as if it had not come.
namespace peerchallenge::rpc {

inline constexpr char kRequestIdKey[] = "x-request-id";
inline constexpr char kTraceparentKey[] = "traceparent";
inline constexpr char kAuthorizationKey[] = "authorization";

// The caller's request id if it is [A-Za-z0-9._-]{1,64}; else empty.
std::string RequestIdOf(const grpc::ServerContextBase& context);
// The W3C trace context if it has the form of version 00; else empty.
std::string TraceparentOf(const grpc::ServerContextBase& context);
// The token of "Bearer <token>"; else empty.
std::string BearerTokenOf(const grpc::ServerContextBase& context);
// The names in the client's certificate: subject alternative names, then the common name. Only with
// mutual TLS, where the handshake has verified them.
std::vector<std::string> CertificateNamesOf(const grpc::ServerContextBase& context);
// Whether the call came over a channel within this process. Clients cannot feign it: it is what the
// transport says of itself.
bool IsInProcess(const grpc::ServerContextBase& context);

}  // namespace peerchallenge::rpc
