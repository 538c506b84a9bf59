#include "services/scheduling/planning/programme/generator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace peerchallenge::scheduling::planning {
namespace {

constexpr double kSmoothing = 0.5;
constexpr double kWhole = 1e-6;
constexpr int kColumnsPerReview = 3;
// Rounds of cuts for one branch, and cuts in all.
constexpr int kCutRounds = 6;
constexpr size_t kMostCuts = 400;
// Rounds at least, as long as reviews are without a column.
constexpr int kRoundsWhenLacking = 25;
constexpr double kScale = static_cast<double>(kPriceScale);

int64_t Ceiling(int64_t scaled) {
  return scaled >= 0 ? (scaled + kPriceScale - 1) / kPriceScale : -(-scaled / kPriceScale);
}

// Dearer than the cost of most plans, so that reviews get a column where they can.
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

bool Fits(const Model& model, const Terms& terms, const Column& column) {
  if (terms.only.has_value()) return column == *terms.only;
  if (!terms.weeks.Has(column.week)) return false;
  const auto on_team = [&column](int p) {
    return std::binary_search(column.team.begin(), column.team.end(), p);
  };
  if (!std::all_of(terms.on.begin(), terms.on.end(), on_team)) return false;
  if (std::any_of(terms.off.begin(), terms.off.end(), on_team)) return false;
  if (column.lead == kNobody) return true;
  const int home = model.Person(column.lead).authority;
  if (terms.lead_authority != kPartner && terms.lead_authority != home) return false;
  return std::find(terms.no_leads.begin(), terms.no_leads.end(), home) == terms.no_leads.end();
}

}  // namespace

Generator::Generator(const Model& model, Budget& budget)
    : model_(model), budget_(budget), dear_(DearFor(model)) {
  master_ = std::make_unique<Master>(model, dear_);
  for (int r = 0; r < model.ReviewCount(); ++r) pricers_.emplace_back(model, r);
}

Generator::Generator(const Model& model, Budget& budget, const std::vector<Column>& listed)
    : model_(model), budget_(budget), dear_(DearFor(model)), listed_(true) {
  master_ = std::make_unique<Master>(model, dear_, listed);
  most_links_ = master_->links().size() + kMostCuts;
}

std::vector<Terms> Generator::NoTerms() const {
  std::vector<Terms> terms(model_.reviews.size());
  for (size_t r = 0; r < terms.size(); ++r) terms[r].weeks = model_.reviews[r].weeks;
  return terms;
}

int64_t Generator::Work() const {
  int64_t work = other_work_ + master_->iterations() * 4;
  for (const TeamPricer& pricer : pricers_) work += pricer.work();
  return work;
}

Column Generator::ColumnOf(const Plan& plan, int review) const {
  const auto i = static_cast<size_t>(review);
  Column column{review, plan.week[i], plan.lead[i], plan.team[i], 0};
  std::sort(column.team.begin(), column.team.end());
  column.cost = OwnCost(model_, column);
  return column;
}

void Generator::Offer(const Plan& plan) {
  for (int r = 0; r < model_.ReviewCount(); ++r) master_->Add(ColumnOf(plan, r));
}

int64_t Generator::Least(const Prices& prices, int review) {
  Terms all;
  all.weeks = model_.Review(review).weeks;
  constexpr int64_t kNothingWanted = std::numeric_limits<int64_t>::min() / 2;
  return pricers_[static_cast<size_t>(review)]
      .Cheapest(prices, all, kNothingWanted, 1, budget_)
      .bound;
}

bool Generator::List(const Prices& prices, int review, int64_t limit, size_t most,
                     std::vector<Column>& columns) {
  Terms all;
  all.weeks = model_.Review(review).weeks;
  return pricers_[static_cast<size_t>(review)].All(prices, all, limit, most, budget_, columns);
}

// Turns the columns off that do not fit the terms.
void Generator::Apply(const std::vector<Terms>& terms) {
  const std::vector<Column>& columns = master_->columns();
  for (size_t c = 0; c < columns.size(); ++c) {
    master_->Turn(c, Fits(model_, terms[static_cast<size_t>(columns[c].review)], columns[c]));
  }
  other_work_ += static_cast<int64_t>(columns.size()) / 16;
}

Generator::Result Generator::Solve(const std::vector<Terms>& terms, int64_t cutoff, int rounds) {
  Apply(terms);
  Result result;
  int64_t best = std::numeric_limits<int64_t>::min();
  best_prices_.clear();
  double smoothing = kSmoothing;
  for (int round = 0;; ++round) {
    Master::Answer answer = master_->Solve(budget_);
    int cuts = 0;
    while (answer == Master::Answer::kSolved &&
           (master_->AddBrokenLinks() ||
            (listed_ && ++cuts <= kCutRounds && master_->links().size() < most_links_ &&
             master_->AddBrokenTriples()))) {
      answer = master_->Solve(budget_);
    }
    if (answer != Master::Answer::kSolved) {
      result.kind =
          answer == Master::Answer::kStopped ? Result::Kind::kStopped : Result::Kind::kFailed;
      return result;
    }
    result.value = master_->objective() + static_cast<double>(model_.constant_cost);
    std::vector<double> prices = master_->LinkPrices();
    const bool smooth = smoothing > 0 && !best_prices_.empty() && !listed_;
    if (smooth) {
      best_prices_.resize(prices.size());
      for (size_t i = 0; i < prices.size(); ++i) {
        prices[i] = smoothing * best_prices_[i] + (1 - smoothing) * prices[i];
      }
    }
    int added = 0;
    const int64_t value = Price(terms, prices, !smooth, added);
    if (budget_.Spent()) {
      result.kind = Result::Kind::kStopped;
      return result;
    }
    if (value > best) {
      best = value;
      best_prices_ = prices;
      result.bound = Ceiling(best);
    }
    result.kind = Result::Kind::kPruned;
    if (result.bound >= cutoff) return result;
    result.kind = Result::Kind::kSolved;
    result.whole = false;
    const bool level = static_cast<double>(result.bound) >= result.value - kWhole;
    if (on_round_ && on_round_(result.bound)) {
      result.kind = Result::Kind::kStopped;
      return result;
    }
    const bool lacking = master_->missing() > kWhole;
    const bool tired = round + 1 >= (lacking ? std::max(rounds, kRoundsWhenLacking) : rounds);
    if (level || (added == 0 && !smooth) || tired) {
      if (lacking && dear_ < static_cast<double>(cutoff) && !tired) {
        // Too cheap to leave a review out: what looks best is no plan.
        dear_ *= 4;
        master_->SetDear(dear_);
        continue;
      }
      result.whole = IsWhole();
      return result;
    }
    smoothing = added == 0 ? std::max(0.0, smoothing - 0.25) : kSmoothing;
  }
}

// The bound at these prices; adds columns that improve the mixture. `own`: the prices are those of
// the mixture itself, so that each review looks for several such columns.
int64_t Generator::Price(const std::vector<Terms>& terms, const std::vector<double>& link_prices,
                         bool own, int& added) {
  const Prices prices = master_->ToPrices(link_prices);
  if (listed_) return LeastListed(prices);
  const Prices real = own ? prices : master_->ToPrices(master_->LinkPrices());
  int64_t bound = prices.Constant();
  bool none = false;
  std::vector<Column> fresh;
  for (size_t r = 0; r < pricers_.size() && !budget_.Spent(); ++r) {
    const double worth = master_->price(static_cast<int>(r)) * kScale;
    const int64_t wanted = own ? static_cast<int64_t>(std::clamp(worth, -1e15, 1e15)) - 1
                               : std::numeric_limits<int64_t>::min() / 2;
    const TeamPricer::Answer answer =
        pricers_[r].Cheapest(prices, terms[r], wanted, kColumnsPerReview, budget_);
    none = none || answer.bound == TeamPricer::kNone;
    if (!none) bound += answer.bound;
    for (const Column& column : answer.columns) {
      if (static_cast<double>(real.Of(column)) < worth - 2) fresh.push_back(column);
    }
  }
  for (const Column& column : fresh) added += master_->Add(column) ? 1 : 0;
  return none ? std::numeric_limits<int64_t>::max() / 2 : bound;
}

// The bound where the columns at hand are all that matter.
int64_t Generator::LeastListed(const Prices& prices) const {
  std::vector<int64_t> least(model_.reviews.size(), TeamPricer::kNone);
  const std::vector<Column>& columns = master_->columns();
  for (size_t c = 0; c < columns.size(); ++c) {
    if (!master_->IsOn(c)) continue;
    int64_t& best = least[static_cast<size_t>(columns[c].review)];
    best = std::min(best, prices.Of(columns[c]));
  }
  int64_t bound = prices.Constant();
  for (const int64_t value : least) {
    if (value == TeamPricer::kNone) return std::numeric_limits<int64_t>::max() / 2;
    bound += value;
  }
  return bound;
}

std::vector<Column> Generator::Useful(int64_t cutoff) const {
  const Prices prices = BestPrices();
  std::vector<int64_t> least(model_.reviews.size(), TeamPricer::kNone);
  const std::vector<Column>& columns = master_->columns();
  for (const Column& column : columns) {
    int64_t& best = least[static_cast<size_t>(column.review)];
    best = std::min(best, prices.Of(column));
  }
  const int64_t room = (cutoff - 1) * kPriceScale -
                       std::accumulate(least.begin(), least.end(), prices.Constant()) + 1;
  std::vector<Column> useful;
  for (const Column& column : columns) {
    if (prices.Of(column) - least[static_cast<size_t>(column.review)] < room) {
      useful.push_back(column);
    }
  }
  return useful;
}

bool Generator::IsWhole() const {
  if (master_->missing() > kWhole) return false;
  for (size_t c = 0; c < master_->columns().size(); ++c) {
    const double share = master_->share(c);
    if (share > kWhole && share < 1 - kWhole) return false;
  }
  return true;
}

}  // namespace peerchallenge::scheduling::planning
