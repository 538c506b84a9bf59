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
#include "services/scheduling/planning/search/crew.h"

namespace peerchallenge::scheduling::planning {

// Column generation: finds the best mixture of choices per review (see Master) among all choices,
// of which there are far too many to list, and a proven lower bound.
//
// Why the bound is true (a Lagrangian relaxation): every link is priced instead of enforced. A plan
// pays for each link it uses and gets back price x Most(link), which is no loss as it stays within
// the links; balance and spread are at their own cheapest. What is left is one choice per review,
// whose least price TeamPricer knows exactly. All prices are whole numbers, whatever the
// floating-point duals that they were made from.
//
// How it gets there (a trust region): prices stay near those of the best bound so far, for far from
// them the few choices known say nothing about the bound.
class Generator {
 public:
  // The crew may be shared with others that do not work at the same time. All three must outlive
  // the generator.
  Generator(const Model& model, Budget& budget, Crew& crew);

  // Choices and prices to start from, whatever they are worth.
  struct Start {
    std::vector<Column> columns;
    LinkPrices prices;
    double radius = 40;  // how far prices are trusted to lie from these, in cost units
  };
  void Begin(const Start& start);

  enum class Answer { kSolved, kStopped, kFailed };
  // Raises the bound until it is within `tolerance` (a share) of the best mixture, or reaches
  // `cutoff`.
  // `on_round` is called after each round with the bound so far; true stops the search.
  Answer Solve(int64_t cutoff, double tolerance, const std::function<bool(int64_t)>& on_round);

  // What the mixture of the last Solve() holds: choices with their shares, and the prices of its
  // bound, as the start of further searches.
  struct Guide {
    std::vector<Column> columns;
    std::vector<double> shares;  // by column, 0 to 1
    LinkPrices prices;
  };
  Guide LastGuide() const;

  // No plan costs less; of the last Solve().
  int64_t bound() const;
  const std::vector<Column>& columns() const { return master_->columns(); }
  // The prices that gave the bound.
  Prices BestPrices() const { return master_->ToPrices(best_prices_); }
  // Work so far, in units of roughly one step of the annealer.
  int64_t Work() const;

  // By review: the least price of any choice; TeamPricer::kNone where there is none. Means nothing
  // when the budget is spent.
  std::vector<int64_t> Least(const Prices& prices);
  // Appends the choices for `review` priced below `limit`; false when there are more than `most`.
  bool List(const Prices& prices, int review, int64_t limit, size_t most,
            std::vector<Column>& columns);

 private:
  Master::Answer SolveMaster();
  int Judge(std::vector<double> prices);
  int64_t Price(const Prices& prices, int& added);
  std::vector<TeamPricer::Answer> AskPricers(const Prices& prices,
                                             const std::vector<int64_t>& wanted, int most);

  const Model& model_;
  Budget& budget_;
  Crew& crew_;
  std::unique_ptr<Master> master_;
  std::vector<TeamPricer::Workspace> rooms_;  // by thread of the crew
  std::vector<TeamPricer> pricers_;
  double dear_ = 0;
  int64_t best_ = 0;                 // the bound, scaled
  std::vector<double> best_prices_;  // by link
  int64_t last_ = 0;                 // the value of the prices judged last, scaled
  double radius_ = 0;
  bool has_few_columns_ = false;  // for the prices to start from
};

}  // namespace peerchallenge::scheduling::planning
