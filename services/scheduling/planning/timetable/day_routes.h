#pragma once

#include <cstddef>
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
// remember it. It remembers a few sessions per venue, as long as it stays there: those that the
// cheapest days so far attended twice.
class DayRoutes {
  struct Node;
  struct Bid;
  struct Way;
  struct Memory;

 public:
  // Prices and costs are in 1/kScale of a cost unit.
  static constexpr int64_t kScale = 256;
  static constexpr int64_t kNone = INT64_MAX / 4;
  // More than this is too much work.
  static constexpr int64_t kMostWork = 600'000;

  // What Solve() works in: one is enough for days that are solved one after another.
  struct Workspace {
    std::vector<Bid> bids;
    std::vector<size_t> bids_from;  // by slot and venue, into bids
    std::vector<Node> ready;        // by slot and state: free to attend
    std::vector<Node> done;         // by end and state: has attended
    std::vector<Way> ways;
    std::vector<Memory> useful;
    std::vector<int32_t> cheapest;  // by rest, into done; -1 = none
  };

  // For members who can attend what `member` can on this day.
  DayRoutes(const Model& model, const PriceIndex& index, int day, int member);

  // The least cost of a day, prices brought in; a day off costs nothing, where it is allowed.
  // kNone where no day is possible, or when the budget is spent. The prices brought in are in
  // visits(). Not where work() is more than kMostWork.
  int64_t Solve(const std::vector<int64_t>& prices, Workspace& workspace, Budget& budget);
  const std::vector<size_t>& visits() const { return visits_; }

  // Roughly the work of Solve() in search steps.
  int64_t work() const { return WorkWith(states_); }

  // Chooses anew which sessions to remember, as far as that makes no more work than `most`.
  void Learn(int64_t most);

 private:
  class Search;

  // A session that can be attended from a slot at a venue.
  struct Offer {
    size_t price;
    int session;
    uint32_t venue;     // in venues_
    uint32_t bucket;    // of its end
    unsigned remember;  // bit among the sessions that the path remembers here; 0 = none
    unsigned forced;    // bit in the rests of those that must be attended; 0 = none
  };
  // What an offer brings in. Of sessions as long as each other that a path need not tell apart,
  // the best is enough.
  struct Bid {
    int64_t price;
    uint32_t bucket;
    unsigned remember, forced;
    int32_t offer;
  };
  struct Node {
    int64_t cost;
    int32_t from;   // the attended session before, a node of Workspace::done; -1 = none
    int32_t offer;  // of done only
  };
  // What a path remembers: the sessions attended at a venue, and the rest: those of the forced ones
  // and whether lunch was had.
  struct Memory {
    unsigned mask, rest;
  };
  // A way on from a session to the next venue, with lunch or without.
  struct Way {
    int slot;
    int64_t cost;
    bool feeds;
  };

  void FindForced(int member);
  void FindResidues(int member);
  void FindOffers(const PriceIndex& index, int member);
  void LayOut();
  int64_t WorkWith(size_t states) const;
  void CountRepeats(const std::vector<int32_t>& route);

  bool IsOffered(const ModelSession& session, const Option& option, int member) const {
    return option.day == day_index_ && CanAttend(session, option, member);
  }
  int Time(int slot) const { return day_.first_time + slot * model_.slot_minutes; }
  size_t Buckets() const { return static_cast<size_t>(day_.slots + 1) * residues_.size(); }
  size_t BucketOf(int end) const {
    const int minutes = end - day_.first_time;
    return static_cast<size_t>(minutes / model_.slot_minutes) * residues_.size() +
           residue_of_[static_cast<size_t>(minutes % model_.slot_minutes)];
  }
  int EndOf(size_t bucket) const {
    return Time(static_cast<int>(bucket / residues_.size())) + residues_[bucket % residues_.size()];
  }
  size_t Masks(size_t venue) const { return size_t{1} << remembered_[venue].size(); }
  size_t StateOf(size_t venue, Memory memory) const {
    return first_state_[venue] + size_t{memory.mask} * rests_ + memory.rest;
  }

  const Model& model_;
  const ModelDay& day_;
  const int day_index_;
  std::vector<int> venues_;         // those of the day, of the model
  std::vector<int> forced_;         // sessions of the model that must be attended
  unsigned rests_ = 2;              // sets of forced sessions, times lunch had or not
  std::vector<int> residues_;       // minutes past a slot at which sessions end
  std::vector<size_t> residue_of_;  // by minutes past a slot
  std::vector<Offer> offers_;
  std::vector<size_t> offers_from_;           // by slot and venue, into offers_
  std::vector<int64_t> repeats_;              // by venue and session: how often a day had it twice
  std::vector<std::vector<int>> remembered_;  // sessions per venue, in order of their bits
  std::vector<size_t> first_state_;           // per venue
  size_t states_ = 0;                         // of a path at one time
  std::vector<size_t> visits_;
};

}  // namespace peerchallenge::scheduling::planning::timetable
