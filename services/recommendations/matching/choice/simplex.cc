#include "services/recommendations/matching/choice/simplex.h"

#include <algorithm>
#include <cmath>

namespace peerchallenge::recommendations::matching {

double CostScale(const Instance& instance) {
  constexpr double kMostCost = 100'000;
  int64_t most = 1;
  for (const Pair& pair : instance.pairs) most = std::max(most, pair.gain);
  return std::min(1.0, kMostCost / static_cast<double>(most));
}

int64_t ToPrice(double gain) {
  const double scaled = gain * static_cast<double>(kPriceScale);
  return std::llround(std::clamp(scaled, 0.0, static_cast<double>(kMostPrice)));
}

void AddRows(const Instance& instance, const std::vector<double>& most_per_offer, ClpSimplex& clp) {
  clp.setLogLevel(0);
  clp.scaling(0);
  clp.resize(instance.OfferCount() + instance.AskCount(), 0);
  for (int i = 0; i < instance.OfferCount(); ++i) {
    clp.setRowBounds(i, 0, most_per_offer[static_cast<size_t>(i)]);
  }
  for (int j = 0; j < instance.AskCount(); ++j) {
    clp.setRowBounds(instance.OfferCount() + j, 0, instance.places[static_cast<size_t>(j)]);
  }
}

Prices PricesOf(const Instance& instance, const ClpSimplex& clp, double scale) {
  const double* duals = clp.dualRowSolution() + instance.OfferCount();
  Prices prices(instance.share.size());
  for (size_t j = 0; j < prices.size(); ++j) prices[j] = ToPrice(-duals[j] / scale);
  return prices;
}

}  // namespace peerchallenge::recommendations::matching
