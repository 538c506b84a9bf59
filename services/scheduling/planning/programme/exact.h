#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "services/scheduling/planning/programme/anneal.h"
#include "services/scheduling/planning/programme/dive.h"
#include "services/scheduling/planning/programme/generator.h"
#include "services/scheduling/planning/programme/linking.h"
#include "services/scheduling/planning/programme/part.h"
#include "services/scheduling/planning/programme/related.h"
#include "services/scheduling/planning/programme/tree.h"
#include "services/scheduling/planning/search/crew.h"
#include "services/scheduling/planning/search/random.h"

namespace peerchallenge::scheduling::planning {

// The exact search: a bound by column generation, a plan that follows it, improved part by part,
// each part by an exact search of its own; then all choices that a plan near the bound can be made
// of, and the best plan that they make. Where these are too many, parts are improved further. With
// many reviews parts are all there is: a proof is out of reach.
class ExactSearch {
 public:
  struct Hooks {
    std::function<void(const Best&)> on_improvement;
    // Called often, with the work so far in units of roughly one step of the annealer; true ends
    // the search.
    std::function<bool(int64_t work, int64_t bound)> on_tick;
    // Mends a draft, which may break rules; the best plan found from it. May be empty.
    std::function<Best(const Plan& draft)> polish;
  };

  static constexpr double kFirstRadius = 40;
  struct Start {
    Best best;                     // a plan
    std::vector<Column> columns;   // choices that may be good, whatever they are worth
    LinkPrices prices;             // likewise
    double radius = kFirstRadius;  // how far prices are trusted to lie from these, in cost units
  };

  // Whether the model's costs are small enough for exact sums.
  static bool CanTake(const Model& model);

  // `model`, `budget` and `crew` must outlive the search. Hooks are called from the caller's
  // thread.
  ExactSearch(const Model& model, Start start, uint64_t seed, Budget& budget, Crew& crew,
              Hooks hooks);

  // Works until the best plan is proven optimal or a hook ends the search.
  void Run();

  // Looks for the best plan with little effort, without a dive and without parts; true when it is
  // proven.
  bool RunBriefly();

  const Best& best() const { return best_; }
  // No plan costs less.
  int64_t bound() const { return bound_; }

 private:
  // Some reviews that are planned anew while the others stay.
  struct Attempt {
    std::vector<int> reviews;
    uint64_t seed = 0;
    Plan plan;            // of all reviews
    int64_t cost = 0;     // at first
    bool proven = false;  // there is none better
    int64_t work = 0;
  };
  // What an attempt may use: that of one thread.
  struct Means {
    Budget& budget;
    Crew& crew;
    std::function<bool()> on_tick;  // true ends the search; may be empty
  };
  using Method = void (ExactSearch::*)(Attempt&, const Means&) const;

  bool Root();
  bool Widen();
  Best Draft(const Dive::Care& care);
  void PlanMany();
  bool ImproveManyParts(Best& base);
  void ImproveParts();
  bool ImprovePart();
  std::vector<Attempt> AttemptTogether(const Best& base, Method method, size_t size, size_t count);
  void PlanExactly(Attempt& attempt, const Means& means) const;
  void PlanByDive(Attempt& attempt, const Means& means) const;
  bool TakeAny(const std::vector<Attempt>& attempts, Best& base);
  void Keep(const Best& plan);
  int64_t SearchListed(std::vector<Column> columns, int64_t cutoff, int64_t nodes, bool raises);
  bool ListBelow(int64_t target, size_t most, std::vector<Column>& columns);
  void Raise(int64_t bound);
  bool Tick();
  int64_t Work() const { return work_ + generator_.Work(); }
  bool Done() const { return best_.plan.has_value() && bound_ >= best_.cost; }
  void Improved();
  Tree::OnTick TreeTick(const Mixture& mixture, bool raises);

  const Model& model_;
  Random random_;
  Budget& budget_;
  Crew& crew_;
  Hooks hooks_;
  Best best_;
  Generator::Start start_;
  int64_t bound_ = 0;
  bool ended_ = false;

  Generator generator_;
  std::optional<Prices> prices_;  // of the root
  std::vector<int64_t> least_;    // by review, at these prices
  int64_t base_ = 0;              // the bound at these prices, not rounded
  int64_t work_ = 0;              // of mixtures that are gone
  int64_t tree_nodes_;            // limit of the next complete search
  size_t most_listed_;            // choices that are searched at once
  Generator::Guide guide_;        // of the root
  std::optional<RelatedReviews> related_;
  size_t part_size_ = 0;
};

}  // namespace peerchallenge::scheduling::planning
