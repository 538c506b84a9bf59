#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

// A fuzzer's input.
namespace peerchallenge::fuzz {

inline std::string_view Text(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Takes the part up to the first `end`, or all that is left where there is none.
inline std::string_view TakeUntil(std::string_view& rest, char end) {
  const size_t at = std::min(rest.find(end), rest.size());
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return part;
}

}  // namespace peerchallenge::fuzz
