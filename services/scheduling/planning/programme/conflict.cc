#include "services/scheduling/planning/programme/conflict.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "services/scheduling/planning/programme/anneal.h"
#include "services/scheduling/planning/programme/facts.h"
#include "services/scheduling/planning/programme/model.h"

namespace peerchallenge::scheduling::planning {
namespace {

using Verdict = Proof::Verdict;

// Search steps spent on finding a plan of one relaxed problem: few before the proofs are tried,
// many after they failed.
constexpr int64_t kQuickPlanSteps = 10'000;
constexpr int64_t kPlanSteps = 100'000;
// More single absences than this say less than 'too many are away'.
constexpr size_t kMostAbsences = 6;

class Explainer {
 public:
  Explainer(const v1::ProgrammeProblem& problem, const ProofEffort& effort, Budget& budget)
      : problem_(problem), effort_(effort), budget_(budget) {}

  v1::InfeasibilityReport Explain(const std::vector<int>& suspects) {
    std::vector<int> reviews = NarrowReviews(suspects);
    std::vector<Fact> facts = FactsAbout(problem_, reviews);
    DropNeedless(facts);
    for (const int r : reviews) facts.push_back({FactKind::kReview, r});
    facts = WithSingleAbsences(std::move(facts));

    v1::InfeasibilityReport report;
    for (const Fact& fact : facts) *report.add_conflict() = Describe(problem_, fact);
    report.set_minimal(IsMinimal(facts));
    return report;
  }

 private:
  // What is known of the problem without the facts of `relaxation`.
  Verdict Judge(const Relaxation& relaxation) {
    const std::optional<Model> model = BuildModel(problem_, relaxation, budget_);
    if (!model.has_value()) return Verdict::kOpen;
    if (model->reviews.empty()) return Verdict::kFeasible;
    if (ProveByCounting(*model, budget_).verdict == Verdict::kInfeasible) {
      return Verdict::kInfeasible;
    }
    if (FindsPlan(*model, kQuickPlanSteps)) return Verdict::kFeasible;
    const Verdict verdict = ProveDeeply(*model, effort_, budget_).verdict;
    if (verdict != Verdict::kOpen) return verdict;
    return FindsPlan(*model, kPlanSteps) ? Verdict::kFeasible : Verdict::kOpen;
  }

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

  // Drops from `facts` whatever the proof does not need; the relaxation grows by what is dropped.
  void DropNeedless(std::vector<Fact>& facts) {
    std::vector<Fact> needed;
    DropNeedless(std::span<const Fact>(facts), needed);
    facts = std::move(needed);
  }

  void DropNeedless(std::span<const Fact> facts, std::vector<Fact>& needed) {
    if (facts.empty()) return;
    if (!budget_.Spent()) {
      for (const Fact& fact : facts) relaxation_.Drop(fact);
      if (Judge(relaxation_) == Verdict::kInfeasible) return;
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

  // Leaves out all reviews but the suspects, which the proof showed to be enough, and of those what
  // it does not need. Returns the rest, by position in the problem.
  std::vector<int> NarrowReviews(const std::vector<int>& suspects) {
    std::vector<Fact> suspected;
    for (int r = 0; r < problem_.reviews_size(); ++r) {
      const Fact fact{FactKind::kReview, r};
      if (std::find(suspects.begin(), suspects.end(), r) != suspects.end()) {
        suspected.push_back(fact);
      } else {
        relaxation_.Drop(fact);
      }
    }
    DropNeedless(suspected);
    std::vector<int> reviews;
    for (const Fact& fact : suspected) reviews.push_back(fact.a);
    return reviews;
  }

  // Puts single absences in the place of the folded ones, where that is a handful.
  std::vector<Fact> WithSingleAbsences(std::vector<Fact> facts) {
    std::vector<int> reviews;
    for (const Fact& fact : facts) {
      if (fact.kind == FactKind::kAbsences) reviews.push_back(fact.a);
    }
    if (reviews.empty() || budget_.Spent()) return facts;
    const Relaxation before = relaxation_;
    std::vector<Fact> absences = AbsencesAt(problem_, reviews);
    DropNeedless(absences);
    if (absences.size() > kMostAbsences) {
      relaxation_ = before;
      return facts;
    }
    std::erase_if(facts, [](const Fact& fact) { return fact.kind == FactKind::kAbsences; });
    facts.insert(facts.end(), absences.begin(), absences.end());
    return facts;
  }

  // Whether a plan of the whole problem is found without any single one of the facts.
  bool IsMinimal(const std::vector<Fact>& facts) {
    return std::all_of(facts.begin(), facts.end(), [this](const Fact& fact) {
      Relaxation one;
      one.Drop(fact);
      return Judge(one) == Verdict::kFeasible;
    });
  }

  const v1::ProgrammeProblem& problem_;
  const ProofEffort effort_;
  Budget& budget_;
  Relaxation relaxation_;  // what the proof does not need
};

}  // namespace

v1::InfeasibilityReport ExplainInfeasible(const v1::ProgrammeProblem& problem,
                                          const std::vector<int>& suspects,
                                          const ProofEffort& effort, Budget& budget) {
  return Explainer(problem, effort, budget).Explain(suspects);
}

}  // namespace peerchallenge::scheduling::planning
