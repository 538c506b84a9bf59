#include "services/recommendations/findings/finding_states.h"

#include "common/errors/errors.h"
#include "common/relations/standing.h"
#include "services/recommendations/letters/letter_states.h"

namespace peerchallenge::recommendations {

absl::Status CheckOpen(storage::Transaction& tx, const Context& context, const Standing& standing) {
  if (relations::HasLetter(standing.review)) {
    return errors::WrongState(standing.review.name(),
                              scheduling::v1::Review::State_Name(standing.review.state()),
                              "one before LETTER_ISSUED");
  }
  const auto letter = context.store.letters.CurrentLetter(tx, standing.review.name());
  if (!letter.ok()) return letter.status();
  return *letter ? CheckStep(**letter, LetterStep::kConclude) : absl::OkStatus();
}

absl::Status CheckChangeable(const v1::Finding& finding) {
  if (finding.state() == v1::Finding::STATE_DRAFT || finding.state() == v1::Finding::STATE_AGREED) {
    return absl::OkStatus();
  }
  return errors::WrongState(finding.name(), v1::Finding::State_Name(finding.state()),
                            "DRAFT or AGREED");
}

absl::Status CheckChangeable(const v1::Recommendation& recommendation) {
  if (recommendation.state() == v1::Recommendation::STATE_DRAFT) return absl::OkStatus();
  return errors::WrongState(recommendation.name(),
                            v1::Recommendation::State_Name(recommendation.state()), "DRAFT");
}

}  // namespace peerchallenge::recommendations
