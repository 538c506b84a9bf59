#pragma once

#include <vector>

#include "absl/time/civil_time.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "services/recommendations/support/match_facts.h"

namespace peerchallenge::recommendations {

// Between which authorities an interest stands on a day: where one that is declared, and neither
// overridden nor over, ties a director of one to the other. Directors decide on matches for their
// authorities; what others have declared bars them from reviews only.
InterestedPairs PairsWithInterests(const std::vector<scheduling::v1::Interest>& interests,
                                   const std::vector<scheduling::v1::Person>& people,
                                   absl::CivilDay day);

}  // namespace peerchallenge::recommendations
