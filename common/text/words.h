#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace peerchallenge::text {

// A word of a text: where it stands, in bytes, and the form in which words are compared.
struct Word {
  size_t begin = 0;
  size_t end = 0;
  std::string stem;
};

// The words of a text, in order: runs of letters, digits and what joins with them (Unicode
// categories L, N and M); every other sign parts words. Two words are the same when they differ in
// case, accents, width or English endings only (Unicode compatibility decomposition without marks,
// case folded; the Snowball stemmer for English). Bytes that are no UTF-8 part words. A word of
// more than 100 bytes is compared by its first 100.
std::vector<Word> WordsOf(std::string_view text);

// The same words, where endings matter: `stem` is a word without case and accents.
std::vector<Word> UnstemmedWordsOf(std::string_view text);

// A text as the stems of its words, in order.
using Stems = std::vector<std::string>;
Stems StemsOf(std::string_view text);

// A text without case, accents and runs of spaces, to compare names; words keep their endings.
std::string Folded(std::string_view text);

}  // namespace peerchallenge::text
