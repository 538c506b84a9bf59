#pragma once

#include <cstdint>

namespace peerchallenge::geography {

// A place on the map, in degrees north and east.
struct Position {
  double latitude = 0;
  double longitude = 0;
};

// Minutes door to door by road between two places, one way: the great-circle distance, lengthened
// by 1.3 for winding roads, at 72 km/h, and 15 minutes at the ends. 0 for the same place.
int32_t TravelMinutes(const Position& from, const Position& to);

}  // namespace peerchallenge::geography
