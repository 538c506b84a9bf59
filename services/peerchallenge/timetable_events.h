#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/peerchallenge/timetable_actions.h"

namespace peerchallenge::cli {

// What `timetable disrupt` reports of a review (by whole name): one event for each --away, --lost,
// --withdrawn, --added and --dropped. FIELD_INVALID for a name or window that is none.
absl::StatusOr<scheduling::v1::Disruption> DisruptionOf(const TimetableArguments& arguments,
                                                        const std::string& review);

}  // namespace peerchallenge::cli
