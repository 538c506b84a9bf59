#include "services/scheduling/search_slots.h"

#include <algorithm>

#include "absl/time/time.h"
#include "common/errors/errors.h"

namespace peerchallenge::scheduling {
namespace {

// When a refused caller may try again: searches take seconds.
constexpr absl::Duration kRetryAfter = absl::Seconds(5);

}  // namespace

void GiveSlotBack::operator()(SearchSlots* slots) const {
  const environment::MutexLock lock(slots->mutex_);
  --slots->taken_;
  const auto entry = slots->taken_by_.find(caller);
  if (--entry->second == 0) slots->taken_by_.erase(entry);
}

absl::Status SearchSlots::Take(const std::string& caller, SearchSlot& slot) {
  if (slot != nullptr) return absl::OkStatus();
  const environment::MutexLock lock(mutex_);
  if (taken_ >= count_) {
    return errors::QuotaExceeded("searches", "as many searches run as this server allows",
                                 kRetryAfter);
  }
  int& taken_by_caller = taken_by_[caller];  // at most as many entries as slots
  if (taken_by_caller >= std::max(1, count_ - 1)) {
    return errors::QuotaExceeded("searches_per_caller",
                                 "as many searches of one caller run as this server allows",
                                 kRetryAfter);
  }
  ++taken_by_caller;
  ++taken_;
  slot = SearchSlot(this, GiveSlotBack{caller});
  return absl::OkStatus();
}

}  // namespace peerchallenge::scheduling
