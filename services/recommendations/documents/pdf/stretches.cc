#include "services/recommendations/documents/pdf/stretches.h"

#include <utf8proc.h>

namespace peerchallenge::documents {
namespace {

// The end of the character at `begin` with all that joins it (UAX 29), at most kMostWordBytes.
size_t CharacterEnd(std::string_view text, size_t begin) {
  utf8proc_int32_t state = 0;
  utf8proc_int32_t before = 0;
  size_t at = begin;
  while (at < text.size() && at - begin < kMostWordBytes) {
    utf8proc_int32_t next = 0;
    const utf8proc_ssize_t size =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                         static_cast<utf8proc_ssize_t>(text.size() - at), &next);
    if (at > begin && utf8proc_grapheme_break_stateful(before, next, &state)) break;
    before = next;
    at += static_cast<size_t>(size);
  }
  return at;
}

}  // namespace

std::vector<std::string_view> StretchesOf(std::string_view text) {
  std::vector<std::string_view> stretches;
  size_t begin = 0;  // of the stretch
  size_t word = 0;   // begin of the word
  for (size_t at = 0; at < text.size();) {
    const bool space = text[at] == ' ';
    at = CharacterEnd(text, at);
    if (space) word = at;
    const bool too_long = at - begin >= kMostStretchBytes;
    if (at - word < kMostWordBytes && !(too_long && word > begin)) continue;
    const size_t end = too_long && word > begin ? word : at;
    stretches.push_back(text.substr(begin, end - begin));
    begin = end;
    if (word < begin) word = begin;
  }
  if (begin < text.size() || stretches.empty()) stretches.push_back(text.substr(begin));
  return stretches;
}

}  // namespace peerchallenge::documents
