#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/storage/database.h"
#include "common/validation/field_checks.h"
#include "services/recommendations/letters/letter_text.h"
#include "services/recommendations/store.h"

// What requests on a letter's text must look like.
namespace peerchallenge::recommendations {

inline constexpr int kMostParagraphs = 200;  // of a section

// Text of one line.
void CheckLine(const std::string& field, const std::string& value, size_t min, size_t max,
               validation::FieldChecks& checks);

// A paragraph's shape and sentences, in the field `field`; its traces name things of `review`.
void CheckParagraph(const v1::Paragraph& paragraph, const std::string& field,
                    const std::string& review, validation::FieldChecks& checks);

// REFERENCE_BROKEN for a finding or recommendation that is not there or withdrawn.
absl::Status CheckTraces(storage::Transaction& tx, const Store& store, const Sentences& sentences);

}  // namespace peerchallenge::recommendations
