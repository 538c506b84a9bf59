// Any text that is searched or compared.

#include <cstdlib>

#include "common/text/words.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = peerchallenge::fuzz::Text(data, size);
  size_t end = 0;
  for (const auto& word : peerchallenge::text::WordsOf(text)) {
    if (word.begin < end || word.end <= word.begin || word.end > size || word.stem.empty()) abort();
    end = word.end;
  }
  peerchallenge::text::Folded(text);
  return 0;
}
