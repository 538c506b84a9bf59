#pragma once

#include <atomic>
#include <memory>

#include "absl/status/status.h"

namespace peerchallenge::scheduling {

class SearchSlots;

struct GiveSlotBack {
  void operator()(SearchSlots* slots) const;
};
// One search's right to run, given back when it goes; null: none.
using SearchSlot = std::unique_ptr<SearchSlots, GiveSlotBack>;

// How many searches of the planner may run in this process at once, whoever asked for them: each
// takes a core for seconds. Thread-safe; outlives its slots.
class SearchSlots {
 public:
  explicit SearchSlots(int count) : free_(count) {}

  // Fills `slot`, unless it is filled: so what runs again may take it again. QUOTA_EXCEEDED (quota
  // "searches", RetryInfo) when none is free.
  absl::Status Take(SearchSlot& slot);

 private:
  friend GiveSlotBack;

  std::atomic<int> free_;
};

}  // namespace peerchallenge::scheduling
