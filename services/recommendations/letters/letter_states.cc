#include "services/recommendations/letters/letter_states.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"

namespace peerchallenge::recommendations {
namespace {

using v1::Letter;

struct Move {
  std::vector<Letter::State> from;
  Letter::State to;  // UNSPECIFIED: the state stays
};

Move MoveOf(LetterStep step) {
  switch (step) {
    case LetterStep::kConclude:
      return {{Letter::STATE_DRAFTING, Letter::STATE_WITH_HOST, Letter::STATE_ANSWERING},
              Letter::STATE_UNSPECIFIED};
    case LetterStep::kEdit:
      return {{Letter::STATE_DRAFTING, Letter::STATE_ANSWERING}, Letter::STATE_UNSPECIFIED};
    case LetterStep::kShare:
      return {{Letter::STATE_DRAFTING, Letter::STATE_ANSWERING}, Letter::STATE_WITH_HOST};
    case LetterStep::kSubmitCorrection:
      return {{Letter::STATE_WITH_HOST}, Letter::STATE_UNSPECIFIED};
    case LetterStep::kFinishCorrections:
      return {{Letter::STATE_WITH_HOST}, Letter::STATE_ANSWERING};
    case LetterStep::kExtendCorrections:
      return {{Letter::STATE_WITH_HOST, Letter::STATE_ANSWERING}, Letter::STATE_UNSPECIFIED};
    case LetterStep::kAnswerCorrection:
      return {{Letter::STATE_ANSWERING}, Letter::STATE_UNSPECIFIED};
    case LetterStep::kFix:
      return {{Letter::STATE_DRAFTING, Letter::STATE_ANSWERING}, Letter::STATE_SIGNING};
    case LetterStep::kReopen:
      return {{Letter::STATE_SIGNING}, Letter::STATE_ANSWERING};
    case LetterStep::kSign:
      return {{Letter::STATE_SIGNING}, Letter::STATE_UNSPECIFIED};
    case LetterStep::kIssue:
      return {{Letter::STATE_SIGNING}, Letter::STATE_ISSUING};
    case LetterStep::kFinishIssuing:
      return {{Letter::STATE_ISSUING}, Letter::STATE_ISSUED};
    case LetterStep::kAbandon:
      return {{Letter::STATE_DRAFTING, Letter::STATE_WITH_HOST, Letter::STATE_ANSWERING,
               Letter::STATE_SIGNING},
              Letter::STATE_ABANDONED};
  }
  return {{}, Letter::STATE_UNSPECIFIED};
}

std::string InWords(Letter::State state) {
  return std::string(absl::StripPrefix(Letter::State_Name(state), "STATE_"));
}

}  // namespace

absl::Status CheckStep(const Letter& letter, LetterStep step) {
  const std::vector<Letter::State> from = MoveOf(step).from;
  if (std::find(from.begin(), from.end(), letter.state()) != from.end()) return absl::OkStatus();
  return errors::WrongState(
      letter.name(), InWords(letter.state()),
      absl::StrJoin(from, " or ", [](std::string* out, Letter::State s) { *out += InWords(s); }));
}

void TakeStep(LetterStep step, Letter& letter) {
  Letter::State to = MoveOf(step).to;
  if (step == LetterStep::kReopen && !WasShared(letter)) to = Letter::STATE_DRAFTING;
  if (to != Letter::STATE_UNSPECIFIED) letter.set_state(to);
}

bool WasShared(const Letter& letter) { return !letter.corrections_due_date().empty(); }

}  // namespace peerchallenge::recommendations
