#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace peerchallenge::documents {

enum class Direction { kRightwards, kLeftwards };

// What each glyph of a shaped run stands for, so that the text can be read back from a PDF. A
// cluster is the smallest stretch of text and of glyphs that belong together: of its glyphs, in
// logical order, each gets one character and the last one the rest. Glyphs beyond the number of
// characters get U+200B, as none may stand for nothing.
//
// `text` is that of the run in logical order; `clusters` has, for each glyph from left to right,
// the byte at which its cluster begins: rising, or falling where the run is written leftwards. Text
// before the first cluster stands for nothing.
std::vector<std::string> TextsOfGlyphs(std::string_view text, absl::Span<const size_t> clusters,
                                       Direction direction);

}  // namespace peerchallenge::documents
