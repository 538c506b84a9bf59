#include "services/scheduling/planning/timetable/conflict.h"

#include <numeric>
#include <optional>
#include <utility>

#include "services/scheduling/planning/search/report.h"
#include "services/scheduling/planning/timetable/facts.h"
#include "services/scheduling/planning/timetable/model.h"
#include "services/scheduling/planning/timetable/proof.h"
#include "services/scheduling/planning/timetable/walk.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

using Verdict = Finding::Verdict;

// Search steps spent on finding a timetable of one relaxed problem: few before the proofs are
// tried, many after they failed.
constexpr int64_t kQuickSteps = 5'000;
constexpr int64_t kCompletionSteps = 30'000;

// Answers whether a problem without some of its facts has a timetable.
class TimetableJudge {
 public:
  TimetableJudge(const v1::TimetableProblem& problem, int64_t work_limit, Budget& budget)
      : problem_(problem), work_limit_(work_limit), budget_(budget) {}

  Finding Of(const Relaxation& relaxation) {
    const std::optional<Model> model = BuildModel(problem_, relaxation, budget_);
    if (!model.has_value()) return {};
    const Model core = Core(*model);
    Proof proof = ProveByCounting(core, budget_);
    if (proof.verdict == Proof::Verdict::kOpen) {
      if (model->sessions.empty() || FindsTimetable(*model, kQuickSteps)) {
        return {Verdict::kFeasible, {}};
      }
      std::vector<int> all(core.sessions.size());
      std::iota(all.begin(), all.end(), 0);
      proof = ProveBySearch(core, all, work_limit_, budget_);
    }
    if (proof.verdict == Proof::Verdict::kInfeasible) {
      return {Verdict::kInfeasible, std::move(proof.suspects)};
    }
    return {FindsTimetable(*model, kCompletionSteps) ? Verdict::kFeasible : Verdict::kOpen, {}};
  }

 private:
  bool FindsTimetable(const Model& model, int64_t steps) {
    if (budget_.Spent()) return false;
    int64_t taken = 0;
    const auto tick = [&](int64_t more) {
      taken += more;
      return budget_.Spent();
    };
    Walk walk(model, 0);
    bool found = false;
    while (!found && taken < steps && !budget_.Spent()) found = walk.Complete(steps - taken, tick);
    return found;
  }

  const v1::TimetableProblem& problem_;
  const int64_t work_limit_;
  Budget& budget_;
};

// Timetables, for ConflictSearch.
struct TimetableKind {
  using Problem = v1::TimetableProblem;
  using Fact = timetable::Fact;
  using Relaxation = timetable::Relaxation;
  using Judge = TimetableJudge;

  static int ItemCount(const Problem& problem) { return problem.sessions_size(); }
  static Fact Item(int session) { return {FactKind::kMandatory, session}; }
  static bool IsItem(const Fact& fact) { return fact.kind == FactKind::kMandatory; }
  static std::vector<Fact> FactsAbout(const Problem& problem, const std::vector<int>& sessions) {
    return timetable::FactsAbout(problem, sessions);
  }
  static bool IsFolded(const Fact&) { return false; }
  static std::vector<Fact> Unfolded(const Problem&, const std::vector<int>&) { return {}; }
};

}  // namespace

Conflicts<Fact> FindConflicts(const v1::TimetableProblem& problem, const std::vector<int>& suspects,
                              int64_t work_limit, Budget& budget) {
  TimetableJudge judge(problem, work_limit, budget);
  return ConflictSearch<TimetableKind>(problem, judge, budget).Find(suspects);
}

v1::InfeasibilityReport Report(const v1::TimetableProblem& problem,
                               const Conflicts<Fact>& conflicts) {
  return ToReport(conflicts, [&](const std::vector<Fact>& facts) {
    std::vector<v1::ConflictElement> elements;
    elements.reserve(facts.size());
    for (const Fact& fact : facts) elements.push_back(Describe(problem, fact));
    return elements;
  });
}

}  // namespace peerchallenge::scheduling::planning::timetable
