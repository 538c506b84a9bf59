#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/environment/mutex.h"

namespace peerchallenge::scheduling {

class SearchSlots;

struct GiveSlotBack {
  std::string caller = {};
  void operator()(SearchSlots* slots) const;
};
// One search's right to run, given back when it goes; null: none.
using SearchSlot = std::unique_ptr<SearchSlots, GiveSlotBack>;

// How many searches of the planner may run in this process at once, of all callers and of each:
// every one takes a core for seconds. One caller has all but one, so that another still finds room.
// Thread-safe; outlives its slots.
class SearchSlots {
 public:
  explicit SearchSlots(int count) : count_(count) {}

  // Fills `slot`, unless it is filled: so what runs again may take it again. `caller` is the
  // subject who asked. QUOTA_EXCEEDED (quota "searches" or "searches_per_caller", RetryInfo) when
  // none is free for it.
  absl::Status Take(const std::string& caller, SearchSlot& slot) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  friend GiveSlotBack;

  const int count_;
  environment::Mutex mutex_;
  int taken_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, int> taken_by_ ABSL_GUARDED_BY(mutex_);  // callers who have some
};

}  // namespace peerchallenge::scheduling
