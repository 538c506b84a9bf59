#include <algorithm>
#include <numeric>

#include "services/scheduling/planning/programme/lower_bound.h"
#include "services/scheduling/planning/programme/proof.h"

namespace peerchallenge::scheduling::planning {
namespace {

// What prices aim for; any positive figure would do, because nothing else has a cost.
constexpr int64_t kTarget = 1'000;

Model WithoutCosts(const Model& model) {
  Model free = model;
  free.constant_cost = free.theme_weight = free.balance_weight = 0;
  free.novice_weight = free.spread_weight = 0;
  std::fill(free.travel_cost.begin(), free.travel_cost.end(), 0);
  for (ModelReview& review : free.reviews) {
    std::fill(review.week_cost.begin(), review.week_cost.end(), 0);
    review.kept_bonus.clear();
    review.lead_bonus.clear();
  }
  return free;
}

}  // namespace

Proof ProveByPrices(const Model& model, int64_t work, Budget& budget) {
  const Model free = WithoutCosts(model);
  LowerBound bound(free);
  for (; work > 0 && !budget.Spent(); work -= bound.StepsWorth()) {
    bound.Improve(kTarget, budget);
    if (bound.value() == 0) continue;
    Proof proof;
    proof.verdict = Proof::Verdict::kInfeasible;
    proof.suspects.resize(model.reviews.size());
    std::iota(proof.suspects.begin(), proof.suspects.end(), 0);
    return proof;
  }
  return {};
}

}  // namespace peerchallenge::scheduling::planning
