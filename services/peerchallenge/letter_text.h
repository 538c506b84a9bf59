#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/letter.pb.h"
#include "peerchallenge/recommendations/v1/letters.pb.h"

// Letters for people, as text in lines.
namespace peerchallenge::cli {

// State, dates and signatures, then the text by sections; until it is issued, each paragraph begins
// with its id.
std::string LetterText(const recommendations::v1::Letter& letter);
// State and what comes next, without the text.
std::string LetterStateText(const recommendations::v1::Letter& letter);
std::string LettersText(const recommendations::v1::ListLettersResponse& letters);
std::string ProblemsText(const recommendations::v1::CheckLetterResponse& response);
std::string CorrectionText(const recommendations::v1::Correction& correction);
std::string CorrectionsText(const recommendations::v1::ListCorrectionsResponse& response);

}  // namespace peerchallenge::cli
