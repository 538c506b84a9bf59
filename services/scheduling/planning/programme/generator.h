#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "services/scheduling/planning/programme/master.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/programme/team_pricer.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// Column generation: finds the best mixture of choices per review (see Master) among all choices,
// of which there are far too many to list, and a proven lower bound.
//
// Why the bound is true (a Lagrangian relaxation): every link is priced instead of enforced. A plan
// pays for each link it uses and gets back price x Most(link), which is no loss as it stays within
// the links; balance and spread are at their own cheapest. What is left is one choice per review,
// whose least price TeamPricer knows exactly. All prices are whole numbers, whatever the
// floating-point duals that they were made from.
class Generator {
 public:
  Generator(const Model& model, Budget& budget);
  // Knows no choices but `listed`, at least one per review: quick, and right about plans made of
  // these.
  Generator(const Model& model, Budget& budget, const std::vector<Column>& listed);

  struct Result {
    enum class Kind { kSolved, kPruned, kStopped, kFailed } kind = Kind::kFailed;
    int64_t bound = 0;   // no plan within the terms costs less
    double value = 0;    // of the mixture
    bool whole = false;  // the mixture is a plan, as far as the links known go
  };
  // `terms` by review; stops early once the bound reaches `cutoff`, or after `rounds` rounds.
  Result Solve(const std::vector<Terms>& terms, int64_t cutoff, int rounds);

  // Adds the choices of a plan.
  void Offer(const Plan& plan);
  // The part of one review in a plan.
  Column ColumnOf(const Plan& plan, int review) const;

  std::vector<Terms> NoTerms() const;
  const Master& master() const { return *master_; }
  // Work so far, in units of roughly one step of the annealer.
  int64_t Work() const;
  // Called after each round of Solve() with the bound so far; true stops it.
  void OnRound(std::function<bool(int64_t bound)> on_round) { on_round_ = std::move(on_round); }
  // The least price of any choice for `review`; TeamPricer::kNone when it has none.
  int64_t Least(const Prices& prices, int review);
  // Appends the choices for `review` priced below `limit`; false when there are more than `most`.
  bool List(const Prices& prices, int review, int64_t limit, size_t most,
            std::vector<Column>& columns);
  // Where choices are listed: those that a plan below `cutoff` may hold, by the last Solve()
  // without terms.
  std::vector<Column> Useful(int64_t cutoff) const;
  // The prices that gave the last Solve() its bound, and that bound without rounding.
  Prices BestPrices() const { return master_->ToPrices(best_prices_); }

 private:
  void Apply(const std::vector<Terms>& terms);
  int64_t Price(const std::vector<Terms>& terms, const std::vector<double>& prices, bool own,
                int& added);
  int64_t LeastListed(const Prices& prices) const;
  bool IsWhole() const;

  const Model& model_;
  Budget& budget_;
  std::unique_ptr<Master> master_;
  std::vector<TeamPricer> pricers_;
  double dear_ = 0;
  const bool listed_ = false;
  size_t most_links_ = 0;
  std::vector<double> best_prices_;  // of the Solve() at hand
  int64_t other_work_ = 0;
  std::function<bool(int64_t)> on_round_;
};

}  // namespace peerchallenge::scheduling::planning
