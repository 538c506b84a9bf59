#include "services/recommendations/matching/choice/master.h"

#include <algorithm>
#include <coin/CoinError.hpp>

#include "absl/container/flat_hash_set.h"
#include "services/recommendations/matching/choice/simplex.h"

namespace peerchallenge::recommendations::matching {
namespace {

// Parts of sets smaller than this are noise.
constexpr double kNoise = 1e-6;

}  // namespace

// The rows: one per offer, then one per ask. The columns: those of the master, at a negative cost.
class Master::Lp {
 public:
  ClpSimplex clp;
  double scale = 1;                       // cost per gain
  std::vector<std::vector<int>> columns;  // their pairs
  absl::flat_hash_set<std::vector<int>> known;
  size_t flushed = 0;  // columns that the simplex method has
};

Master::Master(const Instance& instance) : instance_(instance), lp_(std::make_unique<Lp>()) {
  lp_->scale = CostScale(instance);
  AddRows(instance, std::vector<double>(instance.free_days.size(), 1), lp_->clp);
}

Master::~Master() = default;

const std::vector<std::vector<int>>& Master::sets() const { return lp_->columns; }

bool Master::Add(const std::vector<int>& pairs) {
  if (!lp_->known.insert(pairs).second) return false;
  lp_->columns.push_back(pairs);
  return true;
}

void Master::StartAt(const Choice& choice) {
  std::vector<std::vector<int>> sets(instance_.free_days.size());
  for (const int p : choice.pairs) sets[static_cast<size_t>(instance_.At(p).offer)].push_back(p);
  std::vector<int> at(sets.size(), -1);
  for (size_t i = 0; i < sets.size(); ++i) {
    if (sets[i].empty()) continue;
    Add(sets[i]);
    const auto column = std::find(lp_->columns.begin(), lp_->columns.end(), sets[i]);
    at[i] = static_cast<int>(column - lp_->columns.begin());
  }
  Flush();
  lp_->clp.allSlackBasis(true);
  for (size_t i = 0; i < at.size(); ++i) {
    if (at[i] < 0) continue;
    lp_->clp.setColumnStatus(at[i], ClpSimplex::basic);
    lp_->clp.setRowStatus(static_cast<int>(i), ClpSimplex::atUpperBound);
  }
}

void Master::Reprice(int pair) {
  for (size_t c = 0; c < lp_->flushed; ++c) {
    const std::vector<int>& pairs = lp_->columns[c];
    if (!std::binary_search(pairs.begin(), pairs.end(), pair)) continue;
    lp_->clp.setObjectiveCoefficient(static_cast<int>(c), CostOf(pairs));
  }
}

double Master::CostOf(const std::vector<int>& pairs) const {
  int64_t gain = 0;
  for (const int p : pairs) gain += instance_.At(p).gain;
  return -static_cast<double>(gain) * lp_->scale;
}

// Hands the columns added since the last time to the simplex method.
void Master::Flush() {
  std::vector<CoinBigIndex> starts{0};
  std::vector<int> rows;
  std::vector<double> costs;
  for (size_t c = lp_->flushed; c < lp_->columns.size(); ++c) {
    rows.push_back(instance_.At(lp_->columns[c].front()).offer);
    for (const int p : lp_->columns[c]) {
      rows.push_back(instance_.OfferCount() + instance_.At(p).ask);
    }
    starts.push_back(static_cast<CoinBigIndex>(rows.size()));
    costs.push_back(CostOf(lp_->columns[c]));
  }
  lp_->flushed = lp_->columns.size();
  const std::vector<double> ones(rows.size(), 1), zeros(costs.size(), 0);
  const std::vector<double> uppers(costs.size(), COIN_DBL_MAX);
  lp_->clp.addColumns(static_cast<int>(costs.size()), zeros.data(), uppers.data(), costs.data(),
                      starts.data(), rows.data(), ones.data());
}

Master::Answer Master::Solve(environment::Budget& budget) {
  if (budget.Spent()) return Answer::kStopped;
  Flush();
  ClpSimplex& clp = lp_->clp;
  BudgetWatch watch(&budget);
  try {
    clp.passInEventHandler(&watch);
    clp.primal();
    if (clp.status() != 0 && !budget.Spent()) {
      clp.allSlackBasis(true);
      clp.primal();
    }
  } catch (const CoinError&) {
    return Answer::kFailed;
  }
  if (budget.Spent()) return Answer::kStopped;
  if (clp.status() != 0) return Answer::kFailed;
  return Answer::kSolved;
}

Prices Master::AskPrices() const { return PricesOf(instance_, lp_->clp, lp_->scale); }

int64_t Master::OfferPrice(int offer) const {
  return ToPrice(-lp_->clp.dualRowSolution()[offer] / lp_->scale);
}

std::vector<double> Master::Shares() const {
  std::vector<double> shares(instance_.pairs.size());
  const double* values = lp_->clp.primalColumnSolution();
  for (size_t c = 0; c < lp_->flushed; ++c) {
    if (values[c] < kNoise) continue;
    for (const int p : lp_->columns[c]) shares[static_cast<size_t>(p)] += values[c];
  }
  return shares;
}

std::vector<int> Master::Wishes() const {
  const double* values = lp_->clp.primalColumnSolution();
  std::vector<size_t> used;
  for (size_t c = 0; c < lp_->flushed; ++c) {
    if (values[c] >= kNoise) used.push_back(c);
  }
  std::stable_sort(used.begin(), used.end(),
                   [values](size_t a, size_t b) { return values[a] > values[b]; });
  std::vector<int> wishes;
  for (const size_t c : used) {
    wishes.insert(wishes.end(), lp_->columns[c].begin(), lp_->columns[c].end());
  }
  return wishes;
}

}  // namespace peerchallenge::recommendations::matching
