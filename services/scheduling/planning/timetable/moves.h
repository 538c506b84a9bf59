#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "services/scheduling/planning/search/random.h"
#include "services/scheduling/planning/timetable/pricing.h"
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
  void SetNoise(int64_t noise) { pricing_.SetNoise(noise); }

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
  int64_t TakeBids() { return pricing_.TakeBids(); }

 private:
  // Two sessions of a member's day with less time between them than the way takes.
  struct Rush {
    State::Visit before, after;
    int travel;
  };

  void TakeOut(int centre, size_t wanted);
  void OrderRemoved();
  bool InsertLeftOut();
  bool Shift(int s);
  bool Squeeze(int s);
  bool SqueezeIn(int by, bool later, int venue, Team first_team);
  void FindTrip(int s, bool whole);
  int RandomPlaced(int venue);
  std::optional<Team> TeamNextTo(int s, Team like);
  int TimeNextTo(int by, bool later, int venue) const;
  bool MayBeNextTo(int s, int by, bool later, int venue, Team team) const;
  template <typename Use>
  bool EachOptionNear(int s, int day, int time, bool later, Team team, Use use) const;
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
  bool Put(int s, const Bid& bid);
  bool LeaveLunch(int s, size_t most);

  Team RandomMember(Team team);

  State& state_;
  Random& random_;
  const Model& model_;
  Pricing pricing_;
  std::vector<int> open_;  // sessions with a choice
  std::vector<int> clashes_, removed_, order_;
  std::vector<std::pair<int, int>> near_;
  std::vector<int> pushed_;
};

}  // namespace peerchallenge::scheduling::planning::timetable
