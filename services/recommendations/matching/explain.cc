#include "services/recommendations/matching/explain.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "common/environment/budget.h"
#include "common/errors/errors.h"
#include "services/recommendations/matching/choice/alternatives.h"
#include "services/recommendations/matching/choice/solved_part.h"
#include "services/recommendations/matching/scored.h"
#include "services/recommendations/matching/validate.h"

namespace peerchallenge::recommendations::matching {
namespace {

constexpr int kNone = -1;

// One explanation over a valid problem.
class Explainer {
 public:
  Explainer(const v1::MatchProblem& problem, const std::vector<v1::OfferAskPair>& chosen,
            const MatchControl& control)
      : pairs_(problem), control_(control), budget_(control.time_limit, control.stop) {
    for (const v1::OfferAskPair& pair : chosen) chosen_.emplace(pair.offer(), pair.ask());
  }

  absl::StatusOr<std::vector<v1::PairExplanation>> Explain(const std::string& subject) {
    for (int i = 0; i < pairs_.OfferCount(); ++i) {
      if (pairs_.offer(i).name() == subject) offer_ = i;
    }
    for (int j = 0; j < pairs_.AskCount(); ++j) {
      if (pairs_.ask(j).name() == subject) ask_ = j;
    }
    if (offer_ == kNone && ask_ == kNone) {
      return errors::InvalidField("subject", subject, "an offer or ask that the run looked at");
    }
    const Instance all = InstanceOf(pairs_, offer_, ask_);
    const auto parts = OpenParts(all, {});
    for (const Part& part : *parts) {
      const bool has_subject = std::any_of(part.pairs.begin(), part.pairs.end(),
                                           [&](int p) { return IsSubjects(all.At(p)); });
      if (!has_subject) continue;
      if (absl::Status status = ExplainPart(all, part); !status.ok()) return status;
    }
    AddForbidden();
    SortByScore(explained_);
    return std::move(explained_);
  }

 private:
  bool IsSubjects(const Pair& pair) const { return pair.offer == offer_ || pair.ask == ask_; }

  bool IsChosen(int i, int j) const {
    return chosen_.contains({pairs_.offer(i).name(), pairs_.ask(j).name()});
  }

  absl::Status ExplainPart(const Instance& all, const Part& part) {
    Choice chosen;
    for (size_t p = 0; p < part.pairs.size(); ++p) {
      const Pair& at = all.At(part.pairs[p]);
      if (!IsChosen(at.offer, at.ask)) continue;
      chosen.pairs.push_back(static_cast<int>(p));
      chosen.gain += at.gain;
    }
    const bool sound = IsSound(part.instance, chosen);
    const SolvedPart solved = SolvePart(part.instance, sound ? chosen : Choice(), budget_);
    if (solved.end != SearchEnd::kProven) return WhyNotProven(solved.end, control_);
    if (solved.best.gain != chosen.gain) {
      return errors::InvalidField("chosen", "other pairs", "a best matching of the problem");
    }
    Alternatives alternatives(part.instance, solved.best, solved.hints, budget_);
    for (int p = 0; p < part.instance.PairCount(); ++p) {
      const Pair& at = all.At(part.pairs[static_cast<size_t>(p)]);
      if (!IsSubjects(at)) continue;
      v1::PairExplanation& explanation = explained_.emplace_back(pairs_.Explain(at.offer, at.ask));
      explanation.set_chosen(IsChosen(at.offer, at.ask));
      const auto [end, other] = explanation.chosen()
                                    ? alternatives.BestWithout(p)
                                    : alternatives.BestWith(p, explanation.score());
      if (end != SearchEnd::kProven) return WhyNotProven(end, control_);
      explanation.set_loss(solved.best.gain - other.gain);
      const int instead = InsteadOf(p, part.instance, solved.best, other);
      if (!explanation.chosen() || instead < 0) continue;
      const Pair& next = all.At(part.pairs[static_cast<size_t>(instead)]);
      explanation.set_next_offer(pairs_.offer(next.offer).name());
    }
    return absl::OkStatus();
  }

  // The pairs of the subject that a rule forbids.
  void AddForbidden() {
    const auto add = [this](int i, int j) {
      if (pairs_.Judge(i, j).IsForbidden()) explained_.push_back(pairs_.Explain(i, j));
    };
    for (int j = 0; offer_ != kNone && j < pairs_.AskCount(); ++j) add(offer_, j);
    for (int i = 0; ask_ != kNone && i < pairs_.OfferCount(); ++i) add(i, ask_);
  }

  const Pairs pairs_;
  const MatchControl& control_;
  environment::Budget budget_;
  absl::flat_hash_set<std::pair<std::string, std::string>> chosen_;
  int offer_ = kNone;  // the subject: one of the two
  int ask_ = kNone;
  std::vector<v1::PairExplanation> explained_;
};

}  // namespace

absl::StatusOr<std::vector<v1::PairExplanation>> ExplainSubject(
    const v1::MatchProblem& problem, const std::vector<v1::OfferAskPair>& chosen,
    const std::string& subject, const MatchControl& control) {
  if (absl::Status status = ValidateMatchProblem(problem); !status.ok()) return status;
  return Explainer(problem, chosen, control).Explain(subject);
}

}  // namespace peerchallenge::recommendations::matching
