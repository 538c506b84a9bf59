#include "services/scheduling/today.h"

#include "absl/time/time.h"

namespace peerchallenge::scheduling {
namespace {

absl::TimeZone London() {
  absl::TimeZone zone;
  absl::LoadTimeZone("Europe/London", &zone);  // leaves UTC where it fails
  return zone;
}

}  // namespace

absl::CivilDay Today(const environment::Clock& clock) {
  static const absl::TimeZone zone = London();
  return absl::ToCivilDay(clock.Now(), zone);
}

}  // namespace peerchallenge::scheduling
