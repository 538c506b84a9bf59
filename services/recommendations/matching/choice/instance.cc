#include "services/recommendations/matching/choice/instance.h"

#include <algorithm>
#include <numeric>

namespace peerchallenge::recommendations::matching {

void Instance::Index() {
  of_offer.assign(free_days.size(), {});
  of_ask.assign(share.size(), {});
  unit = 0;
  for (int p = 0; p < PairCount(); ++p) {
    of_offer[static_cast<size_t>(At(p).offer)].push_back(p);
    of_ask[static_cast<size_t>(At(p).ask)].push_back(p);
    unit = std::gcd(unit, At(p).gain);
  }
  unit = std::max<int64_t>(1, unit);
}

}  // namespace peerchallenge::recommendations::matching
