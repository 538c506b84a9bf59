#include "services/recommendations/documents/pdf/showable.h"

#include <utf8proc.h>

#include "services/recommendations/documents/clean_text.h"

namespace peerchallenge::documents {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

}  // namespace

Showable ShowableOf(std::string_view text, const Fonts& fonts) {
  Showable showable;
  showable.text.reserve(text.size());
  showable.origins.reserve(text.size() + 1);
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t character = 0;
    const auto size = static_cast<size_t>(
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                         static_cast<utf8proc_ssize_t>(text.size() - at), &character));
    const bool shown = character < 0x80 || IsInvisible(static_cast<char32_t>(character)) ||
                       fonts.Have(static_cast<char32_t>(character));
    const std::string_view as = shown ? text.substr(at, size) : kReplacement;
    showable.text += as;
    showable.origins.insert(showable.origins.end(), as.size(), at);
    at += size;
  }
  showable.origins.push_back(text.size());
  return showable;
}

}  // namespace peerchallenge::documents
