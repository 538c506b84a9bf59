#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/recommendations/documents/pdf/fonts.h"

namespace peerchallenge::documents {

// A text as fonts can show it: characters for which they have no sign are U+FFFD.
struct Showable {
  std::string text;
  std::vector<size_t> origins;  // of each byte and of the end: the place in the text it came from
};

// `text` is clean.
Showable ShowableOf(std::string_view text, const Fonts& fonts);

}  // namespace peerchallenge::documents
