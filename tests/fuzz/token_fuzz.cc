// What a caller shows as a token: as it comes, and as the three parts that its lines are.

#include <cstdlib>
#include <string>

#include "common/access/jwt.h"
#include "tests/fuzz/bytes.h"

namespace {

// A key of P-256 (RFC 7515, A.3) and one for RSA (A.2).
constexpr char kKeys[] =
    R"({"keys":[{"kty":"EC","kid":"e","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},{"kty":"RSA","kid":"r","n":)"
    R"("ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR)"
    R"(T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB)"
    R"(dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9ia)"
    R"(GNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}]})";

void Read(const std::string& token) {
  namespace access = peerchallenge::access;
  static const auto* const keys =
      new std::shared_ptr<const access::KeySet>(*access::KeySet::FromJwks(kKeys));
  const auto jwt = access::ParseJwt(token);
  if (!jwt.ok()) return;
  if (!json_is_object(jwt->claims.get())) abort();
  const access::PublicKey* key = (*keys)->Find(jwt->kid, jwt->algorithm);
  // Nobody has signed anything with these keys here.
  if (key != nullptr && access::VerifySignature(token, *key).ok()) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest = peerchallenge::fuzz::Text(data, size);
  Read(std::string(rest));
  std::string token;
  for (const char* dot : {"", ".", "."}) {
    token +=
        dot + peerchallenge::access::EncodeBase64Url(peerchallenge::fuzz::TakeUntil(rest, '\n'));
  }
  Read(token);
  return 0;
}
