#include "common/environment/uuid.h"

#include <array>
#include <cstdint>

namespace peerchallenge::environment {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

bool HyphenAt(size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

using Bytes = std::array<uint8_t, 16>;

std::string TextOf(const Bytes& bytes) {
  std::string text;
  text.reserve(36);
  for (const uint8_t byte : bytes) {
    if (HyphenAt(text.size())) text.push_back('-');
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 0xF]);
  }
  return text;
}

}  // namespace

std::string NewUuidV7(const Clock& clock, RandomSource& random) {
  const int64_t nanos = absl::ToUnixNanos(clock.Now());
  const auto millis = static_cast<uint64_t>(nanos / 1'000'000);
  const auto fraction = static_cast<uint64_t>(nanos % 1'000'000) * 4096 / 1'000'000;  // 12 bits

  Bytes bytes;
  random.Fill(std::span(bytes).subspan(8));
  for (size_t i = 0; i < 6; ++i) bytes[i] = static_cast<uint8_t>(millis >> (8 * (5 - i)));
  bytes[6] = static_cast<uint8_t>(0x70 | (fraction >> 8));  // version 7
  bytes[7] = static_cast<uint8_t>(fraction);
  bytes[8] = static_cast<uint8_t>(0x80 | (bytes[8] & 0x3F));  // the RFC's variant

  return TextOf(bytes);
}

std::string NewUuidV4(RandomSource& random) {
  Bytes bytes;
  random.Fill(bytes);
  bytes[6] = static_cast<uint8_t>(0x40 | (bytes[6] & 0x0F));  // version 4
  bytes[8] = static_cast<uint8_t>(0x80 | (bytes[8] & 0x3F));  // the RFC's variant
  return TextOf(bytes);
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool fits =
        HyphenAt(i) ? text[i] == '-' : kDigits.find(text[i]) != std::string_view::npos;
    if (!fits) return false;
  }
  return true;
}

}  // namespace peerchallenge::environment
