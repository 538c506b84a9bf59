#include "services/recommendations/matching/matching.h"

#include <utility>

#include "common/environment/budget.h"
#include "services/recommendations/matching/choice/alternatives.h"
#include "services/recommendations/matching/choice/solved_part.h"
#include "services/recommendations/matching/scored.h"
#include "services/recommendations/matching/validate.h"

namespace peerchallenge::recommendations::matching {
namespace {

// Judged by code that shares nothing with the search: a wrong answer is never returned.
absl::Status Check(const Instance& instance, const SolvedPart& solved) {
  const auto bound = ProvenBound(instance, solved.proof);
  if (!IsSound(instance, solved.best) || !bound.has_value() || *bound > solved.best.gain) {
    return absl::InternalError("the matching has an answer that its checker rejects");
  }
  return absl::OkStatus();
}

// One computation over a valid problem.
class Matcher {
 public:
  Matcher(const v1::MatchProblem& problem, const MatchControl& control)
      : pairs_(problem), control_(control), budget_(control.time_limit, control.stop) {}

  absl::StatusOr<Matching> Find() {
    const Instance all = InstanceOf(pairs_, -1, -1);
    std::vector<bool> offer_has(all.free_days.size()), ask_has(all.share.size());
    const auto parts = OpenParts(all, {});
    for (const Part& part : *parts) {
      const SolvedPart solved = SolvePart(part.instance, {}, budget_);
      if (solved.end != SearchEnd::kProven) return WhyNotProven(solved.end, control_);
      if (absl::Status status = Check(part.instance, solved); !status.ok()) return status;
      if (absl::Status status = Explain(all, part, solved); !status.ok()) return status;
      for (const int p : solved.best.pairs) {
        offer_has[static_cast<size_t>(InWhole(all, part, p).offer)] = true;
        ask_has[static_cast<size_t>(InWhole(all, part, p).ask)] = true;
      }
    }
    SortByScore(matching_.pairs);
    for (int i = 0; i < pairs_.OfferCount(); ++i) {
      if (!offer_has[static_cast<size_t>(i)]) matching_.unmatched.push_back(pairs_.offer(i).name());
    }
    for (int j = 0; j < pairs_.AskCount(); ++j) {
      if (!ask_has[static_cast<size_t>(j)]) matching_.unmatched.push_back(pairs_.ask(j).name());
    }
    return std::move(matching_);
  }

 private:
  static const Pair& InWhole(const Instance& all, const Part& part, int pair) {
    return all.At(part.pairs[static_cast<size_t>(pair)]);
  }

  absl::Status Explain(const Instance& all, const Part& part, const SolvedPart& solved) {
    matching_.score += solved.best.gain;
    Alternatives alternatives(part.instance, solved.best, solved.hints, budget_);
    for (const int p : solved.best.pairs) {
      const auto [end, without] = alternatives.BestWithout(p);
      if (end != SearchEnd::kProven) return WhyNotProven(end, control_);
      const Pair& at = InWhole(all, part, p);
      v1::PairExplanation& explanation =
          matching_.pairs.emplace_back(pairs_.Explain(at.offer, at.ask));
      explanation.set_chosen(true);
      explanation.set_loss(solved.best.gain - without.gain);
      const int instead = InsteadOf(p, part.instance, solved.best, without);
      if (instead < 0) continue;
      explanation.set_next_offer(pairs_.offer(InWhole(all, part, instead).offer).name());
    }
    return absl::OkStatus();
  }

  const Pairs pairs_;
  const MatchControl& control_;
  environment::Budget budget_;
  Matching matching_;
};

}  // namespace

absl::StatusOr<Matching> FindMatching(const v1::MatchProblem& problem,
                                      const MatchControl& control) {
  if (absl::Status status = ValidateMatchProblem(problem); !status.ok()) return status;
  return Matcher(problem, control).Find();
}

}  // namespace peerchallenge::recommendations::matching
