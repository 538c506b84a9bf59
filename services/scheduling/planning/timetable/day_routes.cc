#include "services/scheduling/planning/timetable/day_routes.h"

#include <algorithm>
#include <bit>

namespace peerchallenge::scheduling::planning::timetable {
namespace {

// Sessions of one venue that a path remembers, and sessions that it must attend: each doubles the
// work. Where there are many sessions, coming back to one of them is worth little.
constexpr size_t kMostRemembered = 4;
constexpr int kFewSessions = 8;
constexpr size_t kMostForced = 3;
// Steps of a path that take about as long as one step of the search.
constexpr int64_t kStepsPerSearchStep = 150;

size_t At(int i) { return static_cast<size_t>(i); }

}  // namespace

PriceIndex::PriceIndex(const Model& model) {
  for (const ModelSession& session : model.sessions) {
    first_.push_back(size_);
    venues_.push_back(session.venues.size());
    size_ += session.options.size() * session.venues.size();
  }
  first_.push_back(size_);
  venues_.push_back(0);
}

DayRoutes::DayRoutes(const Model& model, const PriceIndex& index, int day, int member)
    : model_(model), day_(model.Day(day)), day_index_(day) {
  FindForced(member);
  FindVisits(index, member);
  LayOut();
}

void DayRoutes::FindForced(int member) {
  for (int s = 0; s < model_.SessionCount() && forced_.size() < kMostForced; ++s) {
    const ModelSession& session = model_.Session(s);
    if (session.mandatory && !session.open && (session.fixed >> member & 1) != 0 &&
        session.options.front().day == day_index_ && session.options.back().day == day_index_) {
      forced_.push_back(s);
    }
  }
}

std::vector<int> DayRoutes::SessionsPerVenue(int member) const {
  std::vector<int> count(At(model_.venue_count));
  for (const ModelSession& session : model_.sessions) {
    const bool possible =
        std::any_of(session.options.begin(), session.options.end(), [&](const Option& option) {
          return option.day == day_index_ && CanAttend(session, option, member);
        });
    for (const int v : session.venues) count[At(v)] += possible ? 1 : 0;
  }
  return count;
}

void DayRoutes::FindVisits(const PriceIndex& index, int member) {
  const std::vector<int> per_venue = SessionsPerVenue(member);
  std::vector<std::vector<int>> remembered(At(model_.venue_count));
  std::vector<std::vector<Visit>> offered(At(model_.venue_count * day_.slots));
  std::vector<bool> has_residue(At(model_.slot_minutes), false);
  has_residue[0] = true;
  for (int s = 0; s < model_.SessionCount(); ++s) {
    const ModelSession& session = model_.Session(s);
    const auto forced = std::find(forced_.begin(), forced_.end(), s);
    const unsigned forced_bit = forced == forced_.end() ? 0 : 1u << (forced - forced_.begin());
    std::vector<unsigned> remember(session.venues.size());
    for (int o = 0; o < static_cast<int>(session.options.size()); ++o) {
      const Option& option = session.options[At(o)];
      if (option.day != day_index_ || !CanAttend(session, option, member)) continue;
      has_residue[At(session.minutes % model_.slot_minutes)] = true;
      for (size_t v = 0; v < session.venues.size(); ++v) {
        const int venue = session.venues[v];
        std::vector<int>& here = remembered[At(venue)];
        if (remember[v] == 0 && forced_bit == 0 && here.size() < kMostRemembered &&
            per_venue[At(venue)] <= kFewSessions) {
          remember[v] = 1u << here.size();
          here.push_back(s);
        }
        offered[At((option.slot - day_.first_slot) * model_.venue_count + venue)].push_back(
            {s, index.Of(s, o, v), session.minutes, remember[v], forced_bit});
      }
    }
  }
  for (int v = 0; v < model_.venue_count; ++v) {
    if (per_venue[At(v)] == 0) continue;
    venues_.push_back(v);
    masks_.push_back(1u << remembered[At(v)].size());
  }
  for (int slot = 0; slot < day_.slots; ++slot) {
    for (const int v : venues_) {
      const auto& here = offered[At(slot * model_.venue_count + v)];
      offers_from_.push_back(offers_.size());
      offers_.insert(offers_.end(), here.begin(), here.end());
    }
  }
  offers_from_.push_back(offers_.size());
  residue_of_.resize(has_residue.size());
  for (size_t minutes = 0; minutes < has_residue.size(); ++minutes) {
    if (!has_residue[minutes]) continue;
    residue_of_[minutes] = residues_.size();
    residues_.push_back(static_cast<int>(minutes));
  }
}

void DayRoutes::LayOut() {
  rests_ = 2u << forced_.size();
  for (const unsigned masks : masks_) {
    first_state_.push_back(stride_);
    stride_ += masks * rests_;
  }
  const auto venues = static_cast<int64_t>(venues_.size());
  const auto buckets =
      static_cast<int64_t>(day_.slots + 1) * static_cast<int64_t>(residues_.size());
  const auto states = static_cast<int64_t>(stride_);
  work_ = 1 + (buckets * states * venues + static_cast<int64_t>(offers_.size()) * rests_) /
                  kStepsPerSearchStep;
  if (work_ > kMostWork) return;
  ready_.resize(At(day_.slots) * stride_);
  done_.resize(static_cast<size_t>(buckets) * stride_);
}

int64_t DayRoutes::Solve(const std::vector<int64_t>& prices, Budget& budget) {
  value_ = forced_.empty() ? 0 : kNone;
  visits_.clear();
  if (venues_.empty()) return value_;  // nothing to attend
  const int64_t idle = model_.idle_weight * kScale;
  const int lunch_start = std::max(day_.start, day_.lunch_start);
  const int lunch_end = std::min(day_.end, day_.lunch_end);
  if (day_.lunch == 0) {
    TryKind({day_.start, day_.end, 0, day_.end, false, idle}, prices, budget);
    return value_;
  }
  // Lunch between two sessions.
  TryKind({day_.start, day_.end, 0, day_.end, true, idle}, prices, budget);
  if (lunch_end - lunch_start < day_.lunch) return value_;
  // All is over before the lunch window, or starts after it.
  TryKind({day_.start, day_.end, 0, std::min(day_.lunch_start, day_.end), false, idle}, prices,
          budget);
  TryKind({day_.lunch_end, day_.end, 0, day_.end, false, idle}, prices, budget);
  // Lunch before the first session or after the last one, within the window: waiting costs what is
  // beyond lunch, but never less than nothing.
  const Kind late{lunch_start + day_.lunch, day_.lunch_end - 1, 0, day_.end, false, idle, true};
  const Kind early{day_.start, day_.end, day_.lunch_start + 1, lunch_end - day_.lunch, false,
                   idle,       true};
  for (const Kind& kind : {late, early}) TryKind(kind, prices, budget);
  return value_;
}

// Lets a kind of day compete for value_ and visits_.
void DayRoutes::TryKind(const Kind& kind, const std::vector<int64_t>& prices, Budget& budget) {
  for (const int s : forced_) {
    const ModelSession& session = model_.Session(s);
    if (session.options.front().start + session.minutes > kind.end_to ||
        session.options.back().start < kind.start_from) {
      return;
    }
  }
  int64_t cost = SolveKind(kind, prices, budget);
  if (cost >= kNone) {
    if (budget.Spent()) value_ = kNone;
    return;
  }
  Backtrack();
  if (kind.lunch_credited) {
    // Two lower bounds on such a day: all waiting paid for less the lunch, and no waiting paid for.
    cost -= day_.lunch * kind.idle_weight;
    Kind free = kind;
    free.idle_weight = 0;
    const std::vector<size_t> paid = visits_here_;
    const int64_t unpaid = SolveKind(free, prices, budget);
    if (unpaid > cost && unpaid < kNone) {
      cost = unpaid;
      Backtrack();
    } else {
      visits_here_ = paid;
    }
  }
  if (cost < value_) {
    value_ = cost;
    visits_ = visits_here_;
  }
}

int64_t DayRoutes::SolveKind(const Kind& kind, const std::vector<int64_t>& prices, Budget& budget) {
  std::fill(ready_.begin(), ready_.end(), Node{kNone, -1, -1});
  std::fill(done_.begin(), done_.end(), Node{kNone, -1, -1});
  best_cost_ = kNone;
  const size_t buckets = residues_.size();
  for (int slot = 0; slot < day_.slots; ++slot) {
    if (budget.Spent()) return kNone;
    const size_t until = At(slot) * buckets;
    for (size_t bucket = slot == 0 ? 0 : until - buckets + 1; bucket <= until; ++bucket) {
      Leave(kind, bucket);
    }
    if (Time(slot) >= kind.start_from && Time(slot) <= kind.start_to) {
      for (size_t v = 0; v < venues_.size(); ++v) {
        const size_t state = StateOf(v, 0, kind.lunch_between ? 0 : 1);
        Node& node = ready_[At(slot) * stride_ + state];
        if (node.cost > 0) node = {0, -1, -1};
      }
    }
    Attend(slot, prices);
    Wait(kind, slot);
  }
  const size_t last = At(day_.slots) * buckets;
  for (size_t bucket = last - buckets + 1; bucket <= last; ++bucket) Leave(kind, bucket);
  return best_cost_;
}

// Ends the day with each session that ends in the bucket, or goes on to each venue.
void DayRoutes::Leave(const Kind& kind, size_t bucket) {
  const int end = EndOf(bucket);
  const unsigned complete = rests_ - 1;  // all forced sessions, and lunch
  for (size_t v = 0; v < venues_.size(); ++v) {
    for (unsigned mask = 0; mask < masks_[v]; ++mask) {
      for (unsigned rest = 0; rest < rests_; ++rest) {
        const size_t at = bucket * stride_ + StateOf(v, mask, rest);
        const Node& node = done_[at];
        if (node.cost >= kNone) continue;
        if (rest == complete && end >= kind.end_from && end <= kind.end_to &&
            node.cost < best_cost_) {
          best_cost_ = node.cost;
          best_end_ = static_cast<int32_t>(at);
        }
        GoOn(kind, node, static_cast<int32_t>(at), v, mask, rest, end);
      }
    }
  }
}

void DayRoutes::GoOn(const Kind& kind, const Node& node, int32_t at, size_t venue, unsigned mask,
                     unsigned rest, int end) {
  for (size_t next = 0; next < venues_.size(); ++next) {
    const int travel = model_.Travel(venues_[venue], venues_[next]);
    const int64_t cost = node.cost + model_.travel_weight * kScale * travel;
    const unsigned kept = next == venue ? mask : 0;
    Arrive(kind, at, next, StateOf(next, kept, rest), end + travel, cost);
    if (!kind.lunch_between || (rest & 1) != 0) continue;
    const size_t fed = StateOf(next, kept, rest | 1);
    const int before = std::max(end, day_.lunch_start);
    const int after = std::max(end + travel, day_.lunch_start);
    if (before + day_.lunch <= day_.lunch_end) {
      Arrive(kind, at, next, fed, before + day_.lunch + travel,
             cost + kind.idle_weight * (before - end));
    }
    if (after + day_.lunch <= day_.lunch_end) {
      Arrive(kind, at, next, fed, after + day_.lunch,
             cost + kind.idle_weight * (after - end - travel));
    }
  }
}

// Is free at a venue from a time on; waits for the next slot.
void DayRoutes::Arrive(const Kind& kind, int32_t from, size_t venue, size_t state, int time,
                       int64_t cost) {
  const int slot = (time - day_.first_time + model_.slot_minutes - 1) / model_.slot_minutes;
  if (slot >= day_.slots || offers_from_[At(slot) * venues_.size() + venue] == offers_.size()) {
    return;
  }
  cost += kind.idle_weight * (Time(slot) - time);
  Node& node = ready_[At(slot) * stride_ + state];
  if (cost < node.cost) node = {cost, from, -1};
}

void DayRoutes::Attend(int slot, const std::vector<int64_t>& prices) {
  for (size_t v = 0; v < venues_.size(); ++v) {
    const size_t list = At(slot) * venues_.size() + v;
    for (size_t i = offers_from_[list]; i < offers_from_[list + 1]; ++i) {
      const Visit& visit = offers_[i];
      const int end = Time(slot) + visit.minutes - day_.first_time;
      const size_t bucket = At(end / model_.slot_minutes) * residues_.size() +
                            residue_of_[At(end % model_.slot_minutes)];
      const int64_t price = prices[visit.price];
      for (unsigned mask = 0; mask < masks_[v]; ++mask) {
        if ((mask & visit.remember) != 0) continue;
        for (unsigned rest = 0; rest < rests_; ++rest) {
          if ((rest & visit.forced << 1) != 0) continue;
          const Node& node = ready_[At(slot) * stride_ + StateOf(v, mask, rest)];
          if (node.cost >= kNone) continue;
          Node& done =
              done_[bucket * stride_ + StateOf(v, mask | visit.remember, rest | visit.forced << 1)];
          if (node.cost - price < done.cost) {
            done = {node.cost - price, node.from, static_cast<int32_t>(i)};
          }
        }
      }
    }
  }
}

void DayRoutes::Wait(const Kind& kind, int slot) {
  if (slot + 1 >= day_.slots) return;
  const int64_t cost = kind.idle_weight * model_.slot_minutes;
  const Node* now = &ready_[At(slot) * stride_];
  Node* later = &ready_[At(slot + 1) * stride_];
  for (size_t state = 0; state < stride_; ++state) {
    // Before the first session nobody waits.
    if (now[state].cost >= kNone || now[state].from < 0) continue;
    if (now[state].cost + cost < later[state].cost) {
      later[state] = {now[state].cost + cost, now[state].from, -1};
    }
  }
}

void DayRoutes::Backtrack() {
  visits_here_.clear();
  for (int32_t at = best_end_; at >= 0; at = done_[static_cast<size_t>(at)].from) {
    visits_here_.push_back(
        offers_[static_cast<size_t>(done_[static_cast<size_t>(at)].visit)].price);
  }
}

}  // namespace peerchallenge::scheduling::planning::timetable
