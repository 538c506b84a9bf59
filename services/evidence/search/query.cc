#include "services/evidence/search/query.h"

#include <algorithm>
#include <utility>

#include "common/text/words.h"

namespace peerchallenge::evidence {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Adds each word of a piece without quotation marks as a term of its own.
void AddWords(std::string_view piece, std::vector<TextQuery::Term>& terms) {
  for (text::Word& word : text::WordsOf(piece)) {
    const bool beginning = word.end < piece.size() && piece[word.end] == '*';
    terms.push_back({{std::move(word.stem)}, beginning});
  }
}

void AddPhrase(std::string_view piece, std::vector<TextQuery::Term>& terms) {
  TextQuery::Term term;
  for (text::Word& word : text::WordsOf(piece)) term.stems.push_back(std::move(word.stem));
  if (!term.stems.empty()) terms.push_back(std::move(term));
}

}  // namespace

TextQuery ParseQuery(std::string_view text) {
  TextQuery query;
  size_t at = 0;
  while (at < text.size()) {
    if (IsSpace(text[at])) {
      ++at;
      continue;
    }
    const bool unwanted = text[at] == '-';
    if (unwanted) ++at;
    auto& terms = unwanted ? query.unwanted : query.wanted;
    if (at < text.size() && text[at] == '"') {
      const size_t end = std::min(text.find('"', at + 1), text.size());
      AddPhrase(text.substr(at + 1, end - at - 1), terms);
      at = end + 1;
      continue;
    }
    size_t end = at;
    while (end < text.size() && !IsSpace(text[end]) && text[end] != '"') ++end;
    AddWords(text.substr(at, end - at), terms);
    at = end;
  }
  return query;
}

}  // namespace peerchallenge::evidence
