#include "services/recommendations/documents/pdf/clusters.h"

namespace peerchallenge::documents {
namespace {

constexpr char kNothing[] = "\u200B";

// The first character of `text`, which is cut off from it; empty when nothing is left.
std::string TakeCharacter(std::string_view& text) {
  size_t size = text.empty() ? 0 : 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  std::string character(text.substr(0, size));
  text.remove_prefix(size);
  return character;
}

}  // namespace

std::vector<std::string> TextsOfGlyphs(std::string_view text, absl::Span<const size_t> clusters) {
  std::vector<std::string> texts;
  texts.reserve(clusters.size());
  for (size_t begin = 0; begin < clusters.size();) {
    size_t end = begin + 1;
    while (end < clusters.size() && clusters[end] == clusters[begin]) ++end;
    const size_t to = end < clusters.size() ? clusters[end] : text.size();
    std::string_view rest = text.substr(clusters[begin], to - clusters[begin]);
    for (; begin < end; ++begin) {
      std::string own = begin + 1 == end ? std::string(rest) : TakeCharacter(rest);
      if (own.empty()) own = kNothing;
      texts.push_back(std::move(own));
    }
  }
  return texts;
}

}  // namespace peerchallenge::documents
