#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace peerchallenge::documents {

// What each glyph of a shaped run stands for, so that the text can be read back from a PDF. A
// cluster is the smallest stretch of text and of glyphs that belong together: of its glyphs, in
// logical order, each gets one character and the last one the rest. Glyphs beyond the number of
// characters get U+200B, as none may stand for nothing.
//
// All is in logical order: `text` is that of the run; `clusters` has, for each glyph, the byte at
// which its cluster begins, never falling. Text before the first cluster stands for nothing.
std::vector<std::string> TextsOfGlyphs(std::string_view text, absl::Span<const size_t> clusters);

}  // namespace peerchallenge::documents
