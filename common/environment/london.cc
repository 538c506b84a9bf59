#include "common/environment/london.h"

namespace peerchallenge::environment {
namespace {

absl::TimeZone LoadLondon() {
  absl::TimeZone zone;
  absl::LoadTimeZone("Europe/London", &zone);  // leaves UTC where it fails
  return zone;
}

}  // namespace

absl::TimeZone London() {
  static const absl::TimeZone zone = LoadLondon();
  return zone;
}

absl::CivilDay Today(const environment::Clock& clock) {
  return absl::ToCivilDay(clock.Now(), London());
}

}  // namespace peerchallenge::environment
