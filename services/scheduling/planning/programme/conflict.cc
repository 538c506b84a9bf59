#include "services/scheduling/planning/programme/conflict.h"

#include <optional>

#include "services/scheduling/planning/programme/anneal.h"
#include "services/scheduling/planning/programme/facts.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/search/report.h"

namespace peerchallenge::scheduling::planning {
namespace {

using Verdict = Finding::Verdict;

// Search steps spent on finding a plan of one relaxed problem: few before the proofs are tried,
// many after they failed.
constexpr int64_t kQuickPlanSteps = 10'000;
constexpr int64_t kPlanSteps = 100'000;

// Answers whether a problem without some of its facts has a plan.
class PlanJudge {
 public:
  PlanJudge(const v1::ProgrammeProblem& problem, const ProofEffort& effort, Budget& budget)
      : problem_(problem), effort_(effort), budget_(budget) {}

  Finding Of(const Relaxation& relaxation) {
    const std::optional<Model> model = BuildModel(problem_, relaxation, budget_);
    if (!model.has_value()) return {};
    if (model->reviews.empty()) return {Verdict::kFeasible, {}};
    Proof proof = ProveByCounting(*model, budget_);
    if (proof.verdict == Proof::Verdict::kOpen) {
      if (FindsPlan(*model, kQuickPlanSteps)) return {Verdict::kFeasible, {}};
      proof = ProveDeeply(*model, effort_, budget_);
    }
    switch (proof.verdict) {
      case Proof::Verdict::kFeasible:
        return {Verdict::kFeasible, {}};
      case Proof::Verdict::kInfeasible:
        for (int& review : proof.suspects) review = model->Review(review).index;
        return {Verdict::kInfeasible, std::move(proof.suspects)};
      case Proof::Verdict::kOpen:
        break;
    }
    return {FindsPlan(*model, kPlanSteps) ? Verdict::kFeasible : Verdict::kOpen, {}};
  }

 private:
  bool FindsPlan(const Model& model, int64_t steps) {
    if (budget_.Spent()) return false;
    Annealer::Hooks hooks;
    bool found = false;
    hooks.on_improvement = [&found](const Best&) { found = true; };
    hooks.on_tick = [&](int64_t) { return found || budget_.Spent(); };
    Annealer annealer(model, 0, steps, budget_, hooks);
    while (annealer.Round()) {
    }
    return found;
  }

  const v1::ProgrammeProblem& problem_;
  const ProofEffort effort_;
  Budget& budget_;
};

// Programmes, for ConflictSearch.
struct ProgrammeKind {
  using Problem = v1::ProgrammeProblem;
  using Fact = planning::Fact;
  using Relaxation = planning::Relaxation;
  using Judge = PlanJudge;

  static int ItemCount(const Problem& problem) { return problem.reviews_size(); }
  static Fact Item(int review) { return {FactKind::kReview, review}; }
  static bool IsItem(const Fact& fact) { return fact.kind == FactKind::kReview; }
  static std::vector<Fact> FactsAbout(const Problem& problem, const std::vector<int>& reviews) {
    return planning::FactsAbout(problem, reviews);
  }
  static bool IsFolded(const Fact& fact) { return fact.kind == FactKind::kAbsences; }
  static std::vector<Fact> Unfolded(const Problem& problem, const std::vector<int>& reviews) {
    return AbsencesAt(problem, reviews);
  }
};

}  // namespace

Conflicts<Fact> FindConflicts(const v1::ProgrammeProblem& problem, const std::vector<int>& suspects,
                              const ProofEffort& effort, Budget& budget) {
  PlanJudge judge(problem, effort, budget);
  return ConflictSearch<ProgrammeKind>(problem, judge, budget).Find(suspects);
}

v1::InfeasibilityReport Report(const v1::ProgrammeProblem& problem,
                               const Conflicts<Fact>& conflicts) {
  return ToReport(conflicts,
                  [&](const std::vector<Fact>& facts) { return Describe(problem, facts); });
}

}  // namespace peerchallenge::scheduling::planning
