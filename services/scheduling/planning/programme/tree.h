#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "services/scheduling/planning/programme/anneal.h"
#include "services/scheduling/planning/programme/mixture.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/programme/state.h"

namespace peerchallenge::scheduling::planning {

// Branch and price: a search over the weeks, leading authorities and members of single reviews,
// best bound first, in which every branch is judged by its best mixture.
class Tree {
 public:
  // Called between branches; true ends the search.
  using OnTick = std::function<bool(int64_t bound)>;

  // Finds better plans than `best` and keeps them there, calling `on_improvement`.
  Tree(const Model& model, Mixture& mixture, Best& best, std::function<void()> on_improvement);

  // Searches for plans below `cutoff` in up to `node_limit` branches. Returns a bound on what the
  // listed choices can make: at least min(cutoff, best.cost) when the search was complete.
  int64_t Search(int64_t cutoff, int64_t node_limit, const OnTick& on_tick);

  // Takes the mixture, which is whole, or `plan`, if it keeps all rules and is better than `best`.
  bool Adopt();

 private:
  struct Decision {
    enum class Kind { kWeeks, kMember, kLead } kind = Kind::kWeeks;
    int review = 0;
    int value = 0;  // person or authority
    WeekSet weeks;
    double share = 0;
  };
  struct Node {
    std::shared_ptr<const Node> parent;
    std::optional<Decision> decision;
    bool yes = false;
    int64_t bound = 0;
    int depth = 0;
    int64_t number = 0;
  };
  using NodePtr = std::shared_ptr<const Node>;

  static void ApplyDecision(const Decision& decision, bool yes, std::vector<Terms>& terms);
  std::vector<Terms> TermsOf(const Node& node, const std::vector<Terms>& base) const;
  std::optional<Decision> Choose() const;

  const Model& model_;
  Mixture& mixture_;
  Best& best_;
  std::function<void()> on_improvement_;
  State state_;
};

}  // namespace peerchallenge::scheduling::planning
