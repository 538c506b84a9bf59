#include "common/rpc/request_metadata.h"

#include <algorithm>
#include <cstddef>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "grpcpp/security/auth_context.h"

namespace peerchallenge::rpc {
namespace {

constexpr size_t kMaxRequestIdBytes = 64;
constexpr absl::string_view kBearer = "Bearer ";
// How the transport is secured. What comes over a network or a Unix socket always says it, be it
// "insecure".
constexpr char kTransportSecurity[] = "transport_security_type";

absl::string_view Header(const grpc::ServerContextBase& context, const char* key) {
  const auto& headers = context.client_metadata();
  const auto found = headers.find(key);
  if (found == headers.end()) return {};
  return {found->second.data(), found->second.size()};
}

bool IsRequestIdCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
}

// "00-" 32 hex digits "-" 16 hex digits "-" 2 hex digits, in lower case.
bool IsTraceparent(absl::string_view text) {
  if (text.size() != 55 || !absl::StartsWith(text, "00-")) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 2 || i == 35 || i == 52;
    const bool digit = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (hyphen ? text[i] != '-' : !digit) return false;
  }
  return true;
}

}  // namespace

std::string RequestIdOf(const grpc::ServerContextBase& context) {
  const absl::string_view id = Header(context, kRequestIdKey);
  if (id.size() > kMaxRequestIdBytes || !std::all_of(id.begin(), id.end(), IsRequestIdCharacter))
    return "";
  return std::string(id);
}

std::string TraceparentOf(const grpc::ServerContextBase& context) {
  const absl::string_view text = Header(context, kTraceparentKey);
  return IsTraceparent(text) ? std::string(text) : "";
}

std::string BearerTokenOf(const grpc::ServerContextBase& context) {
  const absl::string_view text = Header(context, kAuthorizationKey);
  if (!absl::StartsWithIgnoreCase(text, kBearer)) return "";
  return std::string(absl::StripAsciiWhitespace(text.substr(kBearer.size())));
}

std::vector<std::string> CertificateNamesOf(const grpc::ServerContextBase& context) {
  std::vector<std::string> names;
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  if (peer == nullptr || !peer->IsPeerAuthenticated()) return names;
  for (const char* property : {"x509_subject_alternative_name", "x509_common_name"}) {
    for (const grpc::string_ref& name : peer->FindPropertyValues(property)) {
      names.emplace_back(name.data(), name.size());
    }
  }
  return names;
}

bool IsInProcess(const grpc::ServerContextBase& context) {
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  return peer != nullptr && peer->FindPropertyValues(kTransportSecurity).empty();
}

}  // namespace peerchallenge::rpc
