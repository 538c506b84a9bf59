#pragma once

#include "common/environment/clock.h"
#include "common/resources/resource_table.h"
#include "common/storage/sealer.h"
#include "peerchallenge/recommendations/v1/committee_report.pb.h"

namespace peerchallenge::recommendations {

// Committee reports, and what of them is not for publication.
struct ReportStore {
  // Both outlive the store.
  ReportStore(const environment::Clock& clock, const storage::Sealer& sealer);

  const resources::ResourceTable<v1::CommitteeReport> reports;  // columns: listed, region
  const resources::ResourceTable<v1::ExemptAnnex> annexes;
};

}  // namespace peerchallenge::recommendations
