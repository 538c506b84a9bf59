#include "services/recommendations/support/match_states.h"

#include <algorithm>

#include "common/errors/errors.h"

namespace peerchallenge::recommendations {
namespace {

using v1::SupportMatch;

}  // namespace

SupportMatch::State AfterAnswers(const BySide<SideAnswer>& answers) {
  if (answers.size() < 2) return SupportMatch::STATE_PROPOSED;
  const bool consent = std::all_of(answers.begin(), answers.end(), [](const auto& said) {
    return said.second.answer == SupportMatch::ANSWER_CONSENTED;
  });
  return consent ? SupportMatch::STATE_CONSENTED : SupportMatch::STATE_LAPSED;
}

absl::StatusOr<SupportMatch::Side> ActingSide(const std::vector<SupportMatch::Side>& sides,
                                              SupportMatch::Side side, const std::string& field) {
  if (side == SupportMatch::SIDE_UNSPECIFIED && sides.size() == 1) return sides.front();
  if (std::find(sides.begin(), sides.end(), side) != sides.end()) return side;
  return errors::InvalidField(field, SupportMatch::Side_Name(side),
                              "a side of the match that the caller directs");
}

absl::Status CheckConfirms(const SupportMatch& match,
                           const std::vector<SupportMatch::Side>& sides) {
  if (!match.has_agreement()) {
    return errors::WrongState(match.name(), "without an agreement", "one with an agreement");
  }
  const bool is_author =
      std::find(sides.begin(), sides.end(), match.agreement_author()) != sides.end();
  if (is_author && sides.size() == 1) {
    return errors::WrongState(match.name(), "with an agreement of the own side",
                              "one with an agreement that the other side wrote");
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::recommendations
