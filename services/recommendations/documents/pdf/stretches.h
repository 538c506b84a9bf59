#pragma once

#include <string_view>
#include <vector>

namespace peerchallenge::documents {

// How long a stretch may be, and a word in it, in bytes; a few more where characters must not be
// parted.
inline constexpr size_t kMostStretchBytes = 4096;
inline constexpr size_t kMostWordBytes = 512;

// A text in stretches that are laid out as if each were a paragraph: the time that Pango takes
// grows with the square of a paragraph's length, and its measures end at two million points. Almost
// all paragraphs are one stretch. One ends behind a space or, in a word that no line can hold,
// between two of its characters. At least one, which may be empty.
std::vector<std::string_view> StretchesOf(std::string_view text);

}  // namespace peerchallenge::documents
