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

std::vector<std::string> TextsOfGlyphs(std::string_view text, absl::Span<const size_t> clusters,
                                       Direction direction) {
  const size_t count = clusters.size();
  const auto place = [&](size_t logical) {
    return direction == Direction::kRightwards ? logical : count - 1 - logical;
  };
  std::vector<std::string> texts(count);
  for (size_t begin = 0; begin < count;) {
    const size_t from = clusters[place(begin)];
    size_t end = begin + 1;
    while (end < count && clusters[place(end)] == from) ++end;
    const size_t to = end < count ? clusters[place(end)] : text.size();
    std::string_view rest = text.substr(from, to - from);
    for (size_t i = begin; i < end; ++i) {
      std::string& own = texts[place(i)];
      own = i + 1 == end ? std::string(rest) : TakeCharacter(rest);
      if (own.empty()) own = kNothing;
    }
    begin = end;
  }
  return texts;
}

}  // namespace peerchallenge::documents
