#include "services/scheduling/planning/timetable/conflict.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "services/scheduling/planning/timetable/anneal.h"
#include "services/scheduling/planning/timetable/facts.h"
#include "services/scheduling/planning/timetable/model.h"
#include "services/scheduling/planning/timetable/proof.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

// Search steps spent on finding a timetable of one relaxed problem.
constexpr int64_t kCompletionSteps = 30'000;

class Explainer {
 public:
  Explainer(const v1::TimetableProblem& problem, int64_t work_limit, Budget& budget)
      : problem_(problem), work_limit_(work_limit), budget_(budget) {}

  v1::InfeasibilityReport Explain(const std::vector<int>& suspects) {
    std::vector<Fact> facts = NarrowSessions(suspects);
    std::vector<int> sessions;
    for (const Fact& fact : facts) sessions.push_back(fact.a);
    std::vector<Fact> needed;
    const std::vector<Fact> others = FactsAbout(problem_, sessions);
    DropNeedless(others, needed);
    facts.insert(facts.end(), needed.begin(), needed.end());

    v1::InfeasibilityReport report;
    for (const Fact& fact : facts) *report.add_conflict() = Describe(problem_, fact);
    report.set_minimal(IsMinimal(facts));
    return report;
  }

 private:
  // Whether the problem without the facts of the relaxation is proven infeasible.
  bool Refutes() {
    const std::optional<Model> model = BuildModel(problem_, relaxation_, budget_);
    if (!model.has_value()) return false;
    const Model core = Core(*model);
    if (ProveByCounting(core, budget_).verdict == Proof::Verdict::kInfeasible) return true;
    std::vector<int> all(core.sessions.size());
    std::iota(all.begin(), all.end(), 0);
    return ProveBySearch(core, all, work_limit_, budget_).verdict == Proof::Verdict::kInfeasible;
  }

  // Leaves out every mandatory session but the suspects, which the proof showed to be enough, and
  // of those what it does not need. Returns the rest.
  std::vector<Fact> NarrowSessions(const std::vector<int>& suspects) {
    const std::set<int> suspected(suspects.begin(), suspects.end());
    std::vector<Fact> facts;
    for (int s = 0; s < problem_.sessions_size(); ++s) {
      if (suspected.contains(s)) {
        facts.push_back({FactKind::kMandatory, s});
      } else {
        relaxation_.Drop({FactKind::kMandatory, s});
      }
    }
    std::vector<Fact> needed;
    DropNeedless(facts, needed);
    return needed;
  }

  // Drops from `facts` whatever the proof does not need; the relaxation grows by what is dropped.
  void DropNeedless(std::span<const Fact> facts, std::vector<Fact>& needed) {
    if (facts.empty()) return;
    if (!budget_.Spent()) {
      for (const Fact& fact : facts) relaxation_.Drop(fact);
      if (Refutes()) return;
      for (const Fact& fact : facts) relaxation_.Restore(fact);
    }
    if (facts.size() == 1 || budget_.Spent()) {
      needed.insert(needed.end(), facts.begin(), facts.end());
      return;
    }
    const size_t half = facts.size() / 2;
    DropNeedless(facts.first(half), needed);
    DropNeedless(facts.subspan(half), needed);
  }

  // Whether a timetable of the whole problem is found without any single one of the facts.
  bool IsMinimal(const std::vector<Fact>& facts) {
    return std::all_of(facts.begin(), facts.end(), [this](const Fact& fact) {
      Relaxation one;
      one.Drop(fact);
      const std::optional<Model> model = BuildModel(problem_, one, budget_);
      return model.has_value() && model->stuck.empty() &&
             (model->sessions.empty() || FindsTimetable(*model));
    });
  }

  bool FindsTimetable(const Model& model) {
    Annealer::Hooks hooks;
    bool found = false;
    hooks.on_improvement = [&found](const Best&) { found = true; };
    hooks.on_tick = [&](int64_t) { return found || budget_.Spent(); };
    Annealer annealer(model, 0, kCompletionSteps, hooks);
    while (!found && annealer.Round()) {
    }
    return found;
  }

  const v1::TimetableProblem& problem_;
  const int64_t work_limit_;
  Budget& budget_;
  Relaxation relaxation_;  // what the proof does not need
};

}  // namespace

v1::InfeasibilityReport ExplainInfeasible(const v1::TimetableProblem& problem,
                                          const std::vector<int>& suspects, int64_t work_limit,
                                          Budget& budget) {
  return Explainer(problem, work_limit, budget).Explain(suspects);
}

}  // namespace peerchallenge::scheduling::planning::timetable
