#include "services/scheduling/planning/programme/tree.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <queue>
#include <tuple>
#include <utility>

namespace peerchallenge::scheduling::planning {
namespace {

using Kind = Mixture::Result::Kind;

constexpr double kClear = 1e-5;  // shares nearer to 0 or 1 than this are decided

}  // namespace

Tree::Tree(const Model& model, Mixture& mixture, Best& best, std::function<void()> on_improvement)
    : model_(model),
      mixture_(mixture),
      best_(best),
      on_improvement_(std::move(on_improvement)),
      state_(model) {}

int64_t Tree::Search(int64_t cutoff, int64_t node_limit, const OnTick& on_tick) {
  const std::vector<Terms> terms = mixture_.NoTerms();
  const auto goal = [&] { return std::min(cutoff, best_.cost); };
  const auto later = [](const NodePtr& a, const NodePtr& b) {
    return std::tuple(a->bound, -a->depth, -a->number) >
           std::tuple(b->bound, -b->depth, -b->number);
  };
  std::priority_queue<NodePtr, std::vector<NodePtr>, decltype(later)> open(later);
  open.push(std::make_shared<Node>());
  // The least bound of branches that could not be judged to the end.
  int64_t undecided = std::numeric_limits<int64_t>::max();
  int64_t count = 0;
  const auto bound = [&] {
    const int64_t least = open.empty() ? goal() : std::min(goal(), open.top()->bound);
    return std::min(least, undecided);
  };
  while (!open.empty() && open.top()->bound < goal()) {
    if (++count > node_limit || on_tick(bound())) return bound();
    const NodePtr node = open.top();
    const std::vector<Terms> node_terms = TermsOf(*node, terms);
    const Mixture::Result result = mixture_.Solve(node_terms, goal());
    const int64_t reached = std::max(node->bound, result.bound);
    if (result.kind == Kind::kStopped) return bound();
    open.pop();
    if (result.kind == Kind::kFailed) undecided = std::min(undecided, node->bound);
    if (result.kind != Kind::kSolved || reached >= goal()) continue;
    if (result.whole) Adopt();
    if (reached >= goal()) continue;
    const std::optional<Decision> decision = result.whole ? std::nullopt : Choose();
    if (!decision.has_value()) {
      undecided = std::min(undecided, reached);
      continue;
    }
    for (const bool yes : {false, true}) {
      auto child = std::make_shared<Node>();
      child->parent = node;
      child->decision = decision;
      child->yes = yes;
      child->bound = reached;
      child->depth = node->depth + 1;
      child->number = 2 * count + (yes ? 1 : 0);
      open.push(std::move(child));
    }
  }
  return bound();
}

void Tree::ApplyDecision(const Decision& decision, bool yes, std::vector<Terms>& terms) {
  Terms& review = terms[static_cast<size_t>(decision.review)];
  switch (decision.kind) {
    case Decision::Kind::kWeeks:
      for (int w = review.weeks.Next(0); w >= 0; w = review.weeks.Next(w + 1)) {
        if (decision.weeks.Has(w) != yes) review.weeks.Remove(w);
      }
      break;
    case Decision::Kind::kMember:
      (yes ? review.on : review.off).push_back(decision.value);
      break;
    case Decision::Kind::kLead:
      if (yes) {
        review.lead_authority = decision.value;
      } else {
        review.no_leads.push_back(decision.value);
      }
      break;
  }
}

std::vector<Terms> Tree::TermsOf(const Node& node, const std::vector<Terms>& base) const {
  std::vector<Terms> terms = base;
  for (const Node* at = &node; at != nullptr; at = at->parent.get()) {
    if (at->decision.has_value()) ApplyDecision(*at->decision, at->yes, terms);
  }
  return terms;
}

// The choice about which the mixture is most of two minds.
std::optional<Tree::Decision> Tree::Choose() const {
  std::map<std::pair<int, int>, double> week_share, lead_share, member_share;
  const std::vector<Column>& columns = mixture_.master().columns();
  for (size_t c = 0; c < columns.size(); ++c) {
    const double share = mixture_.master().share(c);
    if (share < kClear || share > 1 - kClear) continue;
    const Column& column = columns[c];
    week_share[{column.review, column.week}] += share;
    if (column.lead != kNobody) {
      lead_share[{column.review, model_.Person(column.lead).authority}] += share;
    }
    for (const int p : column.team) member_share[{column.review, p}] += share;
  }
  std::optional<Decision> best;
  double best_score = kClear;
  const auto offer = [&](Decision decision, double preference) {
    const double score = std::min(decision.share, 1 - decision.share) * preference;
    if (score <= best_score) return;
    best_score = score;
    best = decision;
  };
  double sum = 0;
  WeekSet weeks;
  int review = -1;
  for (const auto& [key, share] : week_share) {
    if (key.first != review) {
      review = key.first;
      sum = 0;
      weeks = WeekSet();
    }
    // All weeks up to this one, or a later one.
    sum += share;
    for (int w = 0; w <= key.second; ++w) weeks.Add(w);
    offer({Decision::Kind::kWeeks, review, 0, weeks, sum}, 1.0);
  }
  for (const auto& [key, share] : lead_share) {
    offer({Decision::Kind::kLead, key.first, key.second, {}, share}, 1.1);
  }
  for (const auto& [key, share] : member_share) {
    offer({Decision::Kind::kMember, key.first, key.second, {}, share}, 0.9);
  }
  return best;
}

bool Tree::Adopt() {
  Plan plan;
  plan.week.resize(model_.reviews.size());
  plan.lead.assign(model_.reviews.size(), kNobody);
  plan.team.resize(model_.reviews.size());
  const std::vector<Column>& columns = mixture_.master().columns();
  for (size_t c = 0; c < columns.size(); ++c) {
    if (mixture_.master().share(c) < 0.5) continue;
    const auto r = static_cast<size_t>(columns[c].review);
    plan.week[r] = columns[c].week;
    plan.lead[r] = columns[c].lead;
    plan.team[r] = columns[c].team;
  }
  state_.Load(plan);
  if (!state_.feasible()) return false;
  if (best_.plan.has_value() && state_.cost() >= best_.cost) return true;
  best_.plan = std::move(plan);
  best_.cost = state_.cost();
  on_improvement_();
  return true;
}

}  // namespace peerchallenge::scheduling::planning
