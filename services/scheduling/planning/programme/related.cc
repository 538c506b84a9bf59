#include "services/scheduling/planning/programme/related.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace peerchallenge::scheduling::planning {
namespace {

constexpr size_t kCheapPerReview = 12;
// How much the cheapest choice of the first review counts; each further one and each review further
// on counts less.
constexpr int64_t kMostWeight = 1 << 20;
constexpr int64_t kOfPerson = 4;
constexpr int64_t kOfLead = 4;
constexpr int64_t kOfWeek = 1;

}  // namespace

RelatedReviews::RelatedReviews(const Model& model, const std::vector<Column>& known,
                               const Prices& prices, const std::vector<int64_t>& least)
    : model_(model), known_(known), prices_(prices), least_(least), cheap_(model.reviews.size()) {
  std::vector<int64_t> price;
  for (const Column& column : known) {
    cheap_[static_cast<size_t>(column.review)].push_back(price.size());
    price.push_back(prices.Of(column));
  }
  for (std::vector<size_t>& cheap : cheap_) {
    std::stable_sort(cheap.begin(), cheap.end(),
                     [&](size_t a, size_t b) { return price[a] < price[b]; });
    cheap.resize(std::min(cheap.size(), kCheapPerReview));
  }
}

std::vector<int> RelatedReviews::Choose(const Plan& plan, size_t size,
                                        const std::vector<bool>& taken, Random& random) const {
  State state(model_);
  state.Load(plan);
  std::vector<bool> out = taken;
  std::vector<int64_t> holds(model_.reviews.size());
  std::vector<int> part;
  const int first = ChooseFirst(state, taken, random);
  const size_t most =
      std::min(size, static_cast<size_t>(std::count(out.begin(), out.end(), false)));
  for (int next = first; true;) {
    part.push_back(next);
    out[static_cast<size_t>(next)] = true;
    if (part.size() == most) return part;
    AddHolders(state, next, kMostWeight / static_cast<int64_t>(part.size()), holds);
    int64_t best = -1;
    for (int r = 0; r < model_.ReviewCount(); ++r) {
      if (out[static_cast<size_t>(r)]) continue;
      const int64_t far = model_.travel_cost[static_cast<size_t>(
          model_.Review(first).host * model_.authority_count + model_.Review(r).host)];
      const int64_t near = kMostWeight / (far + 20);
      const int64_t rank = (holds[static_cast<size_t>(r)] + near) * (50 + random.Below(100));
      if (rank > best) {
        best = rank;
        next = r;
      }
    }
  }
}

int RelatedReviews::ChooseFirst(const State& state, const std::vector<bool>& taken,
                                Random& random) const {
  std::vector<int64_t> chance;
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    const auto i = static_cast<size_t>(r);
    const int64_t excess = prices_.Of(ColumnOf(model_, state.plan(), r)) - least_[i];
    chance.push_back(taken[i] ? 0 : std::max<int64_t>(0, excess) / 1024 + 1);
  }
  int64_t at = static_cast<int64_t>(random.Next() >> 1) %
               std::accumulate(chance.begin(), chance.end(), int64_t{0});
  int first = 0;
  while ((at -= chance[static_cast<size_t>(first)]) >= 0) ++first;
  return first;
}

// Adds, by review, how much it holds of what the cheap choices of `review` are made of.
void RelatedReviews::AddHolders(const State& state, int review, int64_t weight,
                                std::vector<int64_t>& holds) const {
  int64_t rank = 0;
  for (const size_t c : cheap_[static_cast<size_t>(review)]) {
    const Column& column = known_[c];
    const int64_t worth = weight / ++rank;
    for (const int p : column.team) {
      if (state.IsOnTeam(review, p)) continue;
      for (const int r : state.teams_of(p)) {
        const bool same_week = model_.Person(p).one_team_a_week && state.week(r) == column.week;
        if (state.IsFull(p) || same_week) holds[static_cast<size_t>(r)] += worth * kOfPerson;
      }
    }
    const bool full =
        column.week != state.week(review) &&
        state.reviews_in(column.week) >= model_.week_limit[static_cast<size_t>(column.week)];
    const int home = column.lead == kNobody ? kPartner : model_.Person(column.lead).authority;
    for (int r = 0; r < model_.ReviewCount(); ++r) {
      if (full && state.week(r) == column.week) holds[static_cast<size_t>(r)] += worth * kOfWeek;
      if (home != kPartner && state.lead(r) != kNobody &&
          model_.Person(state.lead(r)).authority == home) {
        holds[static_cast<size_t>(r)] += worth * kOfLead;
      }
    }
  }
}

}  // namespace peerchallenge::scheduling::planning
