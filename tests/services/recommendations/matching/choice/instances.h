#pragma once

#include <cstdint>
#include <vector>

#include "services/recommendations/matching/choice/instance.h"

// Matchings as numbers for the tests, made by code.
namespace peerchallenge::recommendations::matching {

// Up to 5 offers, 5 asks and 14 pairs. Gains and days are small, so that many choices are equally
// good.
Instance TinyInstance(uint64_t seed);

// 5 offers and 8 asks that nearly all fit together and gain nearly the same, with too few days for
// all: prices alone seldom prove its best choice.
Instance TightInstance(uint64_t seed);

// Like the instances of a country: `size` offers and asks.
Instance LargeInstance(int size, uint64_t seed);

// The highest gains, by trying every choice. The empty choice gains 0; -1 = there is none.
struct Tried {
  int64_t best = -1;
  std::vector<int64_t> with, without;  // by pair: of the choices that have it, and that have not
};
Tried TryAll(const Instance& instance);

}  // namespace peerchallenge::recommendations::matching
