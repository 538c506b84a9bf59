#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "services/scheduling/visibility.h"

namespace peerchallenge::scheduling {

// When the person is not free on the days asked for, by start date. A review counts only where the
// viewer may see its team; all others leave no mark.
v1::QueryFreeBusyResponse::Busy BusyOf(const v1::Person& person,
                                       const std::vector<v1::Review>& reviews, const Viewer& viewer,
                                       const v1::DateRange& asked);

}  // namespace peerchallenge::scheduling
