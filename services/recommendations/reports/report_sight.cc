#include "services/recommendations/reports/report_sight.h"

namespace peerchallenge::recommendations {

bool Sees(const Standing& standing, const v1::CommitteeReport& report) {
  if (!standing.May(access::v1::PERMISSION_COMMITTEE_REPORT_READ)) return false;
  return report.state() == v1::CommitteeReport::STATE_PUBLISHED || standing.IsOfTheHost();
}

v1::CommitteeReport ViewOf(v1::CommitteeReport report, const Standing& standing) {
  if (!standing.IsOfTheHost()) report.clear_has_exempt_annex();
  return report;
}

}  // namespace peerchallenge::recommendations
