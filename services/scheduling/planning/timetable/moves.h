#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "services/scheduling/planning/search/random.h"
#include "services/scheduling/planning/timetable/state.h"

namespace peerchallenge::scheduling::planning::timetable {

// Random changes of a draft, for a search that accepts them or takes them back. Each returns false
// where it came to nothing; what it did until then must be taken back.
class Moves {
 public:
  // The model must have a session.
  Moves(State& state, Random& random);

  // Which sessions Step() and Rebuild() choose from; at first, all.
  enum class Scope { kAll, kMandatory };
  void SetScope(Scope scope);

  // How much dearer than the best a choice within a change may be.
  void SetNoise(int64_t noise) { noise_ = static_cast<int>(std::min<int64_t>(noise, 1 << 20)); }

  // One small change.
  bool Step();

  // Takes out a few sessions that have to do with each other and puts them back one by one, each
  // where it costs least; likewise some that were left out.
  bool Rebuild();

  // Puts in session s, which is left out, where it costs least; of very many places, some are
  // tried.
  bool InsertBest(int s);

  // Puts in session s, which is left out, at an option and with venue and team of the incumbent, if
  // that can be.
  bool PutAsBefore(int s, int option);

  // Puts in session s, which is left out, at an option and venue with a team that stands least in
  // the way, taking out up to `most` others for it; removed() tells which.
  bool MakeRoom(int s, Place place, size_t most);
  const std::vector<int>& removed() const { return removed_; }

  // How many places for a session were priced since the last call: a measure of the work.
  int64_t TakeBids() { return std::exchange(bids_, 0); }

 private:
  struct Bid {
    Place place;
    int64_t cost = kNever;
  };
  // Two sessions of a member's day with less time between them than the way takes.
  struct Rush {
    State::Visit before, after;
    int travel;
  };
  static constexpr int64_t kNever = INT64_MAX / 4;
  static constexpr int64_t kUnfit = INT64_MAX / 256;

  void TakeOut(int centre, size_t wanted);
  void OrderRemoved();
  bool InsertLeftOut();
  bool Shift(int s);
  bool Squeeze(int s);
  void TakeTrip(int s, bool whole);
  int RandomPlaced(int venue);
  bool PutNextTo(int s, int by, bool later, int venue, Team team);
  bool SwapTeams(int s);
  Team TeamLike(const ModelSession& session, Team team);
  bool PutNear(int s, int day, int time, bool later, Place place);
  bool PushAside(int s, bool later);
  std::optional<Rush> RushOf(int member, int day) const;
  bool Relocate(int s);
  bool ReplaceMember(int s);
  bool SwapMembers(int s);
  bool SwapTimes(int s);
  bool Eject(int s);
  bool Insert(int s, int samples);
  bool PutAt(int s, int option, int venue);
  bool LeaveLunch(int s, size_t most);

  int64_t Noise() { return noise_ > 0 ? random_.Below(noise_) : 0; }
  Team RandomMember(Team team);
  Bid BidFor(int s, int option, int venue);
  // The cheapest way to have session s on a day, or `best` if none is cheaper. Its options of that
  // day are [first, last).
  Bid BestOfDay(int s, int first, int last, Bid best);
  // The cheapest way to have session s there, once the members are priced.
  Bid BidOf(int s, Place place, Team fits);
  // Prices each available member whom a session of so many minutes there fits into price_; returns
  // who they are.
  Team PriceMembers(const Option& option, int minutes, int venue);
  // The cheapest team of `people` that holds the themes, roughly; 0 = none found.
  Team Cheapest(const ModelSession& session, Team people) const;
  int64_t PriceOf(int s, Team team, bool serves) const;
  bool Holds(const ModelSession& session, Team team) const;

  State& state_;
  Random& random_;
  const Model& model_;
  int noise_ = 0;
  int64_t bids_ = 0;
  std::vector<int> open_;                          // sessions with a choice
  std::array<int64_t, 32> price_{};                // by member
  std::vector<Team> fits_;                         // by slot of a day: whom a session there fits
  std::array<std::vector<int64_t>, 32> price_at_;  // by member, and slot where it fits
  std::vector<int> choices_;
  std::vector<int> clashes_, removed_, order_;
  std::vector<std::pair<int, int>> near_;
  std::vector<int> pushed_;
};

}  // namespace peerchallenge::scheduling::planning::timetable
