#pragma once

#include <string>

#include "absl/status/status.h"
#include "peerchallenge/recommendations/v1/letter.pb.h"

// The life of a letter (Letter in letter.proto), as one table.
namespace peerchallenge::recommendations {

enum class LetterStep {
  kConclude,  // change findings and recommendations: the state stays
  kEdit,      // title, headings, paragraphs: the state stays
  kShare,
  kSubmitCorrection,   // submit or withdraw: the state stays
  kFinishCorrections,  // by the host, or because the time is over
  kExtendCorrections,
  kAnswerCorrection,  // the state stays
  kFix,
  kReopen,
  kSign,  // the state stays
  kIssue,
  kFinishIssuing,  // the hash is in the ledger
  kAbandon,
};

// WRONG_STATE that names the states that the step needs.
absl::Status CheckStep(const v1::Letter& letter, LetterStep step);

// Takes the step, which is allowed: sets the new state. Reopening leads to DRAFTING where the
// letter was never shared.
void TakeStep(LetterStep step, v1::Letter& letter);

// Whether the host has been shown a version.
bool WasShared(const v1::Letter& letter);

}  // namespace peerchallenge::recommendations
