#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/timetable/relaxation.h"

namespace peerchallenge::scheduling::planning::timetable {

// A set of team members, by position.
using Team = uint32_t;

inline int Size(Team team) { return std::popcount(team); }

// A day, in order of date. Slots are counted over all days: those of a day are [first_slot,
// first_slot + slots).
struct ModelDay {
  int position = 0;  // in the problem
  int start = 0;     // in minutes since midnight, as all times
  int end = 0;
  int lunch_start = 0;
  int lunch_end = 0;
  int lunch = 0;       // minutes; 0 = no rule
  int first_time = 0;  // of the first slot
  int first_slot = 0;
  int slots = 0;
};

// A time at which a session may be held, as far as that depends on nothing but itself.
struct Option {
  int day = 0;
  int start = 0;
  int slot = 0;  // of the start
  Team available = 0;
};

// What the incumbent says of a session.
struct Before {
  bool exists = false;
  int day = -1;  // -1 = no day of the problem
  int start = -1;
  int venue = -1;  // -1 = no venue of the problem
  Team team = 0;
  int gone = 0;  // reviewers who are no longer on the team
};

// A session that needs nobody's decision is left out: each has an option, a venue and a team.
struct ModelSession {
  int position = 0;  // in the problem
  int minutes = 0;
  int length = 0;  // which of the model's lengths that is
  int slots = 0;
  bool mandatory = false;
  bool whole_team = false;
  int needed = 0;                // reviewers
  bool open = false;             // whether the team is to be chosen
  Team fixed = 0;                // the team, where it is not
  std::vector<Team> themes;      // who holds each theme
  std::vector<Option> options;   // in order of time
  std::vector<int> option_at;    // by slot; -1 = none
  std::vector<uint64_t> starts;  // per day, the slots of the options (slot_bits.h)
  std::vector<int> venues;
  std::vector<int> groups;
  std::vector<int> sides;          // line * kSides + perspective, each once
  std::vector<int> after, before;  // sessions of the model
  Before old;
  int64_t left_out = 0;  // cost of leaving it out, without coverage

  // Whether each theme is held by somebody of the team.
  bool Holds(Team team) const {
    return std::ranges::all_of(themes, [team](Team holders) { return (holders & team) != 0; });
  }
};

// Perspectives and 'none', which is 0.
inline constexpr int kSides = 8;

// A timetable problem as indices and flat arrays, weights applied.
struct Model {
  int slot_minutes = 1;
  int slot_count = 0;  // of all days
  int venue_count = 0;
  int team_size = 0;
  int group_count = 0;
  int line_count = 0;
  int shortest = kMinutesPerDay;  // minutes of the problem's shortest session, dropped or not
  Team everybody = 0;
  std::vector<ModelDay> days;
  int longest_day = 1;       // slots
  size_t day_words = 1;      // words that have a bit for each slot of a day
  std::vector<int> lengths;  // minutes that sessions take, each once
  // Per length, member and day: the slots at which the member is available for that long, as far as
  // sessions may start there.
  std::vector<uint64_t> available;
  std::vector<int> rooms;
  std::vector<int> travel;  // venues x venues
  std::vector<ModelSession> sessions;
  Team bound = 0;             // members who can only be in one place at a time
  std::vector<int> left_out;  // positions of optional sessions that cannot be placed at all
  std::vector<int> stuck;     // positions of mandatory ones that cannot
  bool loose_lunch = false;   // lunch may also be cut in two by a way; see Core()
  int64_t fixed_cost = 0;     // of what no decision changes
  int64_t travel_weight = 0, idle_weight = 0, balance_weight = 0, pairs_weight = 0;
  int64_t coverage_weight = 0, change_time = 0, change_reviewer = 0;

  int SessionCount() const { return static_cast<int>(sessions.size()); }
  int DayCount() const { return static_cast<int>(days.size()); }
  const ModelSession& Session(int s) const { return sessions[static_cast<size_t>(s)]; }
  const ModelDay& Day(int d) const { return days[static_cast<size_t>(d)]; }
  // Where the words of a day begin among those of a row of days.
  size_t WordsAt(size_t row, int day) const {
    return (row * days.size() + static_cast<size_t>(day)) * day_words;
  }
  // Which row of `available` is theirs.
  size_t RowOf(int length, int member) const {
    return static_cast<size_t>(length) * static_cast<size_t>(team_size) +
           static_cast<size_t>(member);
  }
  int Travel(int from, int to) const {
    return travel[static_cast<size_t>(from) * static_cast<size_t>(venue_count) +
                  static_cast<size_t>(to)];
  }
};

// Whether `count` of the people can hold every theme between them; true where that is too much
// work to tell.
bool CanCover(Team people, const std::vector<Team>& themes, int count);

// Builds the model without the facts that `relaxation` drops. `problem` must be valid. Nothing when
// the budget is spent before it is done.
std::optional<Model> BuildModel(const v1::TimetableProblem& problem, const Relaxation& relaxation,
                                Budget& budget);

// Where one session of the model is; option -1 = left out.
struct Place {
  int option = -1;
  int venue = 0;
  Team team = 0;

  bool placed() const { return option >= 0; }
  friend bool operator==(const Place&, const Place&) = default;
};

// One place per session of the model.
using Plan = std::vector<Place>;

// The plan as a message, in order of time; without its cost.
v1::Timetable ToMessage(const v1::TimetableProblem& problem, const Model& model, const Plan& plan);

}  // namespace peerchallenge::scheduling::planning::timetable
