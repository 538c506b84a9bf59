#include "common/access/in_process_accounts.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace peerchallenge::access {
namespace {

constexpr char kPrefix[] = "in-process:";
constexpr size_t kPrefixBytes = sizeof(kPrefix) - 1;

bool SameBytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

InProcessAccounts::InProcessAccounts(environment::RandomSource& random) { random.Fill(key_); }

std::string InProcessAccounts::TokenOf(const std::string& service) const {
  std::array<uint8_t, EVP_MAX_MD_SIZE> mac = {};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const uint8_t*>(service.data()), service.size(), mac.data(), &size);
  const absl::string_view bytes(reinterpret_cast<const char*>(mac.data()), size);
  return absl::StrCat(kPrefix, service, ":", absl::BytesToHexString(bytes));
}

std::optional<Caller> InProcessAccounts::CallerOf(const rpc::Credentials& credentials) const {
  const std::string_view token = credentials.bearer_token;
  if (!credentials.in_process || !token.starts_with(kPrefix)) return std::nullopt;
  const size_t end = token.find(':', kPrefixBytes);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string service(token.substr(kPrefixBytes, end - kPrefixBytes));
  if (!SameBytes(token, TokenOf(service))) return std::nullopt;
  return Caller{.subject = absl::StrCat(kPrefix, service), .grants = {{.role = v1::ROLE_SERVICE}}};
}

}  // namespace peerchallenge::access
