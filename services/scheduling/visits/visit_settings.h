#pragma once

#include "peerchallenge/scheduling/v1/review.pb.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"

namespace peerchallenge::scheduling {

// Fills in what is not set: slots, the review's days, weights, the days before the visit from which
// on moves need a reason. Days that are no longer the review's are left out.
void FillDefaults(const v1::Review& review, v1::VisitSettings& settings);

}  // namespace peerchallenge::scheduling
