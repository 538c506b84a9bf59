#pragma once

#include "absl/status/status.h"
#include "services/recommendations/matching/choice/exact.h"
#include "services/recommendations/matching/choice/instance.h"
#include "services/recommendations/matching/choice/settled.h"
#include "services/recommendations/matching/matching.h"
#include "services/recommendations/matching/pairs.h"

// What finding a matching and explaining one have in common.
namespace peerchallenge::recommendations::matching {

// The pairs that may be chosen, those that no rule forbids and that score more than 0, as numbers:
// offers and asks as in `pairs`. With `subject_offer` or `subject_ask` (-1 = none), also those of
// its pairs that score no more than 0, as if they scored 0.
Instance InstanceOf(const Pairs& pairs, int subject_offer, int subject_ask);

// Highest score first, then by the names of offer and ask; forbidden ones last.
void SortByScore(std::vector<v1::PairExplanation>& pairs);

// Why there is no answer; `end` is not kProven.
absl::Status WhyNotProven(SearchEnd end, const MatchControl& control);

// The first pair of the ask of `pair` that `other` has and `best` has not; -1 = none.
int InsteadOf(int pair, const Instance& instance, const Choice& best, const Choice& other);

}  // namespace peerchallenge::recommendations::matching
