#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace peerchallenge::scheduling::planning {

// The planner's own random numbers (xoshiro256**, seeded by splitmix64): the same on every machine.
class Random {
 public:
  explicit Random(uint64_t seed) {
    for (uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }

  uint64_t Next() {
    const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // 0 to n-1; n at least 1. The bias of under n / 2^32 is of no consequence to a search.
  int Below(int n) { return static_cast<int>(((Next() >> 32) * static_cast<uint64_t>(n)) >> 32); }

  // 0 to n-1, the lower the likelier (density falls as 1/sqrt).
  int LowBelow(int n) {
    const uint64_t u = Next() >> 32;
    return static_cast<int>((((u * u) >> 32) * static_cast<uint64_t>(n)) >> 32);
  }

  // True in `percent` of 100 cases.
  bool Chance(int percent) { return Below(100) < percent; }

  template <typename Container>
  const auto& Pick(const Container& from) {
    return from[static_cast<size_t>(Below(static_cast<int>(from.size())))];
  }

 private:
  std::array<uint64_t, 4> state_;
};

}  // namespace peerchallenge::scheduling::planning
