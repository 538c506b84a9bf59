#pragma once

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"

namespace peerchallenge::environment {

// Europe/London; UTC on a machine without time zone data.
absl::TimeZone London();

// The date in Europe/London.
absl::CivilDay Today(const environment::Clock& clock);

}  // namespace peerchallenge::environment
