#include "common/text/words.h"

#include <libstemmer.h>
#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace peerchallenge::text {
namespace {

constexpr size_t kLongestWord = 100;

bool IsAscii(std::string_view text) {
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0x80) != 0) return false;
  }
  return true;
}

bool JoinsWords(utf8proc_int32_t code_point) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

// Case and accents aside.
std::string FoldedWord(std::string_view word) {
  if (IsAscii(word)) {
    std::string lower(word);
    for (char& c : lower) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
  }
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(word.data()),
                   static_cast<utf8proc_ssize_t>(word.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                  UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD));
  if (size < 0) return std::string(word);
  std::string folded(reinterpret_cast<const char*>(mapped), static_cast<size_t>(size));
  std::free(mapped);  // as utf8proc asks
  return folded;
}

std::string StemOf(const std::string& word) {
  struct Delete {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
  };
  thread_local const std::unique_ptr<sb_stemmer, Delete> kStemmer(
      sb_stemmer_new("english", "UTF_8"));
  const sb_symbol* stem =
      sb_stemmer_stem(kStemmer.get(), reinterpret_cast<const sb_symbol*>(word.data()),
                      static_cast<int>(word.size()));
  if (stem == nullptr) return word;  // out of memory
  return std::string(reinterpret_cast<const char*>(stem),
                     static_cast<size_t>(sb_stemmer_length(kStemmer.get())));
}

// The first bytes, whole characters only.
std::string_view Cut(std::string_view word) {
  if (word.size() <= kLongestWord) return word;
  size_t end = kLongestWord;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) --end;
  return word.substr(0, end);
}

// Calls `each(begin, end)` for every run of signs that make words.
template <typename Each>
void EachRun(std::string_view text, Each each) {
  size_t begin = std::string_view::npos;
  size_t at = 0;
  while (at < text.size()) {
    utf8proc_int32_t code_point = -1;
    const utf8proc_ssize_t size =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                         static_cast<utf8proc_ssize_t>(text.size() - at), &code_point);
    const bool joins = size > 0 && JoinsWords(code_point);
    if (joins && begin == std::string_view::npos) begin = at;
    if (!joins && begin != std::string_view::npos) {
      each(begin, at);
      begin = std::string_view::npos;
    }
    at += size > 0 ? static_cast<size_t>(size) : 1;
  }
  if (begin != std::string_view::npos) each(begin, text.size());
}

}  // namespace

std::vector<Word> WordsOf(std::string_view text) {
  std::vector<Word> words;
  EachRun(text, [&](size_t begin, size_t end) {
    std::string stem = StemOf(FoldedWord(Cut(text.substr(begin, end - begin))));
    // A mark that joined with nothing leaves nothing.
    if (!stem.empty()) words.push_back({begin, end, std::move(stem)});
  });
  return words;
}

std::vector<Word> UnstemmedWordsOf(std::string_view text) {
  std::vector<Word> words;
  EachRun(text, [&](size_t begin, size_t end) {
    std::string folded = FoldedWord(Cut(text.substr(begin, end - begin)));
    if (!folded.empty()) words.push_back({begin, end, std::move(folded)});
  });
  return words;
}

Stems StemsOf(std::string_view text) {
  Stems stems;
  for (Word& word : WordsOf(text)) stems.push_back(std::move(word.stem));
  return stems;
}

std::string Folded(std::string_view text) {
  std::string folded;
  EachRun(text, [&](size_t begin, size_t end) {
    if (!folded.empty()) folded += ' ';
    folded += FoldedWord(text.substr(begin, end - begin));
  });
  return folded;
}

}  // namespace peerchallenge::text
