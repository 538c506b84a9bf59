#include "services/scheduling/planning/programme/master.h"

#include <algorithm>
#include <cmath>
#include <coin/ClpEventHandler.hpp>
#include <coin/ClpSimplex.hpp>
#include <coin/CoinError.hpp>
#include <map>

#include "absl/container/flat_hash_map.h"
#include "services/scheduling/planning/programme/broken_links.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr size_t kManyPeople = 200;

// Ends the simplex method at the next iteration once the budget is spent.
class Watch : public ClpEventHandler {
 public:
  explicit Watch(Budget* budget) : budget_(budget) {}
  int event(Event) override { return budget_->Spent() ? 0 : -1; }
  ClpEventHandler* clone() const override { return new Watch(*this); }

 private:
  Budget* budget_;
};

uint64_t HashOf(const Column& column) {
  uint64_t hash = static_cast<uint64_t>(column.review) << 32 | static_cast<uint64_t>(column.week);
  const auto mix = [&hash](int value) {
    hash = (hash ^ static_cast<uint64_t>(value + 1)) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
  };
  mix(column.lead);
  for (const int p : column.team) mix(p);
  return hash;
}

}  // namespace

double DearFor(const Model& model) {
  int64_t travel = 0;
  for (const int64_t cost : model.travel_cost) travel = std::max(travel, cost);
  int64_t dearest = 0;
  for (const ModelReview& review : model.reviews) {
    int64_t cost = *std::max_element(review.week_cost.begin(), review.week_cost.end());
    cost += std::min<int64_t>(review.team_max, 50) *
            (travel + 2 * model.balance_weight + model.novice_weight);
    for (const int target : review.theme_target) cost += model.theme_weight * std::min(target, 50);
    dearest = std::max(dearest, cost);
  }
  return static_cast<double>(dearest) * 2 + 100;
}

// The rows: one per review, then the links. The columns: one per review for 'nothing', two per
// balance, the steps of the weeks, then those of the master.
class Master::Lp {
 public:
  ClpSimplex clp;
  std::vector<int> at;               // by column: its number in the linear programme
  std::vector<int> dearer, cheaper;  // by link: columns that keep its price in bounds
  std::vector<int> load_row, balance_row, week_row, leads_row;
  std::vector<size_t> other_links;
  absl::flat_hash_map<uint64_t, std::vector<int>> by_hash;
  size_t flushed = 0;
  std::vector<bool> on;
  bool rows_changed = true;
  int64_t iterations = 0;
  const double* value = nullptr;
};

Master::Master(const Model& model, double dear, const std::vector<Column>& listed)
    : model_(model), lp_(std::make_unique<Lp>()) {
  ClpSimplex& clp = lp_->clp;
  clp.setLogLevel(0);
  clp.scaling(0);
  const auto reviews = model.reviews.size();
  clp.resize(static_cast<int>(reviews), 0);
  for (int r = 0; r < model.ReviewCount(); ++r) clp.setRowBounds(r, 1, 1);
  for (int r = 0; r < model.ReviewCount(); ++r) {
    const double one = 1;
    clp.addColumn(1, &r, &one, 0, COIN_DBL_MAX, dear);
  }
  // Of many people few are in demand: their loads are added when broken.
  AddBasicLinks(CountUses(listed), listed.empty() && model.people.size() > kManyPeople);
  AddFixedColumns();
  for (const Column& column : listed) Add(column);
}

Master::~Master() = default;

bool Master::IsOn(size_t column) const { return lp_->on[column]; }

void Master::SetDear(double dear) {
  for (int r = 0; r < model_.ReviewCount(); ++r) lp_->clp.setObjectiveCoefficient(r, dear);
}

Master::Uses Master::CountUses(const std::vector<Column>& listed) const {
  Uses uses{std::vector<int>(model_.people.size()),
            std::vector<int>(static_cast<size_t>(model_.week_count)),
            std::vector<int>(static_cast<size_t>(model_.authority_count))};
  // By thing: the last review that was counted for it.
  Uses last{std::vector<int>(uses.person.size(), -1), std::vector<int>(uses.week.size(), -1),
            std::vector<int>(uses.lead.size(), -1)};
  const auto count = [](std::vector<int>& counts, std::vector<int>& last_of, int thing,
                        int review) {
    const auto i = static_cast<size_t>(thing);
    if (last_of[i] == review) return;
    last_of[i] = review;
    ++counts[i];
  };
  std::vector<std::vector<const Column*>> of_review(model_.reviews.size());
  for (const Column& column : listed) {
    of_review[static_cast<size_t>(column.review)].push_back(&column);
  }
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    const auto use_person = [&](int p) { count(uses.person, last.person, p, r); };
    const auto use_week = [&](int w) { count(uses.week, last.week, w, r); };
    const auto use_lead = [&](int p) {
      count(uses.lead, last.lead, model_.Person(p).authority, r);
    };
    if (listed.empty()) {
      const ModelReview& review = model_.Review(r);
      std::for_each(review.week_list.begin(), review.week_list.end(), use_week);
      std::for_each(review.people.begin(), review.people.end(), use_person);
      std::for_each(review.leads.begin(), review.leads.end(), use_lead);
    }
    for (const Column* column : of_review[static_cast<size_t>(r)]) {
      use_week(column->week);
      std::for_each(column->team.begin(), column->team.end(), use_person);
      if (column->lead != kNobody) use_lead(column->lead);
    }
  }
  return uses;
}

void Master::AddBasicLinks(const Uses& uses, bool lazy_loads) {
  std::vector<Link> links;
  for (size_t p = 0; p < uses.person.size(); ++p) {
    if (!lazy_loads && model_.people[p].max_reviews < uses.person[p]) {
      links.push_back({Link::Kind::kLoad, static_cast<int>(p)});
    }
  }
  for (size_t a = 0; a < uses.lead.size(); ++a) {
    const int authority = static_cast<int>(a);
    if (model_.balance_weight > 0) links.push_back({Link::Kind::kBalance, authority});
    if (model_.lead_limit[a] < uses.lead[a]) links.push_back({Link::Kind::kLeads, authority});
  }
  for (size_t w = 0; w < uses.week.size(); ++w) {
    const bool costs = model_.spread_weight > 0 && uses.week[w] + model_.week_taken[w] > 1;
    if (costs || model_.week_limit[w] < uses.week[w]) {
      links.push_back({Link::Kind::kWeek, static_cast<int>(w)});
    }
  }
  lp_->load_row.assign(uses.person.size(), -1);
  lp_->balance_row.assign(uses.lead.size(), -1);
  lp_->leads_row.assign(uses.lead.size(), -1);
  lp_->week_row.assign(uses.week.size(), -1);
  AddLinks(links);
}

// Surpluses and deficits of places, and the steps of the weeks' numbers of reviews.
void Master::AddFixedColumns() {
  std::vector<double> values, uppers, costs;
  std::vector<int> rows;
  const auto add = [&](int row, double value, double upper, int64_t cost) {
    rows.push_back(row);
    values.push_back(value);
    uppers.push_back(upper);
    costs.push_back(static_cast<double>(cost));
  };
  for (size_t i = 0; i < links_.size(); ++i) {
    const int row = model_.ReviewCount() + static_cast<int>(i);
    if (links_[i].kind == Link::Kind::kBalance) {
      add(row, -1, COIN_DBL_MAX, model_.balance_weight);
      add(row, 1, COIN_DBL_MAX, model_.balance_weight);
    } else if (links_[i].kind == Link::Kind::kWeek) {
      const int most =
          std::min(model_.week_limit[static_cast<size_t>(links_[i].a)], model_.ReviewCount());
      const int taken = model_.week_taken[static_cast<size_t>(links_[i].a)];
      for (int n = 0; n < most; ++n) add(row, -1, 1, model_.spread_weight * (taken + n));
    }
  }
  const std::vector<double> zeros(rows.size());
  std::vector<CoinBigIndex> starts(rows.size() + 1);
  for (size_t i = 0; i < starts.size(); ++i) starts[i] = static_cast<CoinBigIndex>(i);
  lp_->clp.addColumns(static_cast<int>(rows.size()), zeros.data(), uppers.data(), costs.data(),
                      starts.data(), rows.data(), values.data());
}

// Adds rows for `links`, with the columns that are there.
void Master::AddLinks(const std::vector<Link>& links) {
  Flush();
  std::vector<CoinBigIndex> starts{0};
  std::vector<int> at;
  std::vector<double> weights, lower, upper;
  for (const Link& link : links) {
    const auto a = static_cast<size_t>(link.a);
    const int row = model_.ReviewCount() + static_cast<int>(links_.size());
    for (size_t c = 0; c < columns_.size(); ++c) {
      const int w = Weight(model_, link, columns_[c]);
      if (w == 0) continue;
      at.push_back(lp_->at[c]);
      weights.push_back(w);
    }
    starts.push_back(static_cast<CoinBigIndex>(at.size()));
    lower.push_back(link.kind == Link::Kind::kBalance ? Most(model_, link) : -COIN_DBL_MAX);
    upper.push_back(Most(model_, link));
    switch (link.kind) {
      case Link::Kind::kLoad:
        lp_->load_row[a] = row;
        break;
      case Link::Kind::kBalance:
        lp_->balance_row[a] = row;
        break;
      case Link::Kind::kWeek:
        lp_->week_row[a] = row;
        break;
      case Link::Kind::kLeads:
        lp_->leads_row[a] = row;
        break;
      default:
        lp_->other_links.push_back(links_.size());
    }
    links_.push_back(link);
  }
  lp_->clp.addRows(static_cast<int>(links.size()), lower.data(), upper.data(), starts.data(),
                   at.data(), weights.data());
  lp_->rows_changed = true;
}

bool Master::Add(const Column& column) {
  std::vector<int>& same = lp_->by_hash[HashOf(column)];
  for (const int c : same) {
    if (columns_[static_cast<size_t>(c)] == column) return false;
  }
  same.push_back(static_cast<int>(columns_.size()));
  columns_.push_back(column);
  lp_->on.push_back(true);
  return true;
}

// Hands the columns added since the last time to the simplex method.
void Master::Flush() {
  if (lp_->flushed == columns_.size()) return;
  std::vector<CoinBigIndex> starts{0};
  std::vector<int> rows;
  std::vector<double> values, costs, zeros, ones;
  std::map<int, int> entries;
  for (; lp_->flushed < columns_.size(); ++lp_->flushed) {
    const Column& column = columns_[lp_->flushed];
    const int host = model_.Review(column.review).host;
    entries.clear();
    entries[column.review] = 1;
    const auto count = [&entries](int row, int weight) {
      if (row >= 0) entries[row] += weight;
    };
    for (const int p : column.team) {
      count(lp_->load_row[static_cast<size_t>(p)], 1);
      const int home = model_.Person(p).authority;
      if (home == kPartner) continue;
      count(lp_->balance_row[static_cast<size_t>(home)], 1);
      count(lp_->balance_row[static_cast<size_t>(host)], -1);
    }
    count(lp_->week_row[static_cast<size_t>(column.week)], 1);
    if (column.lead != kNobody) {
      count(lp_->leads_row[static_cast<size_t>(model_.Person(column.lead).authority)], 1);
    }
    for (const size_t i : lp_->other_links) {
      const int weight = Weight(model_, links_[i], column);
      if (weight != 0) count(model_.ReviewCount() + static_cast<int>(i), weight);
    }
    for (const auto& [row, weight] : entries) {
      if (weight == 0) continue;
      rows.push_back(row);
      values.push_back(weight);
    }
    starts.push_back(static_cast<CoinBigIndex>(rows.size()));
    costs.push_back(static_cast<double>(column.cost));
    zeros.push_back(0);
    ones.push_back(lp_->on[lp_->flushed] ? COIN_DBL_MAX : 0);
  }
  for (size_t i = 0; i < costs.size(); ++i)
    lp_->at.push_back(lp_->clp.numberColumns() + static_cast<int>(i));
  lp_->clp.addColumns(static_cast<int>(costs.size()), zeros.data(), ones.data(), costs.data(),
                      starts.data(), rows.data(), values.data());
}

void Master::Trust(const std::vector<double>& center, double radius) {
  ClpSimplex& clp = lp_->clp;
  for (size_t i = lp_->dearer.size(); i < links_.size(); ++i) {
    const int row = model_.ReviewCount() + static_cast<int>(i);
    const double down = -1, up = 1;
    lp_->dearer.push_back(clp.numberColumns());
    clp.addColumn(1, &row, &down, 0, 0, 0);
    lp_->cheaper.push_back(clp.numberColumns());
    clp.addColumn(1, &row, &up, 0, 0, 0);
  }
  for (size_t i = 0; i < links_.size(); ++i) {
    const double at = i < center.size() ? center[i] : 0;
    const bool free = links_[i].kind == Link::Kind::kBalance;
    clp.setColumnUpper(lp_->dearer[i], radius < 0 ? 0 : COIN_DBL_MAX);
    clp.setObjectiveCoefficient(lp_->dearer[i], at + radius);
    const bool lower = radius >= 0 && (free || at > radius);
    clp.setColumnUpper(lp_->cheaper[i], lower ? COIN_DBL_MAX : 0);
    clp.setObjectiveCoefficient(lp_->cheaper[i], -(at - radius));
  }
}

bool Master::IsHeldBack() const {
  constexpr double kUsed = 1e-7;
  const double* shares = lp_->clp.primalColumnSolution();
  const auto used = [shares](int column) { return shares[column] > kUsed; };
  return std::any_of(lp_->dearer.begin(), lp_->dearer.end(), used) ||
         std::any_of(lp_->cheaper.begin(), lp_->cheaper.end(), used);
}

void Master::Turn(size_t column, bool on) {
  if (lp_->on[column] == on) return;
  lp_->on[column] = on;
  if (column >= lp_->flushed) return;
  lp_->clp.setColumnUpper(lp_->at[column], on ? COIN_DBL_MAX : 0);
  lp_->rows_changed = true;
}

Master::Answer Master::Solve(Budget& budget) {
  if (budget.Spent()) return Answer::kStopped;
  Flush();
  ClpSimplex& clp = lp_->clp;
  Watch watch(&budget);
  try {
    clp.passInEventHandler(&watch);
    // New rows leave the duals in order, new columns the values.
    if (lp_->rows_changed) {
      clp.dual();
    } else {
      clp.primal();
    }
    lp_->iterations += clp.numberIterations();
    if (clp.status() != 0 && !budget.Spent()) {
      clp.allSlackBasis(true);
      clp.primal();
      lp_->iterations += clp.numberIterations();
    }
  } catch (const CoinError&) {
    return Answer::kFailed;
  }
  if (budget.Spent()) return Answer::kStopped;
  if (clp.status() != 0) return Answer::kFailed;
  lp_->rows_changed = false;
  lp_->value = clp.primalColumnSolution();
  return Answer::kSolved;
}

double Master::objective() const { return lp_->clp.objectiveValue(); }
double Master::share(size_t column) const {
  return column < lp_->flushed ? lp_->clp.primalColumnSolution()[lp_->at[column]] : 0;
}
double Master::missing() const {
  double sum = 0;
  for (int r = 0; r < model_.ReviewCount(); ++r) sum += lp_->clp.primalColumnSolution()[r];
  return sum;
}
double Master::price(int review) const { return lp_->clp.dualRowSolution()[review]; }
int64_t Master::iterations() const { return lp_->iterations; }

std::vector<double> Master::LinkPrices() const {
  std::vector<double> prices(links_.size());
  const double* duals = lp_->clp.dualRowSolution() + model_.ReviewCount();
  for (size_t i = 0; i < links_.size(); ++i) prices[i] = -duals[i];
  return prices;
}

Prices Master::ToPrices(const std::vector<double>& link_prices) const {
  Prices prices(model_);
  const int64_t balance = model_.balance_weight * kPriceScale;
  for (size_t i = 0; i < link_prices.size(); ++i) {
    const double scaled =
        std::clamp(link_prices[i] * static_cast<double>(kPriceScale), -1e15, 1e15);
    int64_t price = std::llround(scaled);
    price = links_[i].kind == Link::Kind::kBalance ? std::clamp(price, -balance, balance)
                                                   : std::max<int64_t>(0, price);
    if (price != 0) prices.Add(links_[i], price);
  }
  return prices;
}

// By column, 0 for those that are off.
std::vector<double> Master::Shares() const {
  std::vector<double> shares(columns_.size());
  for (size_t c = 0; c < shares.size(); ++c) shares[c] = lp_->on[c] ? share(c) : 0;
  return shares;
}

bool Master::AddBrokenLinks() { return AddFresh(BrokenLinks(model_, columns_, Shares())); }

bool Master::AddBrokenTriples() { return AddFresh(BrokenTriples(model_, columns_, Shares())); }

std::vector<double> Master::Know(const planning::LinkPrices& prices) {
  std::vector<Link> links;
  for (const auto& [link, price] : prices) links.push_back(link);
  AddFresh(links);
  std::vector<double> result(links_.size());
  for (const auto& [link, price] : prices) {
    const auto at = std::find(links_.begin(), links_.end(), link);
    result[static_cast<size_t>(at - links_.begin())] += price;
  }
  return result;
}

// Adds those of `links` that are not there yet; false when there are none.
bool Master::AddFresh(const std::vector<Link>& links) {
  std::vector<Link> fresh;
  for (const Link& link : links) {
    if (std::find(links_.begin(), links_.end(), link) == links_.end() &&
        std::find(fresh.begin(), fresh.end(), link) == fresh.end()) {
      fresh.push_back(link);
    }
  }
  if (fresh.empty()) return false;
  AddLinks(fresh);
  return true;
}

}  // namespace peerchallenge::scheduling::planning
