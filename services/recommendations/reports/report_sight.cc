#include "services/recommendations/reports/report_sight.h"

namespace peerchallenge::recommendations {
namespace {

// Those who write the report; the scrutiny officer gets it when it is published.
bool PreparesReports(const Standing& standing) {
  return standing.May(access::v1::PERMISSION_EXEMPT_ANNEX_READ);
}

}  // namespace

bool Sees(const Standing& standing, const v1::CommitteeReport& report) {
  if (!standing.May(access::v1::PERMISSION_COMMITTEE_REPORT_READ)) return false;
  return report.state() == v1::CommitteeReport::STATE_PUBLISHED || PreparesReports(standing);
}

v1::CommitteeReport ViewOf(v1::CommitteeReport report, const Standing& standing) {
  if (!PreparesReports(standing)) report.clear_has_exempt_annex();
  return report;
}

}  // namespace peerchallenge::recommendations
