#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "peerchallenge/recommendations/v1/support.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

namespace peerchallenge::recommendations {

// How much more each authority has given than got until `today`, -100 to 100, by name: the
// difference in hundredths of the sum. One is given and one got with each place on the team of a
// review that has begun, by the member's home and the host, and with each agreed match, by its two
// sides. Cancelled reviews do not count, nor visits that are still hidden. Authorities that have
// neither given nor got are not in it.
std::map<std::string, int> GiveAndTake(const std::vector<scheduling::v1::Review>& reviews,
                                       const std::vector<v1::SupportMatch>& matches,
                                       absl::CivilDay today);

}  // namespace peerchallenge::recommendations
