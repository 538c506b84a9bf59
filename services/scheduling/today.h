#pragma once

#include "absl/time/civil_time.h"
#include "common/environment/clock.h"

namespace peerchallenge::scheduling {

// The date in Europe/London (in UTC on a machine without time zone data).
absl::CivilDay Today(const environment::Clock& clock);

}  // namespace peerchallenge::scheduling
