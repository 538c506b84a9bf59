// The keys of an issuer, as its address or a file gives them.

#include "common/access/key_set.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using peerchallenge::access::Algorithm;
  using peerchallenge::access::KeySet;
  const std::string_view text = peerchallenge::fuzz::Text(data, size);
  for (const auto& keys : {KeySet::FromJwks(text), KeySet::FromPem(text)}) {
    if (!keys.ok()) continue;
    for (const Algorithm algorithm : {Algorithm::kEs256, Algorithm::kRs256, Algorithm::kPs256}) {
      (*keys)->Find("", algorithm);
    }
  }
  return 0;
}
