#include "services/recommendations/documents/clean_text.h"

#include <utf8proc.h>

#include <array>
#include <cstdlib>

namespace peerchallenge::documents {
namespace {

using CodePoint = utf8proc_int32_t;

constexpr CodePoint kReplacement = 0xFFFD;
constexpr CodePoint kSpace = ' ';
constexpr CodePoint kNothing = -1;

bool IsNoncharacter(CodePoint code_point) {
  return (code_point & 0xFFFE) == 0xFFFE || (code_point >= 0xFDD0 && code_point <= 0xFDEF);
}

// Of the formatting characters those that the header says go.
bool Disguises(CodePoint code_point) {
  return code_point == 0x00AD || code_point == 0xFEFF ||
         (code_point >= 0x202A && code_point <= 0x202E) ||
         (code_point >= 0x2066 && code_point <= 0x206F) ||
         (code_point >= 0xFFF9 && code_point <= 0xFFFB);
}

CodePoint ControlAsText(CodePoint code_point) {
  const bool parts_lines = (code_point >= '\t' && code_point <= '\r') || code_point == 0x85;
  return parts_lines ? kSpace : kReplacement;
}

CodePoint CleanCodePoint(CodePoint code_point) {
  if (IsNoncharacter(code_point)) return kReplacement;
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_CC:
      return ControlAsText(code_point);
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return kSpace;
    case UTF8PROC_CATEGORY_CO:
      return kReplacement;
    case UTF8PROC_CATEGORY_CF:
      return Disguises(code_point) ? kNothing : code_point;
    default:
      return code_point;
  }
}

void Append(CodePoint code_point, std::string& text) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const utf8proc_ssize_t size = utf8proc_encode_char(code_point, bytes.data());
  text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<size_t>(size));
}

std::string NormalFormC(const std::string& text) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size < 0) return text;  // out of memory
  std::string composed(reinterpret_cast<const char*>(mapped), static_cast<size_t>(size));
  std::free(mapped);  // as utf8proc asks
  return composed;
}

}  // namespace

bool IsInvisible(char32_t character) {
  return (character >= 0xFE00 && character <= 0xFE0F) ||
         (character >= 0xE0100 && character <= 0xE01EF) ||
         utf8proc_category(static_cast<CodePoint>(character)) == UTF8PROC_CATEGORY_CF;
}

std::string CleanText(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  bool space_due = false;
  int invisible = 0;  // in a row
  for (size_t at = 0; at < text.size();) {
    CodePoint code_point = kReplacement;
    const utf8proc_ssize_t size =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                         static_cast<utf8proc_ssize_t>(text.size() - at), &code_point);
    at += size > 0 ? static_cast<size_t>(size) : 1;
    code_point = size > 0 ? CleanCodePoint(code_point) : kReplacement;
    if (code_point == kNothing) continue;
    if (code_point == kSpace) {
      space_due = !clean.empty();
      continue;
    }
    if (space_due) clean += ' ';
    space_due = false;
    invisible = IsInvisible(static_cast<char32_t>(code_point)) ? invisible + 1 : 0;
    if (invisible > kMostInvisible) continue;
    Append(code_point, clean);
  }
  return NormalFormC(clean);
}

}  // namespace peerchallenge::documents
