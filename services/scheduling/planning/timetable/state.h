#pragma once

#include <climits>
#include <cstdint>
#include <span>
#include <vector>

#include "services/scheduling/planning/timetable/model.h"

namespace peerchallenge::scheduling::planning::timetable {

// A draft timetable that knows its cost after every step. Rooms, groups and the order of sessions
// are kept by whoever places: Put() must only be called where Clashes() says that nothing stands
// in the way. Travel and lunch (T5, T6) may be broken in between; broken_days() counts where.
// Mandatory sessions that are left out cost a penalty.
class State {
  // What a member's day comes to; brought up to date when it is asked for.
  struct DaySum {
    uint32_t count = 0;
    int work = 0, moved = 0;   // minutes in sessions and on the way
    int lunches = 0;           // stretches of free time with room for lunch
    bool lunch_after = false;  // whether that after the last session is one
    bool broken = false;
    bool stale = false;  // then the day is on stale_, and in no total
    int64_t cost = 0;
    uint64_t version = 0;  // of what is in it
  };

 public:
  // A session in a member's day.
  struct Visit {
    int session;
    int start, end, venue;
    bool lunch_before;  // whether the time before it has room for lunch
  };

  explicit State(const Model& model);

  const Model& model() const { return model_; }
  const Place& place(int s) const { return plan_[At(s)]; }
  const Plan& plan() const { return plan_; }
  bool placed(int s) const { return place(s).placed(); }
  const Option& option(int s) const { return model_.Session(s).options[At(plan_[At(s)].option)]; }
  int start(int s) const { return start_[At(s)]; }
  int end(int s) const { return end_[At(s)]; }

  // Sets the penalty for leaving out a mandatory session.
  void SetPenalty(int s, int64_t penalty);
  int64_t penalty(int s) const { return penalty_[At(s)]; }

  // Places a session that is left out.
  void Put(int s, const Place& place);
  // Leaves out a session that is placed.
  void Remove(int s);

  // Since the last Accept(), all steps can be taken back.
  void Accept();
  void Undo();
  // The sessions moved since the last Accept(), the first move first; with repetitions.
  struct Step {
    int session;
    Place before;
  };
  const std::vector<Step>& journal() const { return journal_; }

  // Replaces the draft; steps before can not be taken back.
  void Load(const Plan& plan);

  int64_t cost() const;  // what CheckTimetable() says of the placed sessions
  int64_t energy() const { return cost() + penalties_; }
  int broken_days() const {
    Settle();
    return broken_days_;
  }
  int missing() const { return missing_; }  // mandatory sessions left out
  bool feasible() const { return missing_ == 0 && broken_days() == 0; }

  // What stands in the way of session s, which is left out, at an option and venue, apart from
  // people: sessions of the same groups, sessions that must come before or after, and for a venue
  // that is full as many others as needed, by turns from `turn`. Into `clashes`, each once.
  void Clashes(int s, int option, int venue, int turn, std::vector<int>& clashes) const;

  // Whether nothing of that stands in the way of session s, which is left out.
  bool Free(int s, int option, int venue) const;
  // Keeps of `starts`, slots of a day (slot_bits.h), those for which that is so.
  void KeepFree(int s, int day, int venue, uint64_t* starts) const;

  // What a session that is left out would mean for a member's day: whether it fits between the
  // others and leaves lunch, and what the day would cost more.
  struct Probe {
    bool fits = false;
    int64_t cost = 0;
  };
  Probe Try(int member, const Option& option, int minutes, int venue) const;
  // For all slots of a day: into `slots` (slot_bits.h) where it fits, and into `cost`, by slot,
  // what the day would cost more there.
  void TryAll(int member, int day, int minutes, int venue, uint64_t* slots, int64_t* cost) const;
  // The sessions of that day between which it does not fit, into `clashes`, each once.
  void DayClashes(int member, const Option& option, int minutes, int venue,
                  std::vector<int>& clashes) const;
  // The member's sessions of a day, in order of time.
  std::span<const Visit> DayOf(int member, int day) const {
    const size_t at = DayAt(member, day);
    return {&visits_[at * stride_], days_[at].count};
  }
  // Another one whenever the member's sessions of that day are others than before; the same again
  // once a change was taken back.
  uint64_t DayVersion(int member, int day) const { return days_[DayAt(member, day)].version; }
  // Whether they changed since the last Accept().
  bool DayTouched(int member, int day) const {
    return kept_since_[DayAt(member, day)] == accepted_;
  }
  bool DayBroken(int member, int day) const {
    Settle(DayAt(member, day));
    return days_[DayAt(member, day)].broken;
  }

  int64_t busy(int member) const { return busy_[At(member)]; }
  // The teams of placed sessions that count as a pair, each once.
  struct Serving {
    Team team;
    int size;
    int sessions;
  };
  const std::vector<Serving>& teams() const { return teams_; }
  bool Serves(Team team) const;
  // What the largest and the smallest share differ by, if `minutes` were added to each of the team.
  int64_t BalanceWith(Team team, int minutes) const;
  // What the placement costs for its differences from the incumbent.
  int64_t ChangeCost(int s, const Place& place) const;

 private:
  // A day as it was at the last Accept(); its visits are from `first` on in kept_visits_.
  struct KeptDay {
    size_t day;
    DaySum sum;
    size_t first;
  };

  // The time between two visits of a day, or before the first or after the last, for a session at
  // some venue.
  struct Gap {
    uint32_t next;           // the visit that ends it
    int free_from, free_to;  // without the ways
    int way_in, way_out;     // minutes
    int soonest, latest;     // starts
    int moved;               // minutes on the way of the day with the session
    bool eats_lunch;         // whether lunch has to be left in this gap
  };

  static size_t At(int i) { return static_cast<size_t>(i); }
  size_t DayAt(int member, int day) const { return At(member) * At(model_.DayCount()) + At(day); }
  size_t SlotAt(int row, int slot) const {
    return static_cast<size_t>(row) * At(model_.slot_count) + At(slot);
  }
  void Set(int s, const Place& place);
  void Clear(int s);
  // What these do beside the members' days.
  void Enter(int s, const Place& place);
  void Exit(int s);
  size_t RowOfGroup(int group) const { return At(model_.venue_count) + At(group); }
  void Occupy(int s, const Place& place, int sign);
  void CountSides(int s, int sign);
  void Enlist(Team team);
  void Dismiss(Team team);
  void Attend(int member, int s, int day);
  void Leave(int member, int s, int day);
  void CountBusy(Team team, int minutes);
  void Touch(size_t at);
  void Add(const DaySum& sum, int sign) const;
  void Settle() const;
  void Settle(size_t day) const {
    if (days_[day].stale) Recount(day);
  }
  void Recount(size_t at) const;
  bool InOrder(const ModelSession& session, const Option& at) const;
  void DropOutOfOrder(const ModelSession& session, int day, uint64_t* starts) const;
  bool GapLeavesLunch(const ModelDay& day, int end, int start, int travel) const;
  Gap GapBefore(const ModelDay& day, size_t at, uint32_t next, int minutes, int venue) const;
  bool LeavesLunch(const ModelDay& day, const Gap& gap, int start, int minutes) const;
  int64_t CostIn(const ModelDay& day, size_t at, const Gap& gap, int start, int minutes) const;
  int64_t Eats(const ModelDay& day, int first, int last) const {
    return day.lunch > 0 && first < day.lunch_end && last > day.lunch_start ? day.lunch : 0;
  }

  const Model& model_;
  Plan plan_;
  std::vector<int> start_, end_, venue_;  // of placed sessions
  std::vector<Serving> teams_;
  std::vector<int64_t> penalty_;
  std::vector<Step> journal_;

  size_t stride_;
  mutable std::vector<Visit> visits_;  // per member and day, in order of time
  mutable std::vector<DaySum> days_;
  mutable std::vector<size_t> stale_;
  std::vector<KeptDay> kept_days_;
  std::vector<Visit> kept_visits_;
  std::vector<uint64_t> kept_since_;  // per day: after which Accept() it was kept last
  uint64_t accepted_ = 1, versions_ = 0;
  std::vector<int64_t> busy_;

  std::vector<uint16_t> held_;  // per venue with more than one room and slot: sessions at once
  std::vector<std::vector<int>> of_group_;  // sessions by group
  std::vector<uint64_t> taken_;  // per venue, then group, and day: slots that are full or taken
  std::vector<uint16_t> met_;    // per line and side: sessions
  std::vector<int> sides_met_;   // per line

  mutable int64_t days_cost_ = 0;
  mutable int broken_days_ = 0;
  int64_t left_out_ = 0, change_ = 0, penalties_ = 0;
  int64_t uncovered_ = 0;
  int missing_ = 0;
};

}  // namespace peerchallenge::scheduling::planning::timetable
