// Page and resume tokens: as they come, and contents that were sealed by us for something else.

#include <cstdlib>

#include "common/changes/resume_token.h"
#include "common/environment/random.h"
#include "common/resources/number_pages.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace changes = peerchallenge::changes;
  namespace resources = peerchallenge::resources;
  static auto* const random = new peerchallenge::environment::SeededRandom(1);
  static const auto* const sealer = new peerchallenge::storage::Sealer({1, 2, 3}, *random);
  const std::string text(peerchallenge::fuzz::Text(data, size));
  peerchallenge::rpc::Call call;
  call.caller.subject = "somebody";
  call.method = "List";
  // Nobody but the sealer makes tokens, and one for something else is none.
  for (const std::string& token : {text, sealer->Seal(text.substr(0, 1'000), 1'000, "other")}) {
    if (sealer->Unseal(token, "page").has_value() ||
        changes::ReadResumeToken(*sealer, token).has_value() ||
        (resources::NumberPage::Of(*sealer, call, "list", 10, token).ok() && !token.empty())) {
      abort();
    }
  }
  // One's own opens.
  const auto opened = sealer->Unseal(sealer->Seal(text.substr(0, 1'000), 1'000, "page"), "page");
  if (opened != text.substr(0, 1'000)) abort();
  return 0;
}
