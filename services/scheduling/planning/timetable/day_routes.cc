#include "services/scheduling/planning/timetable/day_routes.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace peerchallenge::scheduling::planning::timetable {
namespace {

// Sessions of one venue that a path remembers, and sessions that it must attend: each doubles the
// work; and states of a path at one time.
constexpr size_t kMostRemembered = 5;
constexpr size_t kMostForced = 3;
constexpr size_t kMostStates = 4'096;
// Steps of a path that take about as long as one step of the search.
constexpr int64_t kStepsPerSearchStep = 75;

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
  FindResidues(member);
  FindOffers(index, member);
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

void DayRoutes::FindResidues(int member) {
  residue_of_.resize(At(model_.slot_minutes));
  std::vector<bool> is_residue(residue_of_.size(), false);
  is_residue[0] = true;
  for (const ModelSession& session : model_.sessions) {
    for (const Option& option : session.options) {
      if (!IsOffered(session, option, member)) continue;
      is_residue[At(session.minutes % model_.slot_minutes)] = true;
      break;
    }
  }
  for (size_t minutes = 0; minutes < is_residue.size(); ++minutes) {
    if (!is_residue[minutes]) continue;
    residue_of_[minutes] = residues_.size();
    residues_.push_back(static_cast<int>(minutes));
  }
}

void DayRoutes::FindOffers(const PriceIndex& index, int member) {
  std::vector<std::vector<Offer>> offered(At(model_.venue_count * day_.slots));
  std::vector<bool> used(At(model_.venue_count), false);
  for (int s = 0; s < model_.SessionCount(); ++s) {
    const ModelSession& session = model_.Session(s);
    const auto forced = std::ranges::find(forced_, s);
    const unsigned forced_bit = forced == forced_.end() ? 0 : 2u << (forced - forced_.begin());
    for (int o = 0; o < static_cast<int>(session.options.size()); ++o) {
      const Option& option = session.options[At(o)];
      if (!IsOffered(session, option, member)) continue;
      const auto bucket = static_cast<uint32_t>(BucketOf(option.start + session.minutes));
      for (size_t v = 0; v < session.venues.size(); ++v) {
        const int venue = session.venues[v];
        used[At(venue)] = true;
        offered[At((option.slot - day_.first_slot) * model_.venue_count + venue)].push_back(
            {index.Of(s, o, v), s, 0, bucket, 0, forced_bit});
      }
    }
  }
  for (int v = 0; v < model_.venue_count; ++v) {
    if (used[At(v)]) venues_.push_back(v);
  }
  for (int slot = 0; slot < day_.slots; ++slot) {
    for (size_t v = 0; v < venues_.size(); ++v) {
      offers_from_.push_back(offers_.size());
      std::vector<Offer>& here = offered[At(slot * model_.venue_count + venues_[v])];
      std::ranges::stable_sort(here, {}, &Offer::bucket);
      for (Offer& offer : here) offer.venue = static_cast<uint32_t>(v);
      offers_.insert(offers_.end(), here.begin(), here.end());
    }
  }
  offers_from_.push_back(offers_.size());
  rests_ = 2u << forced_.size();
  remembered_.resize(venues_.size());
  repeats_.resize(venues_.size() * model_.sessions.size());
}

void DayRoutes::LayOut() {
  states_ = 0;
  first_state_.clear();
  for (size_t v = 0; v < venues_.size(); ++v) {
    first_state_.push_back(states_);
    states_ += Masks(v) * rests_;
  }
}

int64_t DayRoutes::WorkWith(size_t states) const {
  const size_t steps =
      Buckets() * (states + venues_.size() * venues_.size() * rests_) + offers_.size() * rests_;
  return 1 + static_cast<int64_t>(steps) / kStepsPerSearchStep;
}

// Counts what the path, which leads from its end to its start, attends more than once without
// leaving the venue.
void DayRoutes::CountRepeats(const std::vector<int32_t>& route) {
  for (size_t i = 0; i < route.size(); ++i) {
    const Offer& later = offers_[static_cast<size_t>(route[i])];
    for (size_t j = i + 1; j < route.size(); ++j) {
      const Offer& sooner = offers_[static_cast<size_t>(route[j])];
      if (sooner.venue != later.venue) break;
      if (sooner.session == later.session) {
        ++repeats_[size_t{later.venue} * model_.sessions.size() + At(later.session)];
      }
    }
  }
}

// Remembers what was repeated most often, as far as there are states for it.
void DayRoutes::Learn(int64_t most) {
  std::vector<size_t> order;
  for (size_t i = 0; i < repeats_.size(); ++i) {
    if (repeats_[i] > 0) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::greater(), [&](size_t i) { return repeats_[i]; });
  std::vector<std::vector<int>> remembered(venues_.size());
  size_t states = venues_.size() * rests_;
  for (const size_t i : order) {
    std::vector<int>& here = remembered[i / model_.sessions.size()];
    const size_t more = (size_t{1} << here.size()) * rests_;
    if (here.size() >= kMostRemembered || states + more > kMostStates ||
        WorkWith(states + more) > most) {
      continue;
    }
    here.push_back(static_cast<int>(i % model_.sessions.size()));
    states += more;
  }
  for (std::vector<int>& sessions : remembered) std::ranges::sort(sessions);
  if (remembered == remembered_) return;
  remembered_ = std::move(remembered);
  for (Offer& offer : offers_) {
    const std::vector<int>& here = remembered_[offer.venue];
    const auto found = std::ranges::find(here, offer.session);
    offer.remember = found == here.end() ? 0 : 1u << (found - here.begin());
  }
  LayOut();
}

// One Solve().
class DayRoutes::Search {
 public:
  Search(const DayRoutes& routes, Workspace& in, Budget& budget)
      : routes_(routes), model_(routes.model_), day_(routes.day_), in_(in), budget_(budget) {}

  int64_t Solve(const std::vector<int64_t>& prices);
  // The offers of the cheapest day, the last one first.
  const std::vector<int32_t>& route() const { return route_; }

 private:
  // A kind of day, told apart by where lunch is.
  struct Kind {
    int start_from, start_to;  // of the first session
    int end_from, end_to;      // of the last session
    bool lunch_between;        // lunch is between two sessions
    int64_t idle_weight;
    bool lunch_credited = false;  // lunch is not between two sessions, but counts as no waiting
  };

  size_t VenueCount() const { return routes_.venues_.size(); }
  void MakeBids(const std::vector<int64_t>& prices);
  void TryKind(const Kind& kind);
  int64_t SolveKind(const Kind& kind);
  void Leave(const Kind& kind, size_t bucket);
  void FindUseful(const Node* nodes, size_t venue);
  void GoOn(const Kind& kind, size_t bucket, size_t venue);
  void Follow(const Way& way, int32_t from, unsigned rest, size_t venue, unsigned mask);
  void FindWays(const Kind& kind, int end, size_t from, size_t to);
  void AddWay(const Kind& kind, size_t venue, int time, int64_t cost, bool feeds);
  void Attend(const Kind& kind, int slot);
  static void Take(const Bid& bid, const Node& node, Node& done);
  void Wait(const Kind& kind, int slot);
  void Backtrack();

  const DayRoutes& routes_;
  const Model& model_;
  const ModelDay& day_;
  Workspace& in_;
  Budget& budget_;
  int64_t value_ = 0;
  int64_t best_cost_ = 0;
  int32_t best_end_ = -1;
  std::vector<int32_t> route_, route_here_;
};

int64_t DayRoutes::Solve(const std::vector<int64_t>& prices, Workspace& workspace, Budget& budget) {
  visits_.clear();
  Search search(*this, workspace, budget);
  const int64_t value = search.Solve(prices);
  for (const int32_t offer : search.route()) {
    visits_.push_back(offers_[static_cast<size_t>(offer)].price);
  }
  CountRepeats(search.route());
  return value;
}

int64_t DayRoutes::Search::Solve(const std::vector<int64_t>& prices) {
  value_ = routes_.forced_.empty() ? 0 : kNone;
  if (VenueCount() == 0) return value_;  // nothing to attend
  MakeBids(prices);
  const int64_t idle = model_.idle_weight * kScale;
  const int lunch_start = std::max(day_.start, day_.lunch_start);
  const int lunch_end = std::min(day_.end, day_.lunch_end);
  // Lunch between two sessions, or no rule about it.
  TryKind({day_.start, day_.end, 0, day_.end, day_.lunch > 0, idle});
  if (day_.lunch == 0 || lunch_end - lunch_start < day_.lunch) return value_;
  // All is over before the lunch window, or starts after it.
  TryKind({day_.start, day_.end, 0, std::min(day_.lunch_start, day_.end), false, idle});
  TryKind({day_.lunch_end, day_.end, 0, day_.end, false, idle});
  // Lunch before the first session or after the last one, within the window: waiting costs what is
  // beyond lunch, but never less than nothing.
  TryKind({lunch_start + day_.lunch, day_.lunch_end - 1, 0, day_.end, false, idle, true});
  TryKind({day_.start, day_.end, day_.lunch_start + 1, lunch_end - day_.lunch, false, idle, true});
  return value_;
}

void DayRoutes::Search::MakeBids(const std::vector<int64_t>& prices) {
  in_.bids.clear();
  in_.bids_from.clear();
  const std::vector<size_t>& from = routes_.offers_from_;
  for (size_t list = 0; list + 1 < from.size(); ++list) {
    in_.bids_from.push_back(in_.bids.size());
    std::optional<size_t> plain;  // of those that end in the same bucket, what is not told apart
    for (size_t i = from[list]; i < from[list + 1]; ++i) {
      const Offer& offer = routes_.offers_[i];
      if (i == from[list] || offer.bucket != routes_.offers_[i - 1].bucket) plain.reset();
      const Bid bid{prices[offer.price], offer.bucket, offer.remember, offer.forced,
                    static_cast<int32_t>(i)};
      const bool told_apart = offer.remember != 0 || offer.forced != 0;
      if (!told_apart && plain.has_value()) {
        if (bid.price > in_.bids[*plain].price) in_.bids[*plain] = bid;
        continue;
      }
      if (!told_apart) plain = in_.bids.size();
      in_.bids.push_back(bid);
    }
  }
  in_.bids_from.push_back(in_.bids.size());
}

// Lets a kind of day compete for value_ and route_.
void DayRoutes::Search::TryKind(const Kind& kind) {
  for (const int s : routes_.forced_) {
    const ModelSession& session = model_.Session(s);
    if (session.options.front().start + session.minutes > kind.end_to ||
        session.options.back().start < kind.start_from) {
      return;
    }
  }
  int64_t cost = SolveKind(kind);
  if (cost >= kNone) {
    if (budget_.Spent()) value_ = kNone;
    return;
  }
  Backtrack();
  if (kind.lunch_credited) {
    // Two lower bounds on such a day: all waiting paid for less the lunch, and no waiting paid for.
    cost -= day_.lunch * kind.idle_weight;
    Kind free = kind;
    free.idle_weight = 0;
    const std::vector<int32_t> paid = route_here_;
    const int64_t unpaid = SolveKind(free);
    if (unpaid > cost && unpaid < kNone) {
      cost = unpaid;
      Backtrack();
    } else {
      route_here_ = paid;
    }
  }
  if (cost < value_) {
    value_ = cost;
    route_ = route_here_;
  }
}

int64_t DayRoutes::Search::SolveKind(const Kind& kind) {
  in_.ready.assign(At(day_.slots) * routes_.states_, Node{kNone, -1, -1});
  in_.done.assign(routes_.Buckets() * routes_.states_, Node{kNone, -1, -1});
  best_cost_ = kNone;
  const size_t residues = routes_.residues_.size();
  for (int slot = 0; slot < day_.slots; ++slot) {
    if (budget_.Spent()) return kNone;
    const size_t until = At(slot) * residues;
    for (size_t bucket = slot == 0 ? 0 : until - residues + 1; bucket <= until; ++bucket) {
      Leave(kind, bucket);
    }
    Attend(kind, slot);
    Wait(kind, slot);
  }
  const size_t last = At(day_.slots) * residues;
  for (size_t bucket = last - residues + 1; bucket <= last; ++bucket) Leave(kind, bucket);
  return best_cost_;
}

// Ends the day with each session that ends in the bucket, or goes on to each venue.
void DayRoutes::Search::Leave(const Kind& kind, size_t bucket) {
  const int end = routes_.EndOf(bucket);
  if (end > kind.end_to) return;
  if (end >= kind.end_from) {
    const unsigned complete = routes_.rests_ - 1;  // all forced sessions, and lunch
    for (size_t state = complete; state < routes_.states_; state += routes_.rests_) {
      const size_t at = bucket * routes_.states_ + state;
      if (in_.done[at].cost >= best_cost_) continue;
      best_cost_ = in_.done[at].cost;
      best_end_ = static_cast<int32_t>(at);
    }
  }
  for (size_t v = 0; v < VenueCount(); ++v) GoOn(kind, bucket, v);
}

// Finds the states of a venue, of those at `nodes`, that are worth going on from: who remembers
// less for the same cost can do all that who remembers more can.
void DayRoutes::Search::FindUseful(const Node* nodes, size_t venue) {
  in_.useful.clear();
  const size_t masks = routes_.Masks(venue), rests = routes_.rests_;
  for (unsigned mask = 0; mask < masks; ++mask) {
    for (unsigned rest = 0; rest < rests; ++rest) {
      const int64_t cost = nodes[mask * rests + rest].cost;
      if (cost >= kNone) continue;
      unsigned bits = mask;
      while (bits != 0 && nodes[(mask & ~(bits & -bits)) * rests + rest].cost > cost) {
        bits &= bits - 1;
      }
      if (bits == 0) in_.useful.push_back({mask, rest});
    }
  }
}

// Goes on from a venue: what was attended there is remembered by who stays, and does not matter to
// who goes elsewhere.
void DayRoutes::Search::GoOn(const Kind& kind, size_t bucket, size_t venue) {
  const size_t first = bucket * routes_.states_;
  FindUseful(&in_.done[first + routes_.StateOf(venue, {})], venue);
  if (in_.useful.empty()) return;
  const auto at = [&](const Memory& memory) {
    return static_cast<int32_t>(first + routes_.StateOf(venue, memory));
  };
  in_.cheapest.assign(routes_.rests_, -1);
  for (const Memory& memory : in_.useful) {
    int32_t& best = in_.cheapest[memory.rest];
    const auto cost = [&](int32_t node) { return in_.done[static_cast<size_t>(node)].cost; };
    if (best < 0 || cost(at(memory)) < cost(best)) best = at(memory);
  }
  const int end = routes_.EndOf(bucket);
  for (size_t next = 0; next < VenueCount(); ++next) {
    FindWays(kind, end, venue, next);
    for (const Way& way : in_.ways) {
      if (next == venue) {
        for (const Memory& memory : in_.useful) {
          Follow(way, at(memory), memory.rest, next, memory.mask);
        }
      } else {
        for (unsigned rest = 0; rest < routes_.rests_; ++rest) {
          Follow(way, in_.cheapest[rest], rest, next, 0);
        }
      }
    }
  }
}

void DayRoutes::Search::Follow(const Way& way, int32_t from, unsigned rest, size_t venue,
                               unsigned mask) {
  if (from < 0 || (way.feeds && (rest & 1) != 0)) return;
  const Memory memory{mask, rest | (way.feeds ? 1 : 0)};
  const int64_t cost = in_.done[static_cast<size_t>(from)].cost + way.cost;
  Node& node = in_.ready[At(way.slot) * routes_.states_ + routes_.StateOf(venue, memory)];
  if (cost < node.cost) node = {cost, from, -1};
}

void DayRoutes::Search::FindWays(const Kind& kind, int end, size_t from, size_t to) {
  in_.ways.clear();
  const int travel = model_.Travel(routes_.venues_[from], routes_.venues_[to]);
  const int64_t cost = model_.travel_weight * kScale * travel;
  AddWay(kind, to, end + travel, cost, false);
  if (!kind.lunch_between) return;
  const int before = std::max(end, day_.lunch_start);
  const int after = std::max(end + travel, day_.lunch_start);
  if (before + day_.lunch <= day_.lunch_end) {
    AddWay(kind, to, before + day_.lunch + travel, cost + kind.idle_weight * (before - end), true);
  }
  if (after + day_.lunch <= day_.lunch_end) {
    AddWay(kind, to, after + day_.lunch, cost + kind.idle_weight * (after - end - travel), true);
  }
}

// Is free at a venue from a time on; waits for the next slot.
void DayRoutes::Search::AddWay(const Kind& kind, size_t venue, int time, int64_t cost, bool feeds) {
  const int slot = (time - day_.first_time + model_.slot_minutes - 1) / model_.slot_minutes;
  const std::vector<size_t>& from = routes_.offers_from_;
  if (slot >= day_.slots || from[At(slot) * VenueCount() + venue] == routes_.offers_.size()) return;
  in_.ways.push_back({slot, cost + kind.idle_weight * (routes_.Time(slot) - time), feeds});
}

// Attends each session that is offered from a slot on, after what was attended before or as the
// first one of the day.
void DayRoutes::Search::Attend(const Kind& kind, int slot) {
  const int time = routes_.Time(slot);
  const bool may_start = time >= kind.start_from && time <= kind.start_to;
  const unsigned fresh = kind.lunch_between ? 0 : 1;
  for (size_t v = 0; v < VenueCount(); ++v) {
    const size_t list = At(slot) * VenueCount() + v;
    if (in_.bids_from[list] == in_.bids_from[list + 1]) continue;
    const size_t here = routes_.StateOf(v, {});
    const Node* ready = &in_.ready[At(slot) * routes_.states_ + here];
    FindUseful(ready, v);
    for (size_t i = in_.bids_from[list]; i < in_.bids_from[list + 1]; ++i) {
      const Bid& bid = in_.bids[i];
      Node* done = &in_.done[size_t{bid.bucket} * routes_.states_ + here];
      const auto take = [&](const Node& node, const Memory& memory) {
        Take(bid, node,
             done[(memory.mask | bid.remember) * routes_.rests_ + (memory.rest | bid.forced)]);
      };
      if (may_start) take({0, -1, -1}, {0, fresh});
      for (const Memory& memory : in_.useful) {
        if ((memory.mask & bid.remember) != 0 || (memory.rest & bid.forced) != 0) continue;
        take(ready[memory.mask * routes_.rests_ + memory.rest], memory);
      }
    }
  }
}

void DayRoutes::Search::Take(const Bid& bid, const Node& node, Node& done) {
  const int64_t cost = node.cost - bid.price;
  if (cost < done.cost) done = {cost, node.from, bid.offer};
}

void DayRoutes::Search::Wait(const Kind& kind, int slot) {
  if (slot + 1 >= day_.slots) return;
  const int64_t cost = kind.idle_weight * model_.slot_minutes;
  const Node* now = &in_.ready[At(slot) * routes_.states_];
  Node* later = &in_.ready[At(slot + 1) * routes_.states_];
  for (size_t state = 0; state < routes_.states_; ++state) {
    if (now[state].cost < kNone && now[state].cost + cost < later[state].cost) {
      later[state] = {now[state].cost + cost, now[state].from, -1};
    }
  }
}

void DayRoutes::Search::Backtrack() {
  route_here_.clear();
  for (int32_t at = best_end_; at >= 0; at = in_.done[static_cast<size_t>(at)].from) {
    route_here_.push_back(in_.done[static_cast<size_t>(at)].offer);
  }
}

}  // namespace peerchallenge::scheduling::planning::timetable
