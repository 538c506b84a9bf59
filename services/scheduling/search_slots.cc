#include "services/scheduling/search_slots.h"

#include "absl/time/time.h"
#include "common/errors/errors.h"

namespace peerchallenge::scheduling {
namespace {

// When a refused caller may try again: searches take seconds.
constexpr absl::Duration kRetryAfter = absl::Seconds(5);

}  // namespace

void GiveSlotBack::operator()(SearchSlots* slots) const { ++slots->free_; }

absl::Status SearchSlots::Take(SearchSlot& slot) {
  if (slot != nullptr) return absl::OkStatus();
  if (--free_ >= 0) {
    slot.reset(this);
    return absl::OkStatus();
  }
  ++free_;
  return errors::QuotaExceeded("searches", "as many searches run as this server allows",
                               kRetryAfter);
}

}  // namespace peerchallenge::scheduling
