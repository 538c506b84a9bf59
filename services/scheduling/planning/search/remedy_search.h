#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/conflict_search.h"
#include "services/scheduling/planning/solve_control.h"

namespace peerchallenge::scheduling::planning {

// How much search relaxations are worth. With a step limit the clock decides nothing but the end.
struct RemedyEffort {
  int64_t plan_steps = 0;           // for any solution of an opened problem
  std::vector<int64_t> cost_steps;  // for a good one with the changes that it needs: one round
                                    // over all of them after the other
  absl::Duration longest;           // for all of it
  absl::Duration left;              // of the caller's time
  int64_t step_limit = 0;           // of each search; 0 = none
  std::stop_token stop;
};

// What would give a problem without a solution one. For each fact of its conflicts the problem is
// opened further than needed (any other week instead of one); a solution of the opened problem
// shows which changes it uses; those that it can do without are taken back; with the rest the
// problem is solved anew, the cheapest first. The kind of problem gives
//   Problem, Solution, Plan, Fact, Change;
//   OpeningsFor(problem, facts)   for a conflict the openings, each a list of ever wider ones;
//   Changed(problem, changes), ChangesFor(problem, plan)   see programme/change.h;
//   PlanOf(solution)              null where it has none;
//   Check(problem, plan)          what is broken, and the cost;
//   LeavesOut(change)             whether an item does not take place;
//   Describe(problem, change)     the message is a clause to follow 'if'.
template <typename Kind>
class RemedySearch {
 public:
  using Problem = typename Kind::Problem;
  using Plan = typename Kind::Plan;
  using Change = typename Kind::Change;
  using Changes = std::set<Change>;
  using Opening = std::vector<Changes>;
  using Solve = std::function<typename Kind::Solution(const Problem&, const SolveControl&)>;

  // `problem` outlives the search. `solve` gets the time and the steps that it may take.
  RemedySearch(const Problem& problem, Solve solve, RemedyEffort effort)
      : problem_(problem),
        solve_(std::move(solve)),
        effort_(std::move(effort)),
        limit_(effort_.step_limit > 0 ? effort_.left : std::min(effort_.left, effort_.longest)),
        budget_(limit_, effort_.stop) {}

  // Looks for changes until the time is over or every fact was looked at.
  void Find(const Conflicts<typename Kind::Fact>& conflicts) {
    std::vector<std::vector<Opening>> openings;
    for (const auto& conflict : conflicts.all) {
      openings.push_back(Kind::OpeningsFor(problem_, conflict.facts));
    }
    for (size_t i = 0; i < openings.size(); ++i) {
      const Changes others = AllBut(i, openings);
      for (const Opening& opening : openings[i]) {
        if (!LeavesOut(opening)) Try(opening, others);
      }
    }
    for (size_t i = 0; i < openings.size(); ++i) {
      for (const Opening& opening : openings[i]) {
        if (LeavesOut(opening)) Try(opening, AllBut(i, openings));
      }
    }
    Sort();
    for (const int64_t steps : effort_.cost_steps) {
      for (Remedy& remedy : found_) Price(steps, remedy);
      Sort();
    }
  }

  // Adds what was found to the report, in its order.
  void Tell(v1::InfeasibilityReport& report) const {
    int left_out = 0;
    for (const Remedy& remedy : found_) {
      if (report.relaxations_size() == kMostRelaxations) return;
      if (LeftOut(remedy) > 0 && ++left_out > kMostLeftOut) return;
      *report.add_relaxations() = Describe(remedy);
    }
  }

 private:
  // More changes than this at once help nobody.
  static constexpr size_t kMostChanges = 8;
  static constexpr int kMostRelaxations = 10;
  static constexpr int kMostLeftOut = 3;

  struct Remedy {
    Changes changes;
    int64_t cost = 0;  // of a solution with the changes
    int64_t bound = 0;
  };

  static int LeftOut(const Remedy& remedy) {
    return static_cast<int>(
        std::count_if(remedy.changes.begin(), remedy.changes.end(), Kind::LeavesOut));
  }

  void Sort() {
    std::stable_sort(found_.begin(), found_.end(), [](const Remedy& a, const Remedy& b) {
      return std::tuple(LeftOut(a), a.cost, a.changes.size()) <
             std::tuple(LeftOut(b), b.cost, b.changes.size());
    });
  }

  static bool LeavesOut(const Opening& opening) {
    return std::any_of(opening.front().begin(), opening.front().end(), Kind::LeavesOut);
  }

  // The first step of each opening for all other conflicts; nothing is left out for their sake.
  static Changes AllBut(size_t conflict, const std::vector<std::vector<Opening>>& openings) {
    Changes all;
    for (size_t k = 0; k < openings.size(); ++k) {
      if (k == conflict) continue;
      for (const Opening& opening : openings[k]) {
        if (!LeavesOut(opening)) all.insert(opening.front().begin(), opening.front().end());
      }
    }
    return all;
  }

  std::optional<Plan> PlanWith(const Changes& changes, int64_t steps) {
    if (budget_.Spent()) return std::nullopt;
    SolveControl control;
    control.time_limit = limit_ - budget_.Elapsed();
    control.step_limit = effort_.step_limit > 0 ? std::min(steps, effort_.step_limit) : steps;
    control.stop = effort_.stop;
    control.explaining = Explaining::kNothing;
    const auto solution = solve_(Kind::Changed(problem_, changes), control);
    const Plan* plan = Kind::PlanOf(solution);
    return plan == nullptr ? std::nullopt : std::optional<Plan>(*plan);
  }

  void Try(const Opening& opening, const Changes& others) {
    for (const Changes& wide : opening) {
      Changes changes = others;
      changes.insert(wide.begin(), wide.end());
      std::optional<Plan> plan = PlanWith(changes, effort_.plan_steps);
      if (!plan.has_value()) continue;
      changes = Kind::ChangesFor(problem_, *plan);
      if (changes.size() > kMostChanges || !seen_.insert(changes).second) return;
      DropNeedless(changes, *plan);
      // Without time to drop the needless ones, several changes say nothing.
      if (changes.size() == 1 || !budget_.Spent()) Keep(std::move(changes), *plan);
      return;
    }
  }

  // Takes back what a solution can do without; `plan` becomes one of the problem with the rest.
  void DropNeedless(Changes& changes, Plan& plan) {
    for (const Change& change : Changes(changes)) {
      if (changes.size() == 1) return;
      changes.erase(change);
      if (auto without = PlanWith(changes, effort_.plan_steps)) {
        plan = *std::move(without);
      } else {
        changes.insert(change);
      }
    }
  }

  void Keep(Changes changes, const Plan& plan) {
    const auto check = Kind::Check(Kind::Changed(problem_, changes), plan);
    const bool known = std::any_of(found_.begin(), found_.end(),
                                   [&](const Remedy& other) { return other.changes == changes; });
    if (known || !check.violations.empty()) return;
    found_.push_back({std::move(changes), check.cost, 0});
  }

  void Price(int64_t steps, Remedy& remedy) {
    if (remedy.cost == remedy.bound) return;
    const std::optional<Plan> plan = PlanWith(remedy.changes, steps);
    if (!plan.has_value()) return;
    remedy.cost = std::min(remedy.cost, plan->cost());
    remedy.bound = std::max(remedy.bound, plan->bound());
  }

  v1::Relaxation Describe(const Remedy& remedy) const {
    v1::Relaxation relaxation;
    std::vector<std::string> clauses;
    for (const Change& change : remedy.changes) {
      v1::ConflictElement element = Kind::Describe(problem_, change);
      clauses.push_back(element.message());
      *relaxation.add_changes() = std::move(element);
    }
    relaxation.set_cost(remedy.cost);
    relaxation.set_bound(remedy.bound);
    const char* verb = remedy.bound == remedy.cost ? "would cost " : "would cost at most ";
    relaxation.set_message(absl::StrCat("If ", absl::StrJoin(clauses, " and "), ", the best ",
                                        Kind::kPlan, " ", verb, remedy.cost, "."));
    return relaxation;
  }

  const Problem& problem_;
  const Solve solve_;
  const RemedyEffort effort_;
  const absl::Duration limit_;
  Budget budget_;
  std::set<Changes> seen_;
  std::vector<Remedy> found_;
};

}  // namespace peerchallenge::scheduling::planning
