#include "services/scheduling/planning/programme/exact.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

#include "services/scheduling/planning/programme/part.h"

namespace peerchallenge::scheduling::planning {
namespace {

// Beyond this many reviews a plan near the bound is all that is wanted, and the last per mille of
// the bound are not worth their while: a country's bound is within 4 of them after 20 s, within 1
// after 30 s, and the dive that follows takes as long.
constexpr int kFewReviews = 30;
constexpr double kCloseEnough = 0.004;
// More choices than this are not searched at once: in all, for a part.
constexpr size_t kMostListed = 40'000;
constexpr size_t kMostInPart = 10'000;
// Dives: one of so many open reviews is fixed at once; others are tried until so much work is done.
constexpr std::array<size_t, 4> kFixedAtOnce = {6, 8, 4, 12};
constexpr int64_t kMostDraftWork = 100'000'000;
constexpr double kLargestSum = 1e15;
constexpr int64_t kFirstRoom = 6;  // cost units above the bound
constexpr int64_t kFirstNodes = 300;
constexpr int64_t kPartNodes = 100;
constexpr double kPartRadius = 10;  // cost units
constexpr size_t kFirstPart = 6;
constexpr size_t kFirstPartOfMany = 12;
constexpr int kPatience = 60;  // parts without a better plan
// Of many reviews: parts without a better plan before a dive, and its size.
constexpr int kPatienceWithMany = 12;
constexpr size_t kDivePart = 40;
constexpr int64_t kMostPartWork = 60'000'000;  // after which a part is given up

size_t FirstPart(const Model& model) {
  const size_t size = model.ReviewCount() > kFewReviews ? kFirstPartOfMany : kFirstPart;
  return std::min(size, model.reviews.size());
}

}  // namespace

ExactSearch::ExactSearch(const Model& model, Start start, uint64_t seed, Budget& budget,
                         Hooks hooks)
    : model_(model),
      random_(seed),
      budget_(budget),
      hooks_(std::move(hooks)),
      best_(std::move(start.best)),
      start_{std::move(start.columns), std::move(start.prices), start.radius},
      generator_(model, budget),
      tree_nodes_(kFirstNodes),
      most_listed_(kMostListed),
      part_size_(FirstPart(model)) {}

bool ExactSearch::CanTake(const Model& model) {
  double most = 0;
  int64_t travel = 0;
  for (const int64_t cost : model.travel_cost) travel = std::max(travel, cost);
  for (const ModelReview& review : model.reviews) {
    const int64_t seat =
        travel + 2 * model.balance_weight + model.novice_weight + model.spread_weight;
    most += static_cast<double>(seat) * std::min(review.team_max, model.PersonCount());
    for (const int target : review.theme_target) {
      most += static_cast<double>(model.theme_weight) * target;
    }
    for (const auto& [person, bonus] : review.kept_bonus) most += static_cast<double>(bonus);
    for (const auto& [person, bonus] : review.lead_bonus) most += static_cast<double>(bonus);
    if (review.week_cost.empty()) continue;
    most +=
        static_cast<double>(*std::max_element(review.week_cost.begin(), review.week_cost.end()));
  }
  return most * static_cast<double>(kPriceScale) < kLargestSum;
}

void ExactSearch::Run() {
  if (!Root()) return;
  Draft();
  ImproveParts();
}

bool ExactSearch::RunBriefly() {
  tree_nodes_ = kPartNodes;
  most_listed_ = kMostInPart;
  if (Root()) Widen();
  return Done();
}

bool ExactSearch::Tick() {
  ended_ = ended_ || budget_.Spent() || hooks_.on_tick(Work(), bound_);
  return ended_ || Done();
}

void ExactSearch::Raise(int64_t bound) { bound_ = std::max(bound_, std::min(bound, best_.cost)); }

void ExactSearch::Improved() { hooks_.on_improvement(best_); }

// Finds the bound; false when the search is over.
bool ExactSearch::Root() {
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    start_.columns.push_back(ColumnOf(model_, *best_.plan, r));
  }
  generator_.Begin(start_);
  const double tolerance = model_.ReviewCount() > kFewReviews ? kCloseEnough : 0;
  const Generator::Answer answer = generator_.Solve(best_.cost, tolerance, [this](int64_t bound) {
    Raise(bound);
    return Tick();
  });
  if (answer == Generator::Answer::kFailed || Tick()) return false;
  guide_ = generator_.LastGuide();
  prices_.emplace(generator_.BestPrices());
  base_ = prices_->Constant();
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    least_.push_back(generator_.Least(*prices_, r));
    base_ += least_.back();
    if (Tick()) return false;
  }
  return !Tick();
}

// All choices that a plan cheaper than `target` can be made of; false when there are too many.
bool ExactSearch::ListBelow(int64_t target, size_t most, std::vector<Column>& columns) {
  const int64_t room = (target - 1) * kPriceScale - base_ + 1;
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    const int64_t limit = least_[static_cast<size_t>(r)] + room;
    if (!generator_.List(*prices_, r, limit, most, columns) || columns.size() > most || Tick()) {
      return false;
    }
  }
  return true;
}

Tree::OnTick ExactSearch::TreeTick(const Mixture& mixture, bool raises) {
  return [this, &mixture, raises](int64_t bound) {
    if (raises) Raise(bound);
    ended_ = ended_ || budget_.Spent() || hooks_.on_tick(Work() + mixture.Work(), bound_);
    return ended_ || Done();
  };
}

// The best plan below `cutoff` that `columns` make; returns a bound on these, at least `cutoff` or
// best.cost if the search was complete. `raises`: the bound holds for all plans.
int64_t ExactSearch::SearchListed(std::vector<Column> columns, int64_t cutoff, int64_t nodes,
                                  bool raises) {
  const auto goal = [&] { return std::min(cutoff, best_.cost); };
  for (bool shrinks = true; shrinks;) {
    Mixture listed(model_, budget_, columns);
    const Mixture::Result result = listed.Solve(listed.NoTerms(), goal());
    work_ += listed.Work();
    if (result.kind == Mixture::Result::Kind::kPruned) return goal();
    if (Tick() || result.kind != Mixture::Result::Kind::kSolved) return bound_;
    if (raises) Raise(result.bound);
    const size_t before = columns.size();
    columns = listed.Useful(goal());
    shrinks = columns.size() * 4 < before * 3;
  }
  Mixture listed(model_, budget_, columns);
  Tree tree(model_, listed, best_, [this] { Improved(); });
  const int64_t reached = tree.Search(cutoff, nodes, TreeTick(listed, raises));
  work_ += listed.Work();
  return reached;
}

// Looks for the best plan ever further above the bound; true when the search is over, false when
// there are too many choices to look at.
bool ExactSearch::Widen() {
  for (int64_t room = kFirstRoom; !Tick(); room += room / 2) {
    const int64_t target = std::min(best_.cost, (base_ + kPriceScale - 1) / kPriceScale + room);
    if (target <= bound_) continue;
    std::vector<Column> columns;
    if (!ListBelow(target, most_listed_, columns)) return Tick();
    std::vector<bool> has(model_.reviews.size());
    for (const Column& column : columns) has[static_cast<size_t>(column.review)] = true;
    if (std::find(has.begin(), has.end(), false) != has.end()) {
      Raise(target);
      continue;
    }
    const int64_t reached = SearchListed(std::move(columns), target, tree_nodes_, true);
    Raise(reached);
    if (!Tick() && reached < std::min(target, best_.cost)) {
      tree_nodes_ *= 2;
      return false;
    }
  }
  return true;
}

Dive ExactSearch::NewDive(size_t at_once) {
  return Dive(model_, at_once, budget_, [this](int64_t work) {
    ended_ = ended_ || budget_.Spent() || hooks_.on_tick(Work() + work, bound_);
    return ended_;
  });
}

// Follows the bound's mixture to a plan, with new choices on the way, and has it mended; in several
// ways where that takes little work.
void ExactSearch::Draft() {
  const int64_t before = Work();
  for (const size_t at_once : kFixedAtOnce) {
    DraftOnce(at_once);
    if (Tick() || model_.ReviewCount() <= kFewReviews || Work() - before > kMostDraftWork) return;
  }
}

void ExactSearch::DraftOnce(size_t at_once) {
  Plan draft = *best_.plan;
  Dive dive = NewDive(at_once);
  dive.Follow(guide_, draft);
  work_ += dive.work();
  if (Tick()) return;
  Best polished = hooks_.polish(draft);
  if (polished.cost >= best_.cost) return;
  best_ = std::move(polished);
  Improved();
}

void ExactSearch::ImproveParts() {
  if (model_.ReviewCount() > kFewReviews) return ImproveManyParts();
  const int patience = std::min(kPatience, model_.ReviewCount() / 2);
  while (!Tick()) {
    for (int stale = 0; stale < patience && !Tick();) stale = ImprovePart() ? 0 : stale + 1;
    if (Widen()) return;
    if (part_size_ < model_.reviews.size()) ++part_size_;
  }
}

// Small parts, to the proof, and now and then a larger one with a dive.
void ExactSearch::ImproveManyParts() {
  while (!Tick()) {
    for (int stale = 0; stale < kPatienceWithMany && !Tick();) {
      stale = ImprovePart() ? 0 : stale + 1;
    }
    if (!Tick() && !RedivePart() && part_size_ < model_.reviews.size()) ++part_size_;
  }
}

// By review: how far it is above its least price.
std::vector<int64_t> ExactSearch::Excess() const {
  std::vector<int64_t> excess;
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    const int64_t price = prices_->Of(ColumnOf(model_, *best_.plan, r));
    excess.push_back(std::max<int64_t>(0, price - least_[static_cast<size_t>(r)]));
  }
  return excess;
}

// Chooses reviews near each other, the first one among those that are far from their bound.
std::vector<int> ExactSearch::ChoosePart(size_t size) {
  const std::vector<int64_t> excess = Excess();
  const int64_t total =
      std::accumulate(excess.begin(), excess.end(), int64_t{0}) / 1024 + model_.ReviewCount();
  int64_t at = static_cast<int64_t>(random_.Next() >> 1) % total;
  int first = 0;
  while (first + 1 < model_.ReviewCount()) {
    at -= excess[static_cast<size_t>(first)] / 1024 + 1;
    if (at < 0) break;
    ++first;
  }
  std::vector<std::pair<int64_t, int>> order;
  const int host = model_.Review(first).host;
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    const int64_t far = model_.travel_cost[static_cast<size_t>(host * model_.authority_count +
                                                               model_.Review(r).host)];
    order.emplace_back(r == first ? -1 : (far + 20) * (30 + random_.Below(100)), r);
  }
  std::sort(order.begin(), order.end());
  std::vector<int> part;
  for (size_t i = 0; i < std::min(size, order.size()); ++i) part.push_back(order[i].second);
  return part;
}

// Plans some reviews anew, as well as the others leave them room to; true for a better plan.
bool ExactSearch::ImprovePart() {
  const Part part = PartOf(model_, *best_.plan, ChoosePart(part_size_));
  Start start{{PlanOf(part, *best_.plan), best_.cost},
              FittingColumns(part, guide_.columns),
              FittingPrices(guide_.prices),
              kPartRadius};
  Hooks hooks;
  hooks.on_improvement = [](const Best&) {};
  hooks.on_tick = [this](int64_t work, int64_t) {
    ended_ = ended_ || budget_.Spent() || hooks_.on_tick(Work() + work, bound_);
    return ended_ || work > kMostPartWork;
  };
  ExactSearch search(part.model, std::move(start), random_.Next(), budget_, std::move(hooks));
  const bool proven = search.RunBriefly();
  work_ += search.Work();
  if (!proven && part_size_ > kFirstPart) --part_size_;
  if (search.best().cost >= best_.cost) return false;
  PutBack(part, *search.best().plan, *best_.plan);
  best_.cost = search.best().cost;
  Improved();
  return true;
}

// Plans a larger part anew by a dive; true for a better plan.
bool ExactSearch::RedivePart() {
  Plan plan = *best_.plan;
  Dive dive = NewDive(kFixedAtOnce[0]);
  const bool whole = dive.Replan(ChoosePart(kDivePart), guide_, plan);
  work_ += dive.work();
  State state(model_);
  state.Load(plan);
  if (!whole || !state.feasible() || state.cost() >= best_.cost) return false;
  best_ = {std::move(plan), state.cost()};
  Improved();
  return true;
}

}  // namespace peerchallenge::scheduling::planning
