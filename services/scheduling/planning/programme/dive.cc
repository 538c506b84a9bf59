#include "services/scheduling/planning/programme/dive.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "services/scheduling/planning/programme/part.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr double kRadius = 10;  // cost units that prices are trusted to move when choices are taken
constexpr double kClose = 0.002;
// The same where the mixture at hand is that of another plan.
constexpr int kFirstRounds = 60;
constexpr double kClear = 0.9;
// With less than this in the mixture a review has nothing left.
constexpr double kStuck = 0.5;
constexpr size_t kOpenedAround = 8;
constexpr int kMostOpenings = 12;
constexpr int64_t kAnyCost = int64_t{1} << 50;

}  // namespace

Dive::Dive(const Model& model, const Care& care, Budget& budget, Crew& crew,
           std::function<bool(int64_t work)> on_round)
    : model_(model), care_(care), budget_(budget), crew_(crew), on_round_(std::move(on_round)) {}

bool Dive::Follow(Generator::Guide guide, Plan& plan) {
  known_ = guide.columns;
  open_.resize(model_.reviews.size());
  std::iota(open_.begin(), open_.end(), 0);
  return Descend(guide, plan);
}

bool Dive::Replan(const std::vector<int>& reviews, Generator::Guide guide, Plan& plan) {
  known_ = guide.columns;
  open_ = reviews;
  std::sort(open_.begin(), open_.end());
  return Mix(plan, kFirstRounds, guide) && Descend(guide, plan);
}

bool Dive::Descend(Generator::Guide& guide, Plan& plan) {
  int openings = 0;
  while (true) {
    std::vector<int> stuck;
    const std::vector<Column> clearest = Clearest(guide, stuck);
    if (stuck.empty()) {
      Fix(clearest, plan);
      if (open_.empty()) return true;
    } else if (++openings > kMostOpenings) {
      return false;
    }
    for (const int review : stuck) OpenAround(review, guide);
    if (!Mix(plan, care_.rounds, guide)) return false;
  }
}

// The clearest choices, the clearest first, or the reviews that have none.
std::vector<Column> Dive::Clearest(const Generator::Guide& guide, std::vector<int>& stuck) const {
  struct Choice {
    double share = 0, total = 0;
    size_t column = 0;
  };
  std::vector<Choice> best(model_.reviews.size());
  for (size_t c = 0; c < guide.columns.size(); ++c) {
    Choice& choice = best[static_cast<size_t>(guide.columns[c].review)];
    choice.total += guide.shares[c];
    if (guide.shares[c] <= choice.share) continue;
    choice.share = guide.shares[c];
    choice.column = c;
  }
  std::vector<Choice> order;
  for (const int r : open_) {
    const Choice& choice = best[static_cast<size_t>(r)];
    if (choice.total < kStuck) stuck.push_back(r);
    order.push_back(choice);
  }
  if (!stuck.empty()) return {};
  std::stable_sort(order.begin(), order.end(),
                   [](const Choice& a, const Choice& b) { return a.share > b.share; });
  const size_t least = (open_.size() + care_.at_once - 1) / care_.at_once;
  std::vector<Column> clearest;
  for (size_t i = 0; i < order.size() && (i < least || order[i].share > kClear); ++i) {
    clearest.push_back(guide.columns[order[i].column]);
  }
  return clearest;
}

// Takes those of the choices that fit together: prices alone do not keep mixtures within all rules.
void Dive::Fix(const std::vector<Column>& clearest, Plan& plan) {
  for (const Column& column : clearest) {
    if (FittingColumns(PartOf(model_, plan, open_), {column}).empty()) continue;
    const auto r = static_cast<size_t>(column.review);
    plan.week[r] = column.week;
    plan.lead[r] = column.lead;
    plan.team[r] = column.team;
    std::erase(open_, column.review);
  }
}

// The mixture for the open reviews; false when there is none or the dive is to end.
bool Dive::Mix(const Plan& plan, int most_rounds, Generator::Guide& guide) {
  const Part part = PartOf(model_, plan, open_);
  Generator generator(part.model, budget_, crew_);
  generator.Begin(
      {FittingColumns(part, guide.columns), FittingPrices(std::move(guide.prices)), kRadius});
  int rounds = 0;
  const Generator::Answer answer = generator.Solve(kAnyCost, kClose, [&](int64_t) {
    return ++rounds >= most_rounds || on_round_(work_ + generator.Work());
  });
  work_ += generator.Work();
  if (answer == Generator::Answer::kFailed || on_round_(work_)) return false;
  guide = generator.LastGuide();
  for (Column& column : guide.columns) {
    column.review = part.reviews[static_cast<size_t>(column.review)];
  }
  return true;
}

// Opens the fixed reviews that are nearest to `review`.
void Dive::OpenAround(int review, Generator::Guide& guide) {
  std::vector<std::pair<int64_t, int>> order;
  const int host = model_.Review(review).host;
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    if (IsOpen(r)) continue;
    const int other = model_.Review(r).host;
    order.emplace_back(
        model_.travel_cost[static_cast<size_t>(host * model_.authority_count + other)], r);
  }
  std::sort(order.begin(), order.end());
  order.resize(std::min(order.size(), kOpenedAround));
  for (const auto& [far, r] : order) {
    open_.insert(std::upper_bound(open_.begin(), open_.end(), r), r);
    for (const Column& column : known_) {
      if (column.review == r) guide.columns.push_back(column);
    }
  }
}

bool Dive::IsOpen(int review) const {
  return std::binary_search(open_.begin(), open_.end(), review);
}

}  // namespace peerchallenge::scheduling::planning
