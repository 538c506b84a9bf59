#include "common/text/empty_words.h"

#include <algorithm>
#include <array>

namespace peerchallenge::text {
namespace {

// Sorted.
constexpr auto kEmptyWords = std::to_array<std::string_view>(
    {"a",     "all",  "also",  "an",   "and",   "ani",   "are",  "as",   "at",    "be",
     "been",  "both", "but",   "by",   "can",   "could", "do",   "doe",  "each",  "for",
     "from",  "has",  "have",  "how",  "if",    "in",    "into", "is",   "it",    "may",
     "more",  "most", "must",  "no",   "not",   "of",    "on",   "or",   "s",     "should",
     "so",    "such", "than",  "that", "the",   "their", "them", "then", "there", "these",
     "they",  "this", "those", "to",   "veri",  "was",   "were", "what", "when",  "where",
     "which", "who",  "will",  "with", "would", "you",   "your"});
static_assert(std::is_sorted(kEmptyWords.begin(), kEmptyWords.end()));

}  // namespace

bool IsEmptyWord(std::string_view stem) {
  return std::binary_search(kEmptyWords.begin(), kEmptyWords.end(), stem);
}

}  // namespace peerchallenge::text
