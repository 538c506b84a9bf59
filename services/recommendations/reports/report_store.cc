#include "services/recommendations/reports/report_store.h"

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Value;

Value ListedByMeeting(const v1::CommitteeReport& report) {
  return absl::StrCat(report.meeting_date(), " ",
                      validation::IdOf(validation::ReviewOf(report.name())), " ",
                      validation::IdOf(report.name()));
}

}  // namespace

ReportStore::ReportStore(const environment::Clock& clock, const storage::Sealer& sealer)
    : reports({.table = "committee_reports",
               .columns = {{"listed", ListedByMeeting},
                           {"region",
                            [](const auto& r) { return Value(validation::RegionOf(r.name())); }}}},
              clock, sealer),
      annexes({.table = "exempt_annexes"}, clock, sealer) {}

}  // namespace peerchallenge::recommendations
