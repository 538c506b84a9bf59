#pragma once

#include <string>

#include "peerchallenge/evidence/v1/attachment.pb.h"
#include "peerchallenge/evidence/v1/case_assignment.pb.h"
#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "peerchallenge/evidence/v1/occasion.pb.h"
#include "peerchallenge/evidence/v1/triangulation.pb.h"

// Evidence in words.
namespace peerchallenge::cli {

// "team manager".
std::string ClassText(evidence::v1::SourceClass source_class);
// "kloe-1/a strength, kloe-1/b area".
std::string BearingsText(const evidence::v1::ItemContent& content);

std::string AttachmentText(const evidence::v1::Attachment& attachment);
std::string ItemText(const evidence::v1::Item& item);
std::string ItemsText(const evidence::v1::ListItemsResponse& response);
// What was found, with what was looked for between square brackets.
std::string HitsText(const evidence::v1::SearchItemsResponse& response);
// "em-033 audits LCS/2012-17, LCS/2012-18".
std::string CaseAssignmentText(const evidence::v1::CaseAssignment& assignment);
std::string CaseAssignmentsText(const evidence::v1::ListCaseAssignmentsResponse& response);
std::string ConflictsText(const evidence::v1::ListItemConflictsResponse& response);
// The coverage table: limbs by source classes, then contradictions, single sources and gaps.
std::string CoverageText(const evidence::v1::Triangulation& coverage);
// What became of each item that was sent.
std::string OutcomesText(const evidence::v1::BatchCaptureItemsResponse& response);

}  // namespace peerchallenge::cli
