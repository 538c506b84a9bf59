#pragma once

#include <string_view>

namespace peerchallenge::text {

// Whether a word says nothing of what an English text is about ("the", "should"), by its stem
// (words.h).
bool IsEmptyWord(std::string_view stem);

}  // namespace peerchallenge::text
