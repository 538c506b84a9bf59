#pragma once

#include <coin/ClpEventHandler.hpp>
#include <coin/ClpSimplex.hpp>

#include "common/environment/budget.h"
#include "services/recommendations/matching/choice/instance.h"
#include "services/recommendations/matching/choice/pricing.h"

// What the linear programmes have in common. Included by the files that know Clp only.
namespace peerchallenge::recommendations::matching {

// Ends the simplex method at the next iteration once the budget is spent.
class BudgetWatch : public ClpEventHandler {
 public:
  explicit BudgetWatch(environment::Budget* budget) : budget_(budget) {}
  int event(Event) override { return budget_->Spent() ? 0 : -1; }
  ClpEventHandler* clone() const override { return new BudgetWatch(*this); }

 private:
  environment::Budget* budget_;
};

// Costs per gain: gains are scaled down, as the simplex method thinks in tolerances of 1e-7.
double CostScale(const Instance& instance);

// A price from a dual in gains; what is out of range is brought into it.
int64_t ToPrice(double gain);

// Makes the rows: one per offer, at most `most_per_offer`; then one per ask, at most its places.
void AddRows(const Instance& instance, const std::vector<double>& most_per_offer, ClpSimplex& clp);

// The prices of places of the last solution over these rows.
Prices PricesOf(const Instance& instance, const ClpSimplex& clp, double scale);

}  // namespace peerchallenge::recommendations::matching
