#include "services/scheduling/planning/programme/construct.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "services/scheduling/planning/programme/team_search.h"

namespace peerchallenge::scheduling::planning {
namespace {

// People whom the greedy completion of a team looks at.
constexpr size_t kGreedyPool = 200;
constexpr int64_t kTeamNodes = 2'000;

// Gives reviews to leading authorities by augmenting paths, so that no review is left without a
// lead for as long as the lead limits (P11) allow.
class LeadMatching {
 public:
  explicit LeadMatching(const Model& model)
      : model_(model),
        led_by_(model.reviews.size(), kNobody),
        led_(static_cast<size_t>(model.authority_count)) {}

  void Add(int review) {
    seen_.assign(led_.size(), false);
    Augment(review);
  }

  // The leading authority; kNobody if there is none left.
  int Of(int review) const { return led_by_[static_cast<size_t>(review)]; }

 private:
  bool Augment(int review) {
    for (const int person : model_.Review(review).leads) {
      const auto authority = static_cast<size_t>(model_.Person(person).authority);
      if (seen_[authority]) continue;
      seen_[authority] = true;
      if (static_cast<int>(led_[authority].size()) < model_.lead_limit[authority]) {
        Give(review, authority);
        return true;
      }
      const std::vector<int> holders = led_[authority];
      for (const int holder : holders) {
        if (!Augment(holder)) continue;
        auto& led = led_[authority];
        led.erase(std::find(led.begin(), led.end(), holder));
        Give(review, authority);
        return true;
      }
    }
    return false;
  }

  void Give(int review, size_t authority) {
    led_by_[static_cast<size_t>(review)] = static_cast<int>(authority);
    led_[authority].push_back(review);
  }

  const Model& model_;
  std::vector<int> led_by_;
  std::vector<std::vector<int>> led_;
  std::vector<bool> seen_;
};

std::vector<int> ShuffledReviews(const Model& model, Random& random) {
  std::vector<int> order(model.reviews.size());
  std::iota(order.begin(), order.end(), 0);
  for (size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[static_cast<size_t>(random.Below(static_cast<int>(i)))]);
  }
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return model.Review(a).leads.size() < model.Review(b).leads.size();
  });
  return order;
}

void ChooseLeads(State& state, const std::vector<int>& order) {
  const Model& model = state.model();
  LeadMatching matching(model);
  for (const int review : order) matching.Add(review);
  for (const int review : order) {
    for (const int person : model.Review(review).leads) {
      if (model.Person(person).authority != matching.Of(review)) continue;
      const bool pinned = state.IsOnTeam(review, person);
      if (!pinned && state.IsFull(person)) continue;
      if (!pinned) state.Join(review, person);
      state.SetLead(review, person);
      break;
    }
  }
}

void ChooseWeek(State& state, int review) {
  int best_week = state.week(review);
  int64_t best = std::numeric_limits<int64_t>::max();
  for (const int week : state.model().Review(review).week_list) {
    state.SetWeek(review, week);
    if (state.energy() < best) {
      best = state.energy();
      best_week = week;
    }
  }
  state.SetWeek(review, best_week);
}

// Adds the member who costs least, until the team is large enough.
void CompleteGreedily(State& state, int review, Budget& budget) {
  const ModelReview& what = state.model().Review(review);
  const size_t pool = std::min(what.people.size(), kGreedyPool);
  while (static_cast<int>(state.team(review).size()) < what.team_min && !budget.Spent()) {
    int best_person = kNobody;
    int64_t best = std::numeric_limits<int64_t>::max();
    for (size_t i = 0; i < pool; ++i) {
      const int person = what.people[i];
      if (state.IsOnTeam(review, person)) continue;
      state.Join(review, person);
      if (state.energy() < best) {
        best = state.energy();
        best_person = person;
      }
      state.Leave(review, person);
    }
    if (best_person == kNobody) return;
    state.Join(review, best_person);
  }
}

void ChooseTeam(State& state, int review, Budget& budget) {
  const Model& model = state.model();
  TeamQuery query;
  query.review = review;
  query.week = state.week(review);
  query.usable = [&](int p) { return state.IsOnTeam(review, p) || state.IsAtHand(review, p); };
  query.node_limit = kTeamNodes;
  const int lead = state.lead(review);
  if (lead != kNobody) query.lead_authority = model.Person(lead).authority;
  std::vector<int> found;
  int found_lead = kNobody;
  FindTeam(model, query, budget, [&](const std::vector<int>& team, int leader) {
    found = team;
    found_lead = leader;
    return true;
  });
  if (found.empty()) return CompleteGreedily(state, review, budget);
  if (lead != kNobody && !model.IsPinned(review, lead)) {
    state.SetLead(review, kNobody);
    state.Leave(review, lead);
  }
  for (const int person : found) {
    if (!state.IsOnTeam(review, person)) state.Join(review, person);
  }
  state.SetLead(review, found_lead);
}

}  // namespace

void Construct(State& state, Random& random, Budget& budget) {
  const std::vector<int> order = ShuffledReviews(state.model(), random);
  ChooseLeads(state, order);
  for (const int review : order) {
    if (budget.Spent()) break;
    ChooseWeek(state, review);
    ChooseTeam(state, review, budget);
  }
  state.Accept();
}

}  // namespace peerchallenge::scheduling::planning
