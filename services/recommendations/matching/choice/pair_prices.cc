#include "services/recommendations/matching/choice/pair_prices.h"

#include <coin/CoinError.hpp>
#include <vector>

#include "services/recommendations/matching/choice/simplex.h"

namespace peerchallenge::recommendations::matching {

std::optional<Prices> PairPrices(const Instance& instance, environment::Budget& budget) {
  if (budget.Spent()) return std::nullopt;
  if (instance.pairs.empty()) return Prices(instance.share.size(), 0);
  const double scale = CostScale(instance);
  const auto count = instance.pairs.size();
  std::vector<CoinBigIndex> starts{0};
  std::vector<int> rows;
  std::vector<double> values, costs;
  for (int p = 0; p < instance.PairCount(); ++p) {
    rows.insert(rows.end(), {instance.At(p).offer, instance.OfferCount() + instance.At(p).ask});
    values.insert(values.end(), {static_cast<double>(instance.Share(p)), 1.0});
    costs.push_back(-static_cast<double>(instance.At(p).gain) * scale);
    starts.push_back(static_cast<CoinBigIndex>(rows.size()));
  }
  const std::vector<double> zeros(count, 0), ones(count, 1);
  ClpSimplex clp;
  AddRows(instance, {instance.free_days.begin(), instance.free_days.end()}, clp);
  clp.addColumns(static_cast<int>(count), zeros.data(), ones.data(), costs.data(), starts.data(),
                 rows.data(), values.data());
  BudgetWatch watch(&budget);
  try {
    clp.passInEventHandler(&watch);
    clp.primal();
  } catch (const CoinError&) {
    return std::nullopt;
  }
  if (budget.Spent() || clp.status() != 0) return std::nullopt;
  return PricesOf(instance, clp, scale);
}

}  // namespace peerchallenge::recommendations::matching
