#include "common/validation/resource_name.h"

#include <algorithm>

namespace peerchallenge::validation {
namespace {

constexpr size_t kMaxIdBytes = 63;

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// Cuts the first segment off `rest`.
std::string_view NextSegment(std::string_view& rest) {
  const size_t slash = rest.find('/');
  const std::string_view segment = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return segment;
}

bool Fits(std::string_view segment, std::string_view pattern) {
  if (pattern == "*") return IsId(segment);
  if (pattern == "#") return IsGssCode(segment);
  return segment == pattern;
}

}  // namespace

bool IsId(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes) return false;
  if (!IsLowerOrDigit(id.front()) || !IsLowerOrDigit(id.back())) return false;
  return std::all_of(id.begin(), id.end(), [](char c) { return IsLowerOrDigit(c) || c == '-'; });
}

bool IsGssCode(std::string_view code) {
  return code.size() == 9 && code[0] >= 'A' && code[0] <= 'Z' &&
         std::all_of(code.begin() + 1, code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::vector<std::string>> MatchName(std::string_view name, std::string_view pattern) {
  if (name.empty() || name.back() == '/') return std::nullopt;
  std::vector<std::string> ids;
  while (!name.empty() && !pattern.empty()) {
    const std::string_view segment = NextSegment(name);
    const std::string_view wanted = NextSegment(pattern);
    if (!Fits(segment, wanted)) return std::nullopt;
    if (wanted == "*" || wanted == "#") ids.emplace_back(segment);
  }
  if (!name.empty() || !pattern.empty()) return std::nullopt;
  return ids;
}

std::string RegionOf(std::string_view name) {
  std::string_view rest = name;
  if (NextSegment(rest) != "regions") return "";
  const std::string_view id = NextSegment(rest);
  return id.empty() ? "" : "regions/" + std::string(id);
}

std::string ParentOf(std::string_view name) {
  for (int cut = 0; cut < 2; ++cut) {
    const size_t slash = name.rfind('/');
    if (slash == std::string_view::npos) return "";
    name = name.substr(0, slash);
  }
  return std::string(name);
}

std::string ReviewOf(std::string_view name) {
  size_t end = 0;
  for (int segments = 0; segments < 4; ++segments) {
    if (end == std::string_view::npos) return "";
    end = name.find('/', end == 0 ? 0 : end + 1);
  }
  const std::string_view review = name.substr(0, end);
  return MatchName(review, "regions/*/reviews/*") ? std::string(review) : "";
}

std::string IdOf(std::string_view name) {
  const size_t slash = name.rfind('/');
  return std::string(slash == std::string_view::npos ? name : name.substr(slash + 1));
}

}  // namespace peerchallenge::validation
