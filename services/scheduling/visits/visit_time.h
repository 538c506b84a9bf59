#pragma once

#include <string>

#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"

// Local dates and times of a visit (Europe/London) and the moments that they are.
namespace peerchallenge::scheduling {

// The moment of a date and a minute since midnight; infinite future for what is no date.
absl::Time MomentOf(const std::string& date, int minute);

// When the placement begins; infinite future when it has no date and start.
absl::Time StartOf(const v1::Placement& placement);

// The local date and the first whole minute since midnight not before the moment; an empty date,
// which is before all others, for the infinite past.
struct LocalMinute {
  std::string date;
  int minute = 0;
};
LocalMinute LocalMinuteOf(absl::Time moment);

}  // namespace peerchallenge::scheduling
