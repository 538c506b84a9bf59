#pragma once

#include <cstdint>
#include <random>
#include <span>

#include "absl/base/thread_annotations.h"
#include "common/environment/mutex.h"

namespace peerchallenge::environment {

// A source of random bytes. Safe from all threads.
class RandomSource {
 public:
  virtual ~RandomSource() = default;
  virtual void Fill(std::span<uint8_t> bytes) = 0;
};

// Bytes that no one can guess: for keys, nonces and ids.
class SystemRandom final : public RandomSource {
 public:
  void Fill(std::span<uint8_t> bytes) override;
};

// The same bytes for the same seed; for tests only.
class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(uint64_t seed) : engine_(seed) {}
  void Fill(std::span<uint8_t> bytes) override;

 private:
  Mutex mutex_;
  std::mt19937_64 engine_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace peerchallenge::environment
