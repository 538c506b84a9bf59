#pragma once

#include <cstdint>

#include "common/geography/travel.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"

namespace peerchallenge::scheduling {

using geography::Position;
using geography::TravelMinutes;

// The same between two authorities' main offices.
inline int32_t TravelMinutes(const v1::Authority& from, const v1::Authority& to) {
  return TravelMinutes(Position{from.latitude(), from.longitude()},
                       Position{to.latitude(), to.longitude()});
}

}  // namespace peerchallenge::scheduling
