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
//   embeddings, soft hyphens, byte order marks). Joiners, direction marks and the like stay, at
//   most kMostInvisible in a row.
std::string CleanText(std::string_view text);
inline constexpr int kMostInvisible = 16;  // a flag of emoji needs 7

// Whether the character does its work without being seen: joiners, direction marks, variation
// selectors, tags.
bool IsInvisible(char32_t character);

}  // namespace peerchallenge::documents
