#include "services/scheduling/planning/programme/exact.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

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
// Dives from the bound's mixture: the quickest first. Each has its plan improved before the next.
constexpr std::array<Dive::Care, 5> kCares = {{{6, 3}, {20, 8}, {12, 8}, {12, 16}, {30, 8}}};
constexpr Dive::Care kCareWithFew = {6, 3};
constexpr double kLargestSum = 1e15;
constexpr int64_t kFirstRoom = 6;  // cost units above the bound
constexpr int64_t kFirstNodes = 300;
constexpr int64_t kPartNodes = 100;
constexpr double kPartRadius = 10;             // cost units
constexpr int64_t kMostPartWork = 30'000'000;  // after which a part is given up
// Parts to be planned exactly. With few reviews a part grows when none of its size helps any more.
constexpr size_t kFirstPart = 6;
constexpr int kPatience = 60;  // parts without a better plan
// With many: as large as most can be.
constexpr size_t kFirstPartOfMany = 10;
constexpr size_t kLargestPart = 16;
// Parts to be planned by a dive, with many reviews.
constexpr size_t kDivePart = 16;
constexpr Dive::Care kCareWithParts = {8, 8};
constexpr size_t kPartsAtOnce = 2;
constexpr int kPatienceWithMany = 24;  // pairs of these without a better plan
constexpr int kPercentExactly = 40;

size_t FirstPart(const Model& model) {
  const size_t size = model.ReviewCount() > kFewReviews ? kFirstPartOfMany : kFirstPart;
  return std::min(size, model.reviews.size());
}

}  // namespace

ExactSearch::ExactSearch(const Model& model, Start start, uint64_t seed, Budget& budget, Crew& crew,
                         Hooks hooks)
    : model_(model),
      random_(seed),
      budget_(budget),
      crew_(crew),
      hooks_(std::move(hooks)),
      best_(std::move(start.best)),
      start_{std::move(start.columns), std::move(start.prices), start.radius},
      generator_(model, budget, crew),
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
  if (model_.ReviewCount() > kFewReviews) {
    PlanMany();
  } else {
    Draft(kCareWithFew);
    ImproveParts();
  }
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
  least_ = generator_.Least(*prices_);
  related_.emplace(model_, guide_.columns, *prices_, least_);
  base_ = std::accumulate(least_.begin(), least_.end(), prices_->Constant());
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

// Follows the bound's mixture to a plan, with new choices on the way, and has it mended if need be.
Best ExactSearch::Draft(const Dive::Care& care) {
  Plan plan = *best_.plan;
  Dive dive(model_, care, budget_, crew_, [this](int64_t work) {
    ended_ = ended_ || budget_.Spent() || hooks_.on_tick(Work() + work, bound_);
    return ended_;
  });
  dive.Follow(guide_, plan);
  work_ += dive.work();
  if (Tick()) return best_;
  State state(model_);
  state.Load(plan);
  Best draft = state.feasible() ? Best{std::move(plan), state.cost()} : hooks_.polish(plan);
  Keep(draft);
  return draft;
}

void ExactSearch::ImproveParts() {
  const int patience = std::min(kPatience, model_.ReviewCount() / 2);
  while (!Tick()) {
    for (int stale = 0; stale < patience && !Tick();) stale = ImprovePart() ? 0 : stale + 1;
    if (Widen()) return;
    if (part_size_ < model_.reviews.size()) ++part_size_;
  }
}

// One plan after the other, each improved as long as that helps; at last the best of them.
void ExactSearch::PlanMany() {
  for (const Dive::Care& care : kCares) {
    Best plan = Draft(care);
    for (int stale = 0; stale < kPatienceWithMany && !Tick();) {
      stale = ImproveManyParts(plan) ? 0 : stale + 1;
    }
  }
  while (!Tick()) ImproveManyParts(best_);
}

// True for a better plan.
bool ExactSearch::ImprovePart() {
  const std::vector<Attempt> attempts =
      AttemptTogether(best_, &ExactSearch::PlanExactly, part_size_, 1);
  if (!attempts.front().proven && part_size_ > kFirstPart) --part_size_;
  return TakeAny(attempts, best_);
}

// Larger parts by a dive and now and then smaller ones exactly; true for a plan better than `base`,
// which then is that one.
bool ExactSearch::ImproveManyParts(Best& base) {
  if (random_.Chance(kPercentExactly)) {
    const std::vector<Attempt> attempts =
        AttemptTogether(base, &ExactSearch::PlanExactly, part_size_, kPartsAtOnce);
    const auto proven = [](const Attempt& attempt) { return attempt.proven; };
    if (std::all_of(attempts.begin(), attempts.end(), proven)) {
      part_size_ = std::min(part_size_ + 1, kLargestPart);
    } else {
      part_size_ = std::max(part_size_ - 1, kFirstPart);
    }
    return TakeAny(attempts, base);
  }
  return TakeAny(AttemptTogether(base, &ExactSearch::PlanByDive, kDivePart, kPartsAtOnce), base);
}

// Attempts at parts of `base` that have no review in common, so that threads can share them.
std::vector<ExactSearch::Attempt> ExactSearch::AttemptTogether(const Best& base, Method method,
                                                               size_t size, size_t count) {
  std::vector<bool> taken(model_.reviews.size());
  std::vector<Attempt> attempts(count);
  for (Attempt& attempt : attempts) {
    attempt.reviews = related_->Choose(*base.plan, size, taken, random_);
    for (const int r : attempt.reviews) taken[static_cast<size_t>(r)] = true;
    attempt.seed = random_.Next();
    attempt.plan = *base.plan;
    attempt.cost = base.cost;
  }
  // Asked of the caller's thread only, and told of no work that depends on which thread does it.
  const auto tick = [this] { return Tick(); };
  if (count == 1) {
    (this->*method)(attempts.front(), {budget_, crew_, tick});
  } else {
    std::vector<Budget> budgets(count, budget_);
    crew_.Share(count, [&](size_t i, size_t thread) {
      Crew alone(1);
      Means means{budgets[i], alone, {}};
      if (thread == 0) means.on_tick = tick;
      (this->*method)(attempts[i], means);
    });
  }
  for (const Attempt& attempt : attempts) work_ += attempt.work;
  return attempts;
}

// As well as the other reviews leave room to.
void ExactSearch::PlanExactly(Attempt& attempt, const Means& means) const {
  const Part part = PartOf(model_, attempt.plan, attempt.reviews);
  Hooks hooks;
  hooks.on_improvement = [](const Best&) {};
  hooks.on_tick = [&means](int64_t work, int64_t) {
    return work > kMostPartWork || (means.on_tick && means.on_tick());
  };
  ExactSearch search(part.model,
                     {{PlanOf(part, attempt.plan), attempt.cost},
                      FittingColumns(part, guide_.columns),
                      FittingPrices(guide_.prices),
                      kPartRadius},
                     attempt.seed, means.budget, means.crew, std::move(hooks));
  attempt.proven = search.RunBriefly();
  attempt.work = search.Work();
  PutBack(part, *search.best().plan, attempt.plan);
}

// Opens others besides where nothing else is left.
void ExactSearch::PlanByDive(Attempt& attempt, const Means& means) const {
  Plan plan = attempt.plan;
  Dive dive(model_, kCareWithParts, means.budget, means.crew, [&means](int64_t) {
    return means.budget.Spent() || (means.on_tick && means.on_tick());
  });
  if (dive.Replan(attempt.reviews, guide_, plan)) attempt.plan = std::move(plan);
  attempt.work = dive.work();
}

// Takes over into `base`, from which they started, what the attempts changed, one after the other,
// as far as it fits and helps; true if any did.
bool ExactSearch::TakeAny(const std::vector<Attempt>& attempts, Best& base) {
  const Plan before = *base.plan;
  bool better = false;
  for (const Attempt& attempt : attempts) {
    Plan plan = *base.plan;
    for (size_t r = 0; r < plan.week.size(); ++r) {
      if (attempt.plan.week[r] == before.week[r] && attempt.plan.lead[r] == before.lead[r] &&
          attempt.plan.team[r] == before.team[r]) {
        continue;
      }
      plan.week[r] = attempt.plan.week[r];
      plan.lead[r] = attempt.plan.lead[r];
      plan.team[r] = attempt.plan.team[r];
    }
    State state(model_);
    state.Load(plan);
    if (!state.feasible() || state.cost() >= base.cost) continue;
    base = {std::move(plan), state.cost()};
    better = true;
  }
  if (better) Keep(base);
  return better;
}

// As the best plan, if it is.
void ExactSearch::Keep(const Best& plan) {
  if (plan.cost > best_.cost) return;
  best_ = plan;
  Improved();
}

}  // namespace peerchallenge::scheduling::planning
