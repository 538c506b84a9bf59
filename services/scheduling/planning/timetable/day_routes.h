#pragma once

#include <cstdint>
#include <vector>

#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/timetable/model.h"

namespace peerchallenge::scheduling::planning::timetable {

// Where the price of a session at an option and venue stands in a flat list.
class PriceIndex {
 public:
  explicit PriceIndex(const Model& model);
  size_t size() const { return size_; }
  // `venue` is a position in the session's venues.
  size_t Of(int s, int option, size_t venue) const {
    const auto at = static_cast<size_t>(s);
    return first_[at] + static_cast<size_t>(option) * venues_[at] + venue;
  }

 private:
  std::vector<size_t> first_, venues_;
  size_t size_ = 0;
};

// Whether a member can be at a session at an option, the team being free or fixed.
inline bool CanAttend(const ModelSession& session, const Option& option, int member) {
  return ((session.open ? option.available : session.fixed) >> member & 1) != 0;
}

// The cheapest day of one member when each session attended brings in its price: a shortest path
// through time, venues and sessions. Its cost is what a day of these sessions costs in travel and
// waiting (with T5 and T6), or less: a session may be attended twice where the path does not
// remember it, which it does for a few sessions per venue as long as it stays there.
class DayRoutes {
 public:
  // Prices and costs are in 1/kScale of a cost unit.
  static constexpr int64_t kScale = 256;
  static constexpr int64_t kNone = INT64_MAX / 4;

  // For members who can attend what `member` can on this day.
  DayRoutes(const Model& model, const PriceIndex& index, int day, int member);

  // The least cost of a day, prices brought in; a day off costs nothing, where it is allowed.
  // kNone where no day is possible, or when the budget is spent. The prices brought in are in
  // visits().
  int64_t Solve(const std::vector<int64_t>& prices, Budget& budget);
  const std::vector<size_t>& visits() const { return visits_; }

  // Roughly the work of Solve() in search steps; more than kMostWork is too much to call it.
  int64_t work() const { return work_; }
  static constexpr int64_t kMostWork = 600'000;

 private:
  // A session that can be attended from a slot at a venue.
  struct Visit {
    int session;
    size_t price;
    int minutes;
    unsigned remember;  // bit among the sessions that the path remembers here; 0 = none
    unsigned forced;    // bit among the sessions that must be attended; 0 = none
  };
  // A kind of day, told apart by where lunch is.
  struct Kind {
    int start_from, start_to;  // of the first session
    int end_from, end_to;      // of the last session
    bool lunch_between;        // lunch is between two sessions
    int64_t idle_weight;
    bool lunch_credited = false;  // lunch is not between two sessions, but counts as no waiting
  };
  struct Node {
    int64_t cost;
    int32_t from;   // the attended session before, a node of done_; -1 = none
    int32_t visit;  // in visits_here_; of done_ only
  };

  void FindForced(int member);
  std::vector<int> SessionsPerVenue(int member) const;
  void FindVisits(const PriceIndex& index, int member);
  void LayOut();
  void TryKind(const Kind& kind, const std::vector<int64_t>& prices, Budget& budget);
  int64_t SolveKind(const Kind& kind, const std::vector<int64_t>& prices, Budget& budget);
  void Leave(const Kind& kind, size_t bucket);
  void GoOn(const Kind& kind, const Node& node, int32_t at, size_t venue, unsigned mask,
            unsigned rest, int end);
  void Arrive(const Kind& kind, int32_t from, size_t venue, size_t state, int time, int64_t cost);
  void Attend(int slot, const std::vector<int64_t>& prices);
  void Wait(const Kind& kind, int slot);
  void Backtrack();

  int Time(int slot) const { return day_.first_time + slot * model_.slot_minutes; }
  int EndOf(size_t bucket) const {
    return Time(static_cast<int>(bucket / residues_.size())) + residues_[bucket % residues_.size()];
  }
  size_t StateOf(size_t venue, unsigned mask, unsigned rest) const {
    return first_state_[venue] + mask * rests_ + rest;
  }

  const Model& model_;
  const ModelDay& day_;
  const int day_index_;
  std::vector<int> venues_;  // those of the day, of the model
  std::vector<int> forced_;  // sessions of the model that must be attended
  std::vector<Visit> offers_;
  std::vector<size_t> offers_from_;  // by slot and venue, into offers_
  std::vector<unsigned> masks_;      // per venue: how many sets of sessions the path remembers
  std::vector<size_t> first_state_;  // per venue
  unsigned rests_ = 2;               // sets of forced sessions, times lunch had or not
  size_t stride_ = 0;                // states per slot
  std::vector<int> residues_;        // minutes past a slot at which sessions end
  std::vector<size_t> residue_of_;   // by minutes past a slot
  std::vector<Node> ready_;          // by slot and state: free to attend
  std::vector<Node> done_;           // by end and state: has attended
  int64_t best_cost_ = 0;
  int32_t best_end_ = -1;
  std::vector<size_t> visits_, visits_here_;
  int64_t value_ = 0;
  int64_t work_ = 0;
};

}  // namespace peerchallenge::scheduling::planning::timetable
