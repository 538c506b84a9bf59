#pragma once

#include <string_view>
#include <vector>

#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "services/evidence/search/query.h"

namespace peerchallenge::evidence {

// The longest passage that is shown, in bytes.
inline constexpr size_t kLongestSnippet = 300;

// The passage of `text` with the most different terms of the query, then the most of all, then the
// earliest; whole words, with what was looked for marked. Of a text in which nothing was found, its
// beginning.
std::vector<v1::SnippetPiece> SnippetOf(std::string_view text, const TextQuery& query);

}  // namespace peerchallenge::evidence
