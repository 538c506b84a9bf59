#pragma once

#include <atomic>
#include <memory>

namespace peerchallenge::environment {

class Slots;

struct GiveSlotBack {
  inline void operator()(Slots* slots) const;
};
// The right of one piece of work to run, given back when it goes; null: none.
using Slot = std::unique_ptr<Slots, GiveSlotBack>;

// How many pieces of work of a kind may run at once. Thread-safe; outlives its slots.
class Slots {
 public:
  explicit Slots(int count) : free_(count) {}

  // Null when none is free.
  Slot Take() {
    if (--free_ >= 0) return Slot(this);
    ++free_;
    return nullptr;
  }

 private:
  friend GiveSlotBack;

  std::atomic<int> free_;
};

inline void GiveSlotBack::operator()(Slots* slots) const { ++slots->free_; }

}  // namespace peerchallenge::environment
