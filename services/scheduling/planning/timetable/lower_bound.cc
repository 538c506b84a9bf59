#include "services/scheduling/planning/timetable/lower_bound.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace peerchallenge::scheduling::planning::timetable {
namespace {

constexpr int64_t kScale = DayRoutes::kScale;
constexpr int64_t kFastest = 64, kSlowest = 16;
constexpr int kFirstPatience = 12;
// After so many steps days learn what to remember.
constexpr int kStepsPerLesson = 16;
// The direction of a step is in 1/16 of a visit.
constexpr int32_t kVisit = 16;
// How much more the prices of a session move together than each on its own.
constexpr int32_t kTogether = 8;
// What is kept of the direction of the step before, in 1/16.
constexpr int32_t kMomentum = 12;

size_t At(int i) { return static_cast<size_t>(i); }

int Attending(const ModelSession& session) {
  return session.open ? session.needed : Size(session.fixed);
}

// Minutes that one person can be in sessions over the whole visit.
int64_t WorkingMinutes(const Model& model) {
  int64_t minutes = 0;
  for (const ModelDay& day : model.days) minutes += std::max(0, day.end - day.start - day.lunch);
  return minutes;
}

// How many different teams serve mandatory sessions at least: those that are fixed; of each size
// one; and as many as are needed because one team has only so much time.
int64_t FewestTeams(const Model& model) {
  struct OfSize {
    std::set<Team> fixed;
    int64_t minutes = 0;
  };
  std::map<int, OfSize> sizes;
  for (const ModelSession& session : model.sessions) {
    if (!session.mandatory || session.whole_team || Attending(session) == 0) continue;
    OfSize& size = sizes[Attending(session)];
    if (!session.open) size.fixed.insert(session.fixed);
    size.minutes += session.minutes;
  }
  const int64_t time = std::max<int64_t>(1, WorkingMinutes(model));
  int64_t teams = 0;
  for (const auto& [count, size] : sizes) {
    const auto fixed = static_cast<int64_t>(size.fixed.size());
    teams += std::max({int64_t{1}, fixed, (size.minutes + time - 1) / time});
  }
  return teams;
}

// What pairs and balance cost together at least. Who serves on no team is only in sessions of
// everybody, and the others share the mandatory ones; so either enough teams take in everybody, or
// somebody has that much less to do.
int64_t LeastForTeams(const Model& model) {
  std::set<int> sizes;  // of teams that there must be
  int largest = 1;
  int64_t minutes = 0;
  for (const ModelSession& session : model.sessions) {
    if (session.whole_team) continue;
    largest = std::max(largest, Attending(session));
    if (!session.mandatory || Attending(session) == 0) continue;
    sizes.insert(Attending(session));
    minutes += int64_t{session.minutes} * Attending(session);
  }
  const int64_t fewest = FewestTeams(model);
  const auto of_each_size = static_cast<int64_t>(sizes.size());
  const int64_t taken_in = std::accumulate(sizes.begin(), sizes.end(), int64_t{0});
  int64_t least = minutes > 0 ? INT64_MAX : 0;
  for (int64_t serving = 1; minutes > 0 && serving <= model.team_size; ++serving) {
    const int64_t more = std::max<int64_t>(0, serving - taken_in);
    const int64_t teams = std::max(fewest, of_each_size + (more + largest - 1) / largest);
    const int64_t apart = serving < model.team_size ? (minutes + serving - 1) / serving : 0;
    least = std::min(least, model.pairs_weight * teams + model.balance_weight * apart);
  }
  return least;
}

// Perspectives that are missing even when every session is placed.
int64_t LeastUncovered(const Model& model) {
  std::vector<std::set<int>> met(At(model.line_count));
  for (const ModelSession& session : model.sessions) {
    for (const int side : session.sides) met[At(side / kSides)].insert(side);
  }
  int64_t missing = 0;
  for (const auto& sides : met) {
    missing += std::max<int64_t>(0, 2 - static_cast<int64_t>(sides.size()));
  }
  return missing;
}

}  // namespace

LowerBound::LowerBound(const Model& model, Budget& budget)
    : model_(model),
      index_(model),
      fixed_(model.fixed_cost + LeastForTeams(model) +
             model.coverage_weight * LeastUncovered(model)),
      prices_(index_.size()),
      best_prices_(index_.size()),
      gradient_(index_.size()),
      direction_(index_.size()),
      pace_(kFastest),
      patience_(kFirstPatience) {
  FindShares(budget);
  // Without prices every day can be off; the sessions alone may cost something.
  value_ = fixed_ + PriceSessions() / kScale;
  StartPrices();
}

// Those who come to a venue share the shortest way there among its sessions: then hardly any day is
// worth more than it costs, which makes a fair bound to start from.
void LowerBound::StartPrices() {
  std::vector<int> sessions(At(model_.venue_count));
  for (const ModelSession& session : model_.sessions) {
    for (const int v : session.venues) ++sessions[At(v)];
  }
  for (int s = 0; s < model_.SessionCount(); ++s) {
    const ModelSession& session = model_.Session(s);
    int64_t price = DayRoutes::kNone;
    for (const int v : session.venues) {
      int64_t way = DayRoutes::kNone;
      for (int w = 0; w < model_.venue_count; ++w) {
        if (w == v || sessions[At(w)] == 0) continue;
        way = std::min<int64_t>({way, model_.Travel(w, v), model_.Travel(v, w)});
      }
      if (way == DayRoutes::kNone) way = 0;
      price = std::min(price, kScale * model_.travel_weight * way / sessions[At(v)]);
    }
    std::fill(prices_.begin() + static_cast<std::ptrdiff_t>(index_.Of(s, 0, 0)),
              prices_.begin() + static_cast<std::ptrdiff_t>(index_.Of(s + 1, 0, 0)), price);
  }
}

void LowerBound::FindShares(Budget& budget) {
  for (int d = 0; d < model_.DayCount(); ++d) {
    std::map<std::vector<bool>, size_t> alike;
    for (int member = 0; member < model_.team_size; ++member) {
      if (budget.Spent()) {
        usable_ = false;
        return;
      }
      std::vector<bool> can_attend;
      for (const ModelSession& session : model_.sessions) {
        for (const Option& option : session.options) {
          if (option.day == d) can_attend.push_back(CanAttend(session, option, member));
        }
      }
      const auto [found, added] = alike.emplace(std::move(can_attend), shares_.size());
      if (added) {
        shares_.push_back({DayRoutes(model_, index_, d, member), 0});
        usable_ = StepsWorth() <= DayRoutes::kMostWork;
        if (!usable_) return;
      }
      ++shares_[found->second].members;
    }
  }
}

int64_t LowerBound::StepsWorth() const {
  int64_t worth = 1;
  for (const Share& share : shares_) worth += share.routes.work();
  return worth;
}

int64_t LowerBound::Placed(const ModelSession& session, int option, int venue) const {
  const Before& old = session.old;
  if (!old.exists) return 0;
  const Option& at = session.options[At(option)];
  const bool moved = at.day != old.day || at.start != old.start || venue != old.venue;
  const int gone = old.gone + std::max(0, Size(old.team) - Attending(session));
  return kScale * ((moved ? model_.change_time : 0) + model_.change_reviewer * gone);
}

int64_t LowerBound::LeftOut(const ModelSession& session) const {
  if (session.mandatory) return DayRoutes::kNone;
  return kScale * (session.left_out + (session.old.exists ? model_.change_time : 0));
}

// Lets each session choose; adds its visits to the gradient. Of choices that cost the same, that
// which the days' visits come closest to.
int64_t LowerBound::PriceSessions() {
  int64_t sum = 0;
  for (int s = 0; s < model_.SessionCount(); ++s) {
    const ModelSession& session = model_.Session(s);
    const int attending = Attending(session);
    int64_t least = LeftOut(session);
    size_t chosen = index_.size();
    for (int o = 0; o < static_cast<int>(session.options.size()); ++o) {
      for (size_t v = 0; v < session.venues.size(); ++v) {
        const size_t at = index_.Of(s, o, v);
        const int64_t cost = attending * prices_[at] + Placed(session, o, session.venues[v]);
        if (cost < least ||
            (cost == least && chosen < index_.size() && gradient_[at] < gradient_[chosen])) {
          least = cost;
          chosen = at;
        }
      }
    }
    sum += least;
    if (chosen < index_.size()) gradient_[chosen] += attending;
  }
  return sum;
}

void LowerBound::Improve(int64_t best_cost, Budget& budget) {
  if (!usable_) return;
  if (++steps_ % kStepsPerLesson == 0) {
    const int64_t most = DayRoutes::kMostWork / std::max<int64_t>(1, std::ssize(shares_));
    for (Share& share : shares_) share.routes.Learn(most);
  }
  std::fill(gradient_.begin(), gradient_.end(), 0);
  int64_t value = 0;
  for (Share& share : shares_) {
    const int64_t day = share.routes.Solve(prices_, workspace_, budget);
    if (day >= DayRoutes::kNone) return;
    value += day * share.members;
    for (const size_t at : share.routes.visits()) gradient_[at] -= share.members;
  }
  Step(value + PriceSessions(), best_cost);
}

// Moves the prices along the smoothed gradient, towards the cost that is to be reached.
void LowerBound::Step(int64_t value, int64_t best_cost) {
  if (value > best_) {
    best_ = value;
    best_prices_ = prices_;
    idle_steps_ = 0;
    // The cost of a timetable is whole.
    const int64_t whole = value >= 0 ? (value + kScale - 1) / kScale : value / kScale;
    value_ = std::max(value_, fixed_ + whole);
  } else if (++idle_steps_ > patience_) {
    idle_steps_ = 0;
    // Where no slower pace is left, a longer way may lead over what a short one does not.
    if (pace_ == kSlowest) patience_ += patience_;
    pace_ = std::max(kSlowest, pace_ / 2);
    prices_ = best_prices_;
    std::fill(direction_.begin(), direction_.end(), 0);
  }
  int64_t norm = 1;
  for (int s = 0; s < model_.SessionCount(); ++s) {
    const size_t from = index_.Of(s, 0, 0), to = index_.Of(s + 1, 0, 0);
    // All prices of a session rise where it is attended too little: most are alike.
    int32_t sum = 0;
    for (size_t i = from; i < to; ++i) sum += gradient_[i];
    norm += kVisit * int64_t{sum} * sum * kTogether;
    for (size_t i = from; i < to; ++i) {
      norm += kVisit * int64_t{gradient_[i]} * gradient_[i];
      direction_[i] = (gradient_[i] + sum * kTogether) * kVisit + direction_[i] * kMomentum / 16;
    }
  }
  constexpr int64_t kFurthest = int64_t{1} << 42;
  const int64_t missing = std::clamp((best_cost - fixed_) * kScale - value, kScale, kFurthest);
  const int64_t step = missing * pace_ / 1'024;
  for (size_t i = 0; i < prices_.size(); ++i) {
    if (direction_[i] != 0)
      prices_[i] += step / norm * direction_[i] + step % norm * direction_[i] / norm;
  }
}

}  // namespace peerchallenge::scheduling::planning::timetable
