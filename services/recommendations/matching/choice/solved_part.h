#pragma once

#include "common/environment/budget.h"
#include "services/recommendations/matching/choice/exact.h"
#include "services/recommendations/matching/choice/instance.h"
#include "services/recommendations/matching/choice/proof.h"

namespace peerchallenge::recommendations::matching {

// A part with its best choice.
struct SolvedPart {
  SearchEnd end = SearchEnd::kProven;
  Choice best;  // the rest only with kProven
  Proof proof;
  Hints hints;
};

// Finds the best choice of `instance` and proves it; `start`, where it is a best one, is the
// answer.
SolvedPart SolvePart(const Instance& instance, const Choice& start, environment::Budget& budget);

}  // namespace peerchallenge::recommendations::matching
