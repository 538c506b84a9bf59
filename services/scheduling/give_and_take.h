#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

namespace peerchallenge::scheduling {

// What each authority gives and gets over the given reviews (none cancelled): places that its
// people take, places that people of other authorities take at it (partners not counted), reviews
// led and hosted, minutes travelled one way. One balance per authority that takes part or exists at
// the programme's end, by GSS code.
v1::GiveAndTake SumGiveAndTake(const v1::Programme& programme,
                               const std::vector<v1::Authority>& authorities,
                               const std::vector<v1::Review>& reviews);

}  // namespace peerchallenge::scheduling
