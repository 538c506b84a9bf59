#pragma once

#include "services/recommendations/matching/pairs.h"

namespace peerchallenge::recommendations::matching {

// One part of a pair's score, with a sentence for people. `asked_themes`: how many the ask has.
v1::ScoreItem ItemOf(Factor factor, const Judgement& judgement, int asked_themes, int64_t weight);

}  // namespace peerchallenge::recommendations::matching
