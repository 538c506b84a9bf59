#include "services/scheduling/planning/programme/lower_bound.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace peerchallenge::scheduling::planning {
namespace {

// Prices and reduced costs are kept in 1/64 of a cost unit.
constexpr int64_t kScale = 64;
constexpr int64_t kNever = std::numeric_limits<int64_t>::max() / 4;
// Largest single cost for which all sums stay far from the end of int64_t.
constexpr int64_t kLargestCost = 1'000'000'000;
// Without a better bound for this many steps, strides are halved.
constexpr int kPatience = 20;

int64_t Largest(const std::vector<int64_t>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

}  // namespace

LowerBound::LowerBound(const Model& model)
    : model_(model),
      load_price_(model.people.size()),
      balance_price_(static_cast<size_t>(model.authority_count)),
      week_price_(static_cast<size_t>(model.week_count)),
      prices_(model.reviews.size()),
      load_gap_(model.people.size()),
      balance_gap_(static_cast<size_t>(model.authority_count)),
      week_gap_(static_cast<size_t>(model.week_count)),
      gaps_(model.reviews.size()),
      choices_(model.reviews.size()) {
  int64_t largest = std::max({Largest(model.travel_cost), model.theme_weight, model.balance_weight,
                              model.novice_weight, model.spread_weight});
  for (size_t r = 0; r < model.reviews.size(); ++r) {
    const ModelReview& review = model.reviews[r];
    largest = std::max(largest, Largest(review.week_cost));
    for (const auto& [person, bonus] : review.kept_bonus) largest = std::max(largest, bonus);
    prices_[r].theme.assign(review.theme_target.size(), model.theme_weight * kScale / 2);
    gaps_[r].theme.resize(review.theme_target.size());
  }
  usable_ = largest <= kLargestCost;
}

int64_t LowerBound::StepsWorth() const {
  int64_t work = 1;
  for (const ModelReview& review : model_.reviews) {
    work += static_cast<int64_t>(review.people.size()) / 2 +
            static_cast<int64_t>(review.week_list.size()) * 2;
  }
  return work;
}

void LowerBound::Improve(int64_t target, Budget& budget) {
  if (!usable_) return;
  const int64_t value = Relax(budget);
  if (budget.Spent()) return;
  if (value > best_scaled_) {
    best_scaled_ = value;
    RememberPrices();
    // Costs are whole: a bound of x and a fraction is one of x + 1.
    if (value > 0) value_ = (value + kScale - 1) / kScale;
    stale_ = 0;
  } else if (++stale_ >= kPatience) {
    stale_ = 0;
    stride_ /= 2;
  }
  MovePrices(value, target * kScale);
}

void LowerBound::RememberPrices() {
  best_link_prices_.clear();
  const auto remember = [this](Link::Kind kind, const std::vector<int64_t>& prices) {
    for (size_t i = 0; i < prices.size(); ++i) {
      if (prices[i] == 0) continue;
      best_link_prices_.emplace_back(Link{kind, static_cast<int>(i)},
                                     static_cast<double>(prices[i]) / kScale);
    }
  };
  remember(Link::Kind::kLoad, load_price_);
  remember(Link::Kind::kBalance, balance_price_);
  remember(Link::Kind::kWeek, week_price_);
}

// The value of the current prices; without meaning when the budget is spent on the way.
int64_t LowerBound::Relax(Budget& budget) {
  int64_t value = model_.constant_cost * kScale;
  for (int r = 0; r < model_.ReviewCount() && !budget.Spent(); ++r) value += SolveReview(r);
  for (size_t p = 0; p < load_price_.size(); ++p) {
    // A person without a limit has no price.
    if (load_price_[p] > 0) value -= load_price_[p] * model_.people[p].max_reviews;
  }
  CountGaps();
  for (int w = 0; w < model_.week_count; ++w) value += FillWeek(w);
  return value;
}

// The least priced cost of one review; remembers the choice.
int64_t LowerBound::SolveReview(int review) {
  const ModelReview& what = model_.Review(review);
  const int64_t fixed = PriceSeats(review);
  int64_t best = kNever;
  Choice& choice = choices_[static_cast<size_t>(review)];
  std::vector<int> team;
  for (const int w : what.week_list) {
    const int64_t week_cost =
        what.week_cost[static_cast<size_t>(w)] * kScale + week_price_[static_cast<size_t>(w)];
    const int64_t cost = week_cost + CheapestTeam(review, w, best - week_cost, team);
    if (cost >= best) continue;
    best = cost;
    choice.week = w;
    choice.team = team;
  }
  return fixed + best;
}

// Fills `seats_` with the review's people by reduced cost; returns the review's fixed cost.
int64_t LowerBound::PriceSeats(int review) {
  const ModelReview& what = model_.Review(review);
  const ReviewPrices& prices = prices_[static_cast<size_t>(review)];
  const int64_t host_price = balance_price_[static_cast<size_t>(what.host)];
  int64_t fixed = prices.lead - prices.novice;
  const int64_t theme_weight = model_.theme_weight * kScale;
  for (size_t k = 0; k < prices.theme.size(); ++k) {
    const int64_t soft = std::min(prices.theme[k], theme_weight);
    fixed += soft * what.theme_target[k] + (prices.theme[k] - soft);
  }
  int64_t lead_cost = 0;
  for (const int p : what.leads) lead_cost = std::min(lead_cost, model_.LeadCost(review, p));
  fixed += lead_cost * kScale;

  seats_.clear();
  for (const int p : what.people) {
    const ModelPerson& person = model_.Person(p);
    int64_t cost = model_.SeatCost(review, p) * kScale + load_price_[static_cast<size_t>(p)];
    if (person.authority != kPartner) {
      cost += balance_price_[static_cast<size_t>(person.authority)] - host_price;
    }
    if (person.novice) cost += prices.novice;
    if (model_.MayLead(review, p)) cost -= prices.lead;
    for (uint64_t left = model_.Themes(review, p); left != 0; left &= left - 1) {
      cost -= prices.theme[static_cast<size_t>(std::countr_zero(left))];
    }
    seats_.emplace_back(cost, p);
  }
  std::sort(seats_.begin(), seats_.end());
  return fixed;
}

// The cheapest team of `seats_` within the bounds on size and roles: first each role's minimum,
// then whoever is cheapest up to the least size, then whoever lowers the cost. Exact, because the
// bounds form a laminar family. kNever when there is none or when the cost reaches `cutoff`.
int64_t LowerBound::CheapestTeam(int review, int week, int64_t cutoff,
                                 std::vector<int>& team) const {
  const ModelReview& what = model_.Review(review);
  team.clear();
  std::vector<int> count(what.roles.size());
  std::vector<bool> taken(seats_.size());
  int missing = 0;
  for (const RoleBound& role : what.roles) missing += role.min;
  int64_t cost = 0;
  const auto take = [&](size_t i, int role) {
    taken[i] = true;
    if (role >= 0) ++count[static_cast<size_t>(role)];
    team.push_back(seats_[i].second);
    cost += seats_[i].first;
  };
  for (size_t i = 0; i < seats_.size() && missing > 0; ++i) {
    const int p = seats_[i].second;
    const int role = model_.ClassOf(review, p);
    if (role < 0 || !model_.IsFree(review, p, week)) continue;
    const auto k = static_cast<size_t>(role);
    if (count[k] >= what.roles[k].min) continue;
    take(i, role);
    --missing;
  }
  for (size_t i = 0; i < seats_.size(); ++i) {
    const int size = static_cast<int>(team.size());
    if (size >= what.team_max || (size >= what.team_min && seats_[i].first >= 0)) break;
    const int p = seats_[i].second;
    if (taken[i] || !model_.IsFree(review, p, week)) continue;
    const int role = model_.ClassOf(review, p);
    if (role >= 0 &&
        count[static_cast<size_t>(role)] >= what.roles[static_cast<size_t>(role)].max) {
      continue;
    }
    take(i, role);
  }
  const bool complete = missing == 0 && static_cast<int>(team.size()) >= what.team_min;
  return complete && cost < cutoff ? cost : kNever;
}

// A week's own cost at its cheapest number of reviews; notes the gap to the number chosen.
int64_t LowerBound::FillWeek(int week) {
  const auto w = static_cast<size_t>(week);
  const int most = std::min(model_.week_limit[w], model_.ReviewCount());
  int64_t best = 0;
  int best_count = 0;
  for (int n = 1; n <= most; ++n) {
    const int64_t spread = model_.spread_weight * n * (n - 1) / 2 * kScale;
    const int64_t cost = spread - week_price_[w] * n;
    if (cost >= best && n > best_count + 1) break;  // convex in n
    if (cost < best) {
      best = cost;
      best_count = n;
    }
  }
  week_gap_[w] -= best_count;
  return best;
}

// How far the choices are from the rules and costs that were priced.
void LowerBound::CountGaps() {
  std::fill(balance_gap_.begin(), balance_gap_.end(), 0);
  std::fill(week_gap_.begin(), week_gap_.end(), 0);
  for (size_t p = 0; p < load_gap_.size(); ++p) load_gap_[p] = -model_.people[p].max_reviews;
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    const ModelReview& what = model_.Review(r);
    const Choice& choice = choices_[static_cast<size_t>(r)];
    ReviewGaps& gaps = gaps_[static_cast<size_t>(r)];
    const ReviewPrices& prices = prices_[static_cast<size_t>(r)];
    for (size_t k = 0; k < gaps.theme.size(); ++k) {
      const bool soft = prices.theme[k] < model_.theme_weight * kScale;
      gaps.theme[k] = soft ? what.theme_target[k] : 1;
    }
    gaps.novice = -1;
    gaps.lead = what.needs_lead ? 1 : 0;
    ++week_gap_[static_cast<size_t>(choice.week)];
    for (const int p : choice.team) {
      const ModelPerson& person = model_.Person(p);
      ++load_gap_[static_cast<size_t>(p)];
      if (person.novice) ++gaps.novice;
      if (what.needs_lead && model_.MayLead(r, p)) --gaps.lead;
      for (uint64_t left = model_.Themes(r, p); left != 0; left &= left - 1) {
        --gaps.theme[static_cast<size_t>(std::countr_zero(left))];
      }
      if (person.authority == kPartner) continue;
      ++balance_gap_[static_cast<size_t>(person.authority)];
      --balance_gap_[static_cast<size_t>(what.host)];
    }
  }
}

// A step along the gaps (a subgradient), long enough to reach `target` if the bound were linear.
void LowerBound::MovePrices(int64_t value, int64_t target) {
  double square = 0;
  const auto visit = [&](const auto& move) {
    for (size_t p = 0; p < load_price_.size(); ++p) {
      if (model_.people[p].max_reviews != kUnlimited) {
        move(load_price_[p], load_gap_[p], int64_t{0}, kNever);
      }
    }
    const int64_t balance = model_.balance_weight * kScale;
    for (size_t a = 0; a < balance_price_.size(); ++a) {
      move(balance_price_[a], balance_gap_[a], -balance, balance);
    }
    for (size_t w = 0; w < week_price_.size(); ++w) {
      move(week_price_[w], week_gap_[w], int64_t{0}, kNever);
    }
    for (size_t r = 0; r < prices_.size(); ++r) {
      const ModelReview& review = model_.reviews[r];
      for (size_t k = 0; k < prices_[r].theme.size(); ++k) {
        const bool needed = (review.themes_needed >> k & 1) != 0;
        move(prices_[r].theme[k], gaps_[r].theme[k], int64_t{0},
             needed ? kNever : model_.theme_weight * kScale);
      }
      move(prices_[r].novice, gaps_[r].novice, int64_t{0}, model_.novice_weight * kScale);
      if (review.needs_lead) move(prices_[r].lead, gaps_[r].lead, int64_t{0}, kNever);
    }
  };
  visit([&square](int64_t price, int gap, int64_t low, int64_t high) {
    const bool stuck = (price <= low && gap < 0) || (price >= high && gap > 0);
    if (!stuck) square += static_cast<double>(gap) * gap;
  });
  if (square == 0) return;
  const double length = stride_ * static_cast<double>(std::max(target - value, kScale)) / square;
  visit([length](int64_t& price, int gap, int64_t low, int64_t high) {
    const double moved = std::clamp(length * gap, -1e12, 1e12);
    price =
        std::clamp(price + static_cast<int64_t>(moved), low, std::min(high, kLargestCost * kScale));
  });
}

}  // namespace peerchallenge::scheduling::planning
