#include "services/evidence/search/snippet.h"

#include <algorithm>
#include <string>

#include "common/text/words.h"

namespace peerchallenge::evidence {
namespace {

constexpr size_t kNoTerm = static_cast<size_t>(-1);

bool Matches(const std::vector<text::Word>& words, size_t at, const TextQuery::Term& term) {
  if (at + term.stems.size() > words.size()) return false;
  for (size_t i = 0; i < term.stems.size(); ++i) {
    const std::string& stem = words[at + i].stem;
    const bool last = i + 1 == term.stems.size();
    if (last && term.beginning ? stem.compare(0, term.stems[i].size(), term.stems[i]) != 0
                               : stem != term.stems[i]) {
      return false;
    }
  }
  return true;
}

// What was found, word by word.
struct Finds {
  std::vector<size_t> terms;  // of which term the word is a part, or kNoTerm
  std::vector<bool> begins;   // whether a find begins with it
};

Finds FindAll(const std::vector<text::Word>& words, const TextQuery& query) {
  Finds finds{std::vector<size_t>(words.size(), kNoTerm), std::vector<bool>(words.size(), true)};
  for (size_t at = 0; at < words.size(); ++at) {
    for (size_t t = 0; t < query.wanted.size(); ++t) {
      if (!Matches(words, at, query.wanted[t])) continue;
      for (size_t i = 0; i < query.wanted[t].stems.size(); ++i) {
        finds.terms[at + i] = t;
        finds.begins[at + i] = i == 0;
      }
    }
  }
  return finds;
}

// Words first to last, both included.
struct Window {
  size_t first = 0;
  size_t last = 0;
};

// The best window that fits, by terms of its words; found by moving both of its ends on.
Window BestWindow(const std::vector<text::Word>& words, const std::vector<size_t>& terms,
                  size_t term_count) {
  std::vector<int> occurs(term_count, 0);
  size_t different = 0, all = 0;
  Window best;
  std::pair<size_t, size_t> best_score = {0, 0};
  size_t first = 0;
  for (size_t last = 0; last < words.size(); ++last) {
    if (terms[last] != kNoTerm) {
      if (occurs[terms[last]]++ == 0) ++different;
      ++all;
    }
    while (first < last && words[last].end - words[first].begin > kLongestSnippet) {
      if (terms[first] != kNoTerm) {
        if (--occurs[terms[first]] == 0) --different;
        --all;
      }
      ++first;
    }
    const std::pair<size_t, size_t> score = {different, all};
    if (last == 0 || score > best_score) {
      best = {first, last};
      best_score = score;
    }
  }
  return best;
}

// Widens the window by words on both sides in turn, as long as it fits.
void Widen(const std::vector<text::Word>& words, Window& window) {
  bool grew = true;
  while (grew) {
    grew = false;
    if (window.last + 1 < words.size() &&
        words[window.last + 1].end - words[window.first].begin <= kLongestSnippet) {
      ++window.last;
      grew = true;
    }
    if (window.first > 0 &&
        words[window.last].end - words[window.first - 1].begin <= kLongestSnippet) {
      --window.first;
      grew = true;
    }
  }
}

void Add(std::string_view text, bool matched, std::vector<v1::SnippetPiece>& pieces) {
  if (text.empty()) return;
  if (pieces.empty() || pieces.back().matched() != matched) {
    pieces.emplace_back().set_matched(matched);
  }
  pieces.back().mutable_text()->append(text);
}

// The first bytes, whole characters only.
std::string_view Beginning(std::string_view text) {
  size_t end = std::min(text.size(), kLongestSnippet);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace

std::vector<v1::SnippetPiece> SnippetOf(std::string_view text, const TextQuery& query) {
  std::vector<v1::SnippetPiece> pieces;
  const std::vector<text::Word> words = text::WordsOf(text);
  if (words.empty()) {
    Add(Beginning(text), false, pieces);
    return pieces;
  }
  const auto [terms, begins] = FindAll(words, query);
  Window window = BestWindow(words, terms, query.wanted.size());
  Widen(words, window);
  for (size_t i = window.first; i <= window.last; ++i) {
    const text::Word& word = words[i];
    // Of a word that alone is too long, its beginning.
    const std::string_view shown = window.first == window.last
                                       ? Beginning(text.substr(word.begin, word.end - word.begin))
                                       : text.substr(word.begin, word.end - word.begin);
    Add(shown, terms[i] != kNoTerm, pieces);
    if (i == window.last) break;
    // What stands between two words of one find belongs to it.
    const bool within = terms[i] != kNoTerm && terms[i] == terms[i + 1] && !begins[i + 1];
    Add(text.substr(word.end, words[i + 1].begin - word.end), within, pieces);
  }
  return pieces;
}

}  // namespace peerchallenge::evidence
