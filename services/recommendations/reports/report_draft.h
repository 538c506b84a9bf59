#pragma once

#include "services/recommendations/letters/letter_material.h"
#include "services/recommendations/reports/report_checks.h"

namespace peerchallenge::recommendations {

// Fills the parts of a report with a first text, from the issued letter and what it was drafted
// from: facts of the review, and what the form asks for. The host makes it its own.
void DraftParts(const LetterMaterial& material, const v1::Letter& letter,
                v1::CommitteeReport& report);

}  // namespace peerchallenge::recommendations
