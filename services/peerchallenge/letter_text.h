#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/letter.pb.h"
#include "peerchallenge/recommendations/v1/letters.pb.h"

// Letters for people, as text in lines.
namespace peerchallenge::cli {

// State, dates, signatures and what came of corrections, then the text by sections; until it is
// issued, each section and paragraph with its id.
std::string LetterText(const recommendations::v1::Letter& letter);
// State and what comes next, without the text.
std::string LetterStateText(const recommendations::v1::Letter& letter);
std::string LettersText(const recommendations::v1::ListLettersResponse& letters);
std::string ProblemsText(const recommendations::v1::CheckLetterResponse& response);
// What is wrong, why, what the team answered and why, or by when it has to.
std::string CorrectionText(const recommendations::v1::Correction& correction);
std::string CorrectionsText(const recommendations::v1::ListCorrectionsResponse& response);

std::string ParagraphVersionsText(
    const recommendations::v1::ListParagraphVersionsResponse& response);
std::string LetterVersionsText(const recommendations::v1::ListLetterVersionsResponse& response);
// Word by word: [-what is gone-] and {+what is new+}.
std::string DifferencesText(const recommendations::v1::CompareLetterVersionsResponse& response);

}  // namespace peerchallenge::cli
