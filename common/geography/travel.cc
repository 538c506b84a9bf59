#include "common/geography/travel.h"

#include <cmath>
#include <numbers>

namespace peerchallenge::geography {
namespace {

constexpr double kEarthRadiusKm = 6371.0;
constexpr double kWinding = 1.3;
constexpr double kKmPerMinute = 1.2;
constexpr double kMinutesAtTheEnds = 15.0;

// Haversine formula.
double DistanceKm(const Position& a, const Position& b) {
  constexpr double kRadians = std::numbers::pi / 180.0;
  const double latitudes = std::sin((b.latitude - a.latitude) * kRadians / 2);
  const double longitudes = std::sin((b.longitude - a.longitude) * kRadians / 2);
  const double h = latitudes * latitudes + std::cos(a.latitude * kRadians) *
                                               std::cos(b.latitude * kRadians) * longitudes *
                                               longitudes;
  return 2 * kEarthRadiusKm * std::asin(std::sqrt(h));
}

}  // namespace

int32_t TravelMinutes(const Position& from, const Position& to) {
  const double km = DistanceKm(from, to);
  if (km == 0) return 0;
  return static_cast<int32_t>(std::lround(kMinutesAtTheEnds + km * kWinding / kKmPerMinute));
}

}  // namespace peerchallenge::geography
