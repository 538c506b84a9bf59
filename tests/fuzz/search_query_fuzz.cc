// What somebody looks for, and behind the first line break a text in which it is looked for.

#include <cstdlib>
#include <string>

#include "services/evidence/search/query.h"
#include "services/evidence/search/snippet.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace evidence = peerchallenge::evidence;
  std::string_view text = peerchallenge::fuzz::Text(data, size);
  const evidence::TextQuery query =
      evidence::ParseQuery(peerchallenge::fuzz::TakeUntil(text, '\n'));
  for (const auto* terms : {&query.wanted, &query.unwanted}) {
    for (const auto& term : *terms) {
      if (term.stems.empty()) abort();
      for (const std::string& stem : term.stems) {
        if (stem.empty()) abort();
      }
    }
  }
  // The passage is one of the text.
  std::string passage;
  for (const auto& piece : evidence::SnippetOf(text, query)) passage += piece.text();
  if (text.find(passage) == std::string_view::npos) abort();
  return 0;
}
