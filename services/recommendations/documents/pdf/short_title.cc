#include "services/recommendations/documents/pdf/short_title.h"

#include "absl/strings/str_cat.h"

namespace peerchallenge::documents {
namespace {

constexpr size_t kMostBytes = 500;

bool ContinuesCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

std::string ShortTitle(const std::string& title) {
  if (title.size() <= kMostBytes) return title;
  size_t end = kMostBytes;
  while (end > 0 && ContinuesCharacter(title[end])) --end;
  return absl::StrCat(title.substr(0, end), "…");
}

}  // namespace peerchallenge::documents
