#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "services/scheduling/planning/search/random.h"

// What simulated annealing needs, on integers alone, so that every machine takes the same path.
namespace peerchallenge::scheduling::planning {

// Temperatures are kept in 1/256 of a cost unit.
inline constexpr int64_t kDegree = 256;

// -ln((i + 0.5) / 1024) in 1/1024, by integer arithmetic alone: ln 2 times the binary logarithm,
// the logarithm bit by bit.
constexpr std::array<int64_t, 1024> Logarithms() {
  std::array<int64_t, 1024> table{};
  for (uint64_t i = 0; i < table.size(); ++i) {
    uint64_t x = 2 * i + 1;  // of 2048
    int64_t whole = 11;
    while (x >= 2) {
      x >>= 1;
      --whole;
    }
    uint64_t mantissa = 2 * i + 1;
    while (mantissa < (uint64_t{1} << 31)) mantissa <<= 1;  // 1.0 = 2^31
    int64_t fraction = 0;
    for (int bit = 0; bit < 16; ++bit) {
      mantissa = (mantissa * mantissa) >> 31;
      fraction <<= 1;
      if (mantissa >= (uint64_t{1} << 32)) {
        mantissa >>= 1;
        fraction |= 1;
      }
    }
    const int64_t bits = whole * 65536 - fraction;  // -log2 in 1/65536
    table[i] = bits * 45426 / 65536 / 64;           // 45426 / 65536 = ln 2
  }
  return table;
}
inline constexpr std::array<int64_t, 1024> kLogarithms = Logarithms();

// The temperature after `step` of `length` steps: from `hot` down by `kHalvings` halvings, linear
// in between.
inline int64_t Temperature(int64_t hot, int64_t step, int64_t length) {
  constexpr int64_t kHalvings = 6;
  constexpr int64_t kParts = 1024;
  const int64_t at = step * kHalvings * kParts / length;
  const int64_t upper = hot >> (at / kParts);
  return upper - upper / 2 * (at % kParts) / kParts;
}

// How much dearer than what is there a change may be to be accepted now.
inline int64_t Allowance(int64_t temperature, Random& random) {
  const int64_t chance = kLogarithms[static_cast<size_t>(random.Next() >> 54)];
  return temperature * chance / (1024 * kDegree);
}

}  // namespace peerchallenge::scheduling::planning
