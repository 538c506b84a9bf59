#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/validation/field_checks.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "peerchallenge/recommendations/v1/committee_report.pb.h"

// What committee reports must look like.
namespace peerchallenge::recommendations {

using TextBlocks = google::protobuf::RepeatedPtrField<v1::TextBlock>;

inline constexpr int kMostBlocks = 200;
// Of a report or an exempt annex. A report with its letter can still be rendered
// (kMostLetterBytes, documents/document.h).
inline constexpr size_t kMostReportBytes = 256 << 10;

// At most `most` blocks, each of a known shape and of one line.
void CheckBlocks(const TextBlocks& blocks, const std::string& field, int most,
                 validation::FieldChecks& checks);

// At most kMostReportBytes, as it is stored.
void CheckSize(const google::protobuf::Message& part, const std::string& field,
               validation::FieldChecks& checks);

// The fields of a report, in the field "committee_report"; parts may be empty still.
void CheckReport(const v1::CommitteeReport& report, validation::FieldChecks& checks);

// RULE_BROKEN (REPORT_PART) for each part that the form needs and that is empty.
absl::Status RequireAllParts(const v1::CommitteeReport& report);

}  // namespace peerchallenge::recommendations
