#include <algorithm>
#include <bit>
#include <utility>

#include "services/scheduling/planning/timetable/proof.h"
#include "services/scheduling/planning/timetable/state.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

size_t At(int i) { return static_cast<size_t>(i); }

// Complete search: the session with the fewest places left next, each place, each team. What does
// not fit between the sessions placed so far will not fit later either (see Core()).
class Searcher {
 public:
  Searcher(const Model& core, int64_t work_limit, Budget& budget)
      : core_(core), state_(core), work_left_(work_limit), budget_(budget) {}

  bool Refutes(std::vector<int> sessions) {
    sessions_ = std::move(sessions);
    failures_.assign(core_.sessions.size(), 1);
    return !Extend() && !gave_up_;
  }

 private:
  // Whether the draft can be extended to all sessions, or might be.
  bool Extend() {
    if (gave_up_) return true;
    int next = -1;
    std::vector<Place> places;
    for (const int s : sessions_) {
      if (state_.placed(s)) continue;
      std::vector<Place> open = PlacesOf(s);
      if (next < 0 || open.size() * failures_[At(next)] < places.size() * failures_[At(s)]) {
        next = s;
        places = std::move(open);
      }
      if (places.empty()) break;
    }
    if (next < 0 || gave_up_) return true;
    for (const Place& place : places) {
      if (TryTeams(next, place)) return true;
    }
    ++failures_[At(next)];
    return false;
  }

  // Where session s can still go, with everybody who could attend as the team.
  std::vector<Place> PlacesOf(int s) {
    const ModelSession& session = core_.Session(s);
    std::vector<Place> places;
    for (int option = 0; option < static_cast<int>(session.options.size()); ++option) {
      work_left_ -= static_cast<int64_t>(session.venues.size());
      if (work_left_ < 0 || budget_.SpentNow()) gave_up_ = true;
      if (gave_up_) return places;
      for (const int venue : session.venues) {
        if (!state_.Free(s, option, venue)) continue;
        const Team fits = Fits(session, session.options[At(option)], venue);
        const bool enough = session.open ? Size(fits) >= session.needed &&
                                               CanCover(fits, session.themes, session.needed)
                                         : (session.fixed & ~fits) == 0;
        if (enough) places.push_back({option, venue, fits});
      }
    }
    return places;
  }

  Team Fits(const ModelSession& session, const Option& option, int venue) const {
    Team fits = 0;
    for (Team people = option.available; people != 0; people &= people - 1) {
      const int member = std::countr_zero(people);
      if (state_.Try(member, option, session.minutes, venue).fits) fits |= Team{1} << member;
    }
    return fits;
  }

  bool TryTeams(int s, const Place& place) {
    const ModelSession& session = core_.Session(s);
    if (!session.open) return TryPlace(s, {place.option, place.venue, session.fixed});
    return ChooseTeam(s, place, place.team, 0);
  }

  // Each team out of `rest` and those chosen; of two people who are alike so far, the first.
  bool ChooseTeam(int s, const Place& place, Team rest, Team chosen) {
    const ModelSession& session = core_.Session(s);
    if (Size(chosen) == session.needed) {
      return session.Holds(chosen) && TryPlace(s, {place.option, place.venue, chosen});
    }
    Team passed = 0;
    for (; Size(rest) + Size(chosen) >= session.needed && rest != 0; rest &= rest - 1) {
      const int member = std::countr_zero(rest);
      if (HasTwin(member, passed)) continue;
      passed |= Team{1} << member;
      if (ChooseTeam(s, place, rest & (rest - 1), chosen | Team{1} << member)) return true;
      if (gave_up_) return true;
    }
    return false;
  }

  // Whether one of `people` has had exactly the member's sessions so far and holds the same themes
  // and hours: a team with either is as good.
  bool HasTwin(int member, Team people) const {
    for (; people != 0; people &= people - 1) {
      const int other = std::countr_zero(people);
      if (AreAlike(member, other)) return true;
    }
    return false;
  }

  bool AreAlike(int a, int b) const {
    for (int d = 0; d < core_.DayCount(); ++d) {
      if (!std::ranges::equal(state_.DayOf(a, d), state_.DayOf(b, d), {}, &State::Visit::session,
                              &State::Visit::session)) {
        return false;
      }
    }
    const auto same = [&](Team team) { return (team >> a & 1) == (team >> b & 1); };
    return std::all_of(sessions_.begin(), sessions_.end(), [&](int s) {
      const ModelSession& session = core_.Session(s);
      return same(session.fixed) &&
             std::all_of(session.themes.begin(), session.themes.end(), same) &&
             std::all_of(session.options.begin(), session.options.end(),
                         [&](const Option& option) { return same(option.available); });
    });
  }

  bool TryPlace(int s, const Place& place) {
    state_.Put(s, place);
    const bool fits = state_.broken_days() == 0 && Extend();
    state_.Remove(s);
    state_.Accept();
    return fits;
  }

  const Model& core_;
  State state_;
  int64_t work_left_;
  Budget& budget_;
  std::vector<int> sessions_;
  std::vector<size_t> failures_;  // per session: how often nothing was left for it
  bool gave_up_ = false;
};

}  // namespace

Proof ProveBySearch(const Model& core, const std::vector<int>& sessions, int64_t work_limit,
                    Budget& budget) {
  if (!Searcher(core, work_limit, budget).Refutes(sessions)) return {};
  Proof proof{Proof::Verdict::kInfeasible, {}};
  for (const int s : sessions) proof.suspects.push_back(core.Session(s).position);
  return proof;
}

}  // namespace peerchallenge::scheduling::planning::timetable
