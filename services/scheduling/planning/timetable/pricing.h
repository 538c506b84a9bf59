#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "services/scheduling/planning/search/random.h"
#include "services/scheduling/planning/timetable/state.h"

namespace peerchallenge::scheduling::planning::timetable {

// A place for a session, and its price: what the draft would cost more there, but for what every
// place of the session has in common (that it is no longer left out, the lines of enquiry that it
// meets) and with all of the balance, not only what it adds. So prices of one session compare,
// those of two do not. place.option -1 = none found.
struct Bid {
  static constexpr int64_t kNever = INT64_MAX / 4;

  Place place;
  int64_t cost = kNever;

  bool found() const { return cost < kNever; }
};

// Finds for sessions that are left out who could serve them where, and the price of it: what the
// days of the members would cost more, a team that serves nothing else, balance, and what differs
// from the incumbent. A team is one that serves already, or now and then the one whose days
// it would lengthen least.
class Pricing {
 public:
  // Both outlive it.
  Pricing(const State& state, Random& random);

  // How much dearer than the best what it chooses may be.
  void SetNoise(int64_t noise) { noise_ = static_cast<int>(std::min<int64_t>(noise, 1 << 20)); }

  // The cheapest way to have session s at an option and venue, at one of a few random ones, and
  // anywhere.
  Bid BestAt(int s, int option, int venue);
  Bid BestOfSome(int s, int places);
  Bid Best(int s);
  // A team for session s there, of members who may be elsewhere, but rather of those whom it fits;
  // 0 = none. Only for a session whose team is open.
  Team TeamInTheWay(int s, int option, int venue);

  // How many places for a session were priced since the last call: a measure of the work.
  int64_t TakeBids() { return std::exchange(bids_, 0); }

 private:
  // Who might serve a session, and what that costs wherever it is.
  struct Candidate {
    Team team;
    int64_t cost;
  };
  // When on a day a session of some length fits between what a member has, and what the day would
  // cost more, by slot.
  struct Fit {
    const uint64_t* slots;
    const int64_t* cost;
  };

  int64_t Noise() { return noise_ > 0 ? random_.Below(noise_) : 0; }
  void ListCandidates(int s);
  int64_t CostOf(const ModelSession& session, Team team, bool serves) const;
  void OfferPlace(int s, int option, int venue, Bid& best);
  void OfferDay(int s, int day, int venue, Bid& best);
  void OfferCandidate(int s, int day, int venue, const Candidate& candidate, Bid& best);
  void FindEnough(int count);
  void OfferFresh(int s, Place place, Team fits, Bid& best);
  Fit FitOf(int member, int day, int venue, int length);
  Place PlaceOn(int s, int day, int slot, int venue, Team team) const;
  // Prices each available member whom a session of so many minutes there fits into price_; returns
  // who they are.
  Team PriceMembers(const Option& option, int minutes, int venue);
  int64_t PriceOf(Team team) const;
  // The cheapest team of `people` that holds the themes, roughly; 0 = none found.
  Team Cheapest(const ModelSession& session, Team people) const;

  const State& state_;
  Random& random_;
  const Model& model_;
  int noise_ = 0;
  int64_t bids_ = 0;

  const size_t words_;  // of a day's slots

  // What FitOf() told last for a member, day, venue and length, as long as that day is the same; of
  // very many, some. Each member has rows for days as they were at the last Accept() and others for
  // days that were touched since, so that what is taken back leaves the former as they are.
  struct Kept {
    uint64_t of = UINT64_MAX, version = 0;
  };
  size_t rows_;  // of a member, of each kind
  std::vector<Kept> kept_;
  std::vector<uint64_t> kept_slots_;
  std::vector<int64_t> kept_cost_;

  std::vector<Candidate> candidates_;
  std::vector<uint64_t> open_, served_, common_;  // slots of a day
  std::array<Fit, 32> fit_{};                     // by member
  std::array<int64_t, 32> price_{};               // by member
};

}  // namespace peerchallenge::scheduling::planning::timetable
