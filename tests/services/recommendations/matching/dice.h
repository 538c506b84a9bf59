#pragma once

#include <cstdint>
#include <random>

namespace peerchallenge::recommendations::matching {

// Random numbers for instances made by code: the same for the same seed on every machine.
class Dice {
 public:
  explicit Dice(uint64_t seed) : engine_(seed) {}

  // `low` to `high`, both included.
  int Roll(int low, int high) {
    return low + static_cast<int>(engine_() % static_cast<uint64_t>(high - low + 1));
  }
  bool OneIn(int n) { return Roll(1, n) == 1; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace peerchallenge::recommendations::matching
