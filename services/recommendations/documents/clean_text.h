#pragma once

#include <string>
#include <string_view>

namespace peerchallenge::documents {

// The text as every format can say it, and as a reader sees it: valid UTF-8 in normal form C,
// without spaces at its ends or two in a row.
// - Line breaks, tabs and the like become spaces.
// - Broken bytes, other control characters, private characters and those that will never be any
//   become U+FFFD.
// - Invisible signs go that make a text look other than it is stored (direction overrides and
//   embeddings, soft hyphens, byte order marks). Joiners and direction marks stay.
std::string CleanText(std::string_view text);

}  // namespace peerchallenge::documents
