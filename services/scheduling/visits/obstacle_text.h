#pragma once

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/visits/slot_search.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {

// What keeps a session from places, in words for a host coordinator.
v1::ConflictElement Describe(const Visit& visit, const Obstacle& obstacle);

}  // namespace peerchallenge::scheduling
