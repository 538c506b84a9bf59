#pragma once

#include "peerchallenge/recommendations/v1/letter.pb.h"
#include "services/recommendations/documents/document.h"
#include "services/recommendations/reports/report_checks.h"

// Committee reports as documents, in the usual form of a council's report.
namespace peerchallenge::recommendations {

// The public part: the head of the form, its parts, a list of the appendices, and the appendices on
// pages of their own, the letter as Appendix A. A draft says so on each page.
documents::Document DocumentOf(const v1::CommitteeReport& report, const v1::Letter& letter);

// The exempt annex of a report, which says on each page that it is not for publication, and on what
// ground.
documents::Document DocumentOf(const v1::ExemptAnnex& annex, const v1::CommitteeReport& report);

}  // namespace peerchallenge::recommendations
