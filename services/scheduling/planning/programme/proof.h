#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// What is known about the existence of a plan.
struct Proof {
  enum class Verdict { kOpen, kFeasible, kInfeasible };
  Verdict verdict = Verdict::kOpen;
  std::optional<Plan> plan;   // with kFeasible
  std::vector<int> suspects;  // with kInfeasible: reviews of the model that are enough for it
};

// How much work the deeper proofs may take.
struct ProofEffort {
  int64_t price_work = 100'000;  // in units of roughly one search step
  int64_t search_nodes = 1'000;
};

// Proves by propagation and by counting people, weeks and leads; quick for any size.
Proof ProveByCounting(const Model& model, Budget& budget);

// Proves by prices: with all costs at zero, a lower bound above zero leaves no room for a plan.
// Finds shortages that no single count shows, such as two themes that compete for the same seats.
Proof ProveByPrices(const Model& model, int64_t work, Budget& budget);

// Proves by complete search over weeks, leading authorities and teams, up to `node_limit` nodes.
// Decides small problems; says kOpen at once for those of more than 40 reviews.
Proof ProveBySearch(const Model& model, int64_t node_limit, Budget& budget);

// The two deeper proofs, the quicker one first.
Proof ProveDeeply(const Model& model, const ProofEffort& effort, Budget& budget);

}  // namespace peerchallenge::scheduling::planning
