#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/recommendations/matching/choice/instance.h"
#include "services/recommendations/matching/choice/pricing.h"
#include "services/recommendations/matching/choice/settled.h"

namespace peerchallenge::recommendations::matching {

// Why no choice of an instance gains more than a bound. Mostly it is one step: prices (see
// pricing.h) that bound them all. Otherwise it is made of steps for smaller instances.
struct Proof {
  enum class Step {
    // `prices` bound all choices.
    kPrices,
    // `prices` show that a choice which differs from `settled` in any pair gains at most `target`;
    // `rest`
    // bounds those that agree with it.
    kSettle,
    // `rest` bounds the choices that have `pair`, `without` those that have not.
    kBranch,
  };
  Step step = Step::kPrices;
  Prices prices;  // by ask
  Settled settled;
  int64_t target = 0;
  int pair = 0;

  // What is left open when some pairs are settled falls into parts that share no offer and no ask;
  // each has a proof of its own. Its pairs are given by the numbers of the instance above,
  // ascending; in the part, pairs, offers and asks are numbered in the order in which they come
  // there.
  struct PartProof;
  std::vector<PartProof> rest, without;
};

struct Proof::PartProof {
  std::vector<int> pairs;
  Proof proof;
};

// The bound that `proof` proves, worked out without a line of the search's code. Nothing where it
// proves none: a settled pair does not follow, a part is missing, a price is negative ...
std::optional<int64_t> ProvenBound(const Instance& instance, const Proof& proof);

// Whether the pairs of `choice` may be chosen together and gain what it says.
bool IsSound(const Instance& instance, const Choice& choice);

}  // namespace peerchallenge::recommendations::matching
