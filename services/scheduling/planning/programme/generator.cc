#include "services/scheduling/planning/programme/generator.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace peerchallenge::scheduling::planning {
namespace {

constexpr double kWhole = 1e-6;
constexpr int kColumnsPerReview = 3;
// From good prices, but before there is a mixture that says which are of use.
constexpr int kFirstColumnsPerReview = 12;
constexpr int64_t kAnyPrice = int64_t{1} << 50;
// While prices are trusted at least this far, in cost units, a mixture that is close to the bound
// is near the best there is, even on the edge of that region.
constexpr double kWideRadius = 1;
constexpr double kScale = static_cast<double>(kPriceScale);
constexpr int64_t kNothing = std::numeric_limits<int64_t>::min() / 2;

}  // namespace

Generator::Generator(const Model& model, Budget& budget, Crew& crew)
    : model_(model),
      budget_(budget),
      crew_(crew),
      master_(std::make_unique<Master>(model, DearFor(model))),
      rooms_(crew.size()),
      dear_(DearFor(model)),
      best_(kNothing) {
  for (int r = 0; r < model.ReviewCount(); ++r) pricers_.emplace_back(model, r);
}

void Generator::Begin(const Start& start) {
  for (const Column& column : start.columns) master_->Add(column);
  best_prices_ = master_->Know(start.prices);
  radius_ = start.radius;
  has_few_columns_ = !start.prices.empty() && start.columns.size() <= model_.reviews.size();
}

int64_t Generator::bound() const { return best_ == kNothing ? 0 : CeilingOf(best_); }

int64_t Generator::Work() const {
  int64_t work = master_->iterations() * 4;
  for (const TeamPricer& pricer : pricers_) work += pricer.work();
  return work;
}

std::vector<int64_t> Generator::Least(const Prices& prices) {
  std::vector<int64_t> least;
  for (const TeamPricer::Answer& answer :
       AskPricers(prices, std::vector<int64_t>(pricers_.size(), kNothing), 1)) {
    least.push_back(answer.bound);
  }
  return least;
}

bool Generator::List(const Prices& prices, int review, int64_t limit, size_t most,
                     std::vector<Column>& columns) {
  return pricers_[static_cast<size_t>(review)].All(prices, limit, most, budget_, rooms_.front(),
                                                   columns);
}

Master::Answer Generator::SolveMaster() {
  Master::Answer answer = Master::Answer::kSolved;
  do {
    master_->Trust(best_prices_, radius_);
    answer = master_->Solve(budget_);
  } while (answer == Master::Answer::kSolved && master_->AddBrokenLinks());
  return answer;
}

Generator::Answer Generator::Solve(int64_t cutoff, double tolerance,
                                   const std::function<bool(int64_t)>& on_round) {
  // A mixture that has to be the best one is found more surely choice by choice.
  has_few_columns_ = has_few_columns_ && tolerance > 0;
  if (!best_prices_.empty()) Judge(best_prices_);
  while (!budget_.Spent()) {
    const Master::Answer answer = SolveMaster();
    if (answer == Master::Answer::kStopped) return Answer::kStopped;
    if (answer == Master::Answer::kFailed) return Answer::kFailed;
    const double value = master_->objective() + static_cast<double>(model_.constant_cost);
    const double before = static_cast<double>(best_) / kScale;
    const int64_t known = best_;
    const bool at_edge = master_->IsHeldBack();
    const int added = Judge(master_->LinkPrices());
    if (budget_.Spent()) break;
    if (bound() >= cutoff) return Answer::kSolved;
    if (on_round(bound())) return Answer::kStopped;
    // Further from the mark than what was hoped for.
    if (before - static_cast<double>(last_) / kScale > value - before) radius_ /= 2;
    const bool close = (!at_edge || (tolerance > 0 && radius_ >= kWideRadius)) &&
                       value - static_cast<double>(best_) / kScale <= tolerance * value;
    if (added > 0 && !close) continue;
    if (at_edge && best_ > known) {
      // The best prices of the region, on its edge: there may be better ones behind it.
      radius_ *= 2;
      continue;
    }
    if (master_->missing() < kWhole || dear_ >= static_cast<double>(cutoff)) {
      return Answer::kSolved;
    }
    // Too cheap to leave a review out: what looks best is no plan.
    dear_ *= 4;
    master_->SetDear(dear_);
  }
  return Answer::kStopped;
}

Generator::Guide Generator::LastGuide() const {
  Guide guide{columns(), {}, {}};
  for (size_t c = 0; c < guide.columns.size(); ++c) guide.shares.push_back(master_->share(c));
  for (size_t i = 0; i < best_prices_.size(); ++i) {
    if (best_prices_[i] != 0) guide.prices.emplace_back(master_->links()[i], best_prices_[i]);
  }
  return guide;
}

// Takes the prices for the best ones if their bound is the best; returns how many columns they
// gave.
int Generator::Judge(std::vector<double> prices) {
  int added = 0;
  last_ = Price(master_->ToPrices(prices), added);
  if (last_ <= best_ || budget_.Spent()) return added;
  best_ = last_;
  best_prices_ = std::move(prices);
  return added;
}

// The bound at these prices; adds columns that improve the mixture.
int64_t Generator::Price(const Prices& prices, int& added) {
  const bool first = has_few_columns_ && master_->iterations() == 0;
  std::vector<int64_t> wanted(pricers_.size(), kAnyPrice);
  for (size_t r = 0; r < wanted.size() && !first; ++r) {
    // What is dearer than this is of no use to the mixture.
    const double worth = master_->price(static_cast<int>(r)) * kScale;
    wanted[r] = static_cast<int64_t>(std::clamp(worth, -1e15, 1e15)) - 1;
  }
  const std::vector<TeamPricer::Answer> answers =
      AskPricers(prices, wanted, first ? kFirstColumnsPerReview : kColumnsPerReview);
  int64_t bound = prices.Constant();
  for (size_t r = 0; r < answers.size() && !budget_.Spent(); ++r) {
    if (answers[r].bound == TeamPricer::kNone) return std::numeric_limits<int64_t>::max() / 2;
    bound += answers[r].bound;
    for (const Column& column : answers[r].columns) {
      if (prices.Of(column) < wanted[r] - 1 && master_->Add(column)) ++added;
    }
  }
  return bound;
}

// The answers of all pricers, each with at most `most` columns below its `wanted`. Which thread
// asks which makes no difference to them.
std::vector<TeamPricer::Answer> Generator::AskPricers(const Prices& prices,
                                                      const std::vector<int64_t>& wanted,
                                                      int most) {
  std::vector<TeamPricer::Answer> answers(pricers_.size());
  std::vector<Budget> budgets(crew_.size(), budget_);
  crew_.Share(pricers_.size(), [&](size_t r, size_t thread) {
    if (budgets[thread].Spent()) return;
    answers[r] = pricers_[r].Cheapest(prices, wanted[r], most, budgets[thread], rooms_[thread]);
  });
  return answers;
}

}  // namespace peerchallenge::scheduling::planning
