#include "services/recommendations/reports/report_sight.h"

namespace peerchallenge::recommendations {
namespace {

bool IsOfTheHost(const Standing& standing) {
  return relations::BelongsToHost(standing.viewer, standing.review);
}

}  // namespace

bool Sees(const Standing& standing, const v1::CommitteeReport& report) {
  if (!standing.May(access::v1::PERMISSION_COMMITTEE_REPORT_READ)) return false;
  return report.state() == v1::CommitteeReport::STATE_PUBLISHED || IsOfTheHost(standing);
}

v1::CommitteeReport ViewOf(v1::CommitteeReport report, const Standing& standing) {
  if (!IsOfTheHost(standing)) report.clear_has_exempt_annex();
  return report;
}

}  // namespace peerchallenge::recommendations
