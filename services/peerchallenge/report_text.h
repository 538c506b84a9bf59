#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/committee_report.pb.h"

// Reports to committees for people.
namespace peerchallenge::cli {

// A row each: meeting, review, id, state, by when papers go out and when they did, to whom.
std::string ReportText(const recommendations::v1::CommitteeReport& report);
std::string ReportsText(const recommendations::v1::ListCommitteeReportsResponse& response);
// The same and its text, part by part, without the letter.
std::string WholeReportText(const recommendations::v1::CommitteeReport& report);
std::string AnnexText(const recommendations::v1::ExemptAnnex& annex);

}  // namespace peerchallenge::cli
