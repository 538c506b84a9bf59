#include <algorithm>

#include "services/scheduling/planning/clock.h"
#include "services/scheduling/planning/timetable_check.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

// Whether a placement breaks no rule on its own.
bool HoldsAlone(const v1::TimetableProblem& problem, const v1::Placement& placement) {
  v1::Timetable timetable;
  *timetable.add_placements() = placement;
  const auto violations = CheckTimetable(problem, timetable).violations;
  return std::all_of(violations.begin(), violations.end(),
                     [](const auto& v) { return v.rule == "T7" || v.rule == "T8"; });
}

// Every way to place a session; the first entry leaves it out.
std::vector<v1::Placement> Choices(const v1::TimetableProblem& problem,
                                   const v1::TimetableSession& session) {
  std::vector<v1::Placement> choices(1);
  v1::Placement placement;
  placement.set_session(session.id());
  for (const auto& day : problem.days()) {
    placement.set_date(day.date());
    for (int start = 0; start < kMinutesPerDay; start += problem.slot_minutes()) {
      placement.set_start(FormatClock(start));
      for (const auto& venue : problem.venues()) {
        placement.set_venue(venue.id());
        for (int team = 0; team < 1 << problem.team_size(); ++team) {
          placement.clear_reviewers();
          for (int m = 0; m < problem.team_size(); ++m) {
            if ((team >> m & 1) != 0) placement.add_reviewers(problem.team(m).id());
          }
          if (HoldsAlone(problem, placement)) choices.push_back(placement);
        }
      }
    }
  }
  return choices;
}

// Rules that further placements cannot mend: with sessions placed in any order, two of them clash
// over a room, a group or their order whatever else is placed.
bool MayStillHold(const TimetableCheck& check) {
  return std::none_of(check.violations.begin(), check.violations.end(), [](const auto& v) {
    return v.rule == "T2" || v.rule == "T3" || (v.rule == "T7" && v.sessions.size() < 2);
  });
}

class BruteForce {
 public:
  explicit BruteForce(const v1::TimetableProblem& problem) : problem_(problem) {
    for (const auto& session : problem.sessions()) choices_.push_back(Choices(problem, session));
    best_.set_cost(-1);
  }

  v1::Timetable Solve() {
    Extend(0);
    return best_;
  }

 private:
  void Extend(size_t next) {
    const TimetableCheck check = CheckTimetable(problem_, draft_);
    if (!MayStillHold(check)) return;
    if (next == choices_.size()) {
      if (check.violations.empty() && (best_.cost() < 0 || check.cost < best_.cost())) {
        best_ = draft_;
        best_.set_cost(check.cost);
      }
      return;
    }
    for (const v1::Placement& choice : choices_[next]) {
      if (choice.session().empty()) {
        if (!problem_.sessions(static_cast<int>(next)).mandatory()) Extend(next + 1);
        continue;
      }
      *draft_.add_placements() = choice;
      Extend(next + 1);
      draft_.mutable_placements()->RemoveLast();
    }
  }

  const v1::TimetableProblem& problem_;
  std::vector<std::vector<v1::Placement>> choices_;
  v1::Timetable draft_, best_;
};

}  // namespace

v1::Timetable BruteForceTimetable(const v1::TimetableProblem& problem) {
  return BruteForce(problem).Solve();
}

}  // namespace peerchallenge::scheduling::planning
