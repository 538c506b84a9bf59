#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/search/conflict_search.h"

namespace peerchallenge::scheduling::planning {

// The conflicts as a report; `describe` gives the elements of a list of facts.
template <typename Fact, typename Describe>
v1::InfeasibilityReport ToReport(const Conflicts<Fact>& conflicts, const Describe& describe) {
  v1::InfeasibilityReport report;
  report.set_sole(conflicts.sole);
  for (size_t i = 0; i < conflicts.all.size(); ++i) {
    const Conflict<Fact>& conflict = conflicts.all[i];
    const std::vector<v1::ConflictElement> elements = describe(conflict.facts);
    if (i == 0) {
      report.mutable_conflict()->Assign(elements.begin(), elements.end());
      report.set_minimal(conflict.minimal);
    } else {
      v1::FurtherConflict& further = *report.add_further_conflicts();
      further.mutable_conflict()->Assign(elements.begin(), elements.end());
      further.set_minimal(conflict.minimal);
    }
  }
  return report;
}

}  // namespace peerchallenge::scheduling::planning
