#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/scheduling/store.h"
#include "services/scheduling/visibility.h"
#include "services/scheduling/visits/visit_calendar.h"

// Timetables as viewers may read them.
namespace peerchallenge::scheduling {

// The version that the name means to the viewer: "current" is the one in force for those who may
// write the timetable, for all others the one released last. RESOURCE_NOT_FOUND for one that the
// viewer may not see.
absl::StatusOr<v1::VisitTimetable> FindTimetable(storage::Transaction& tx, const Store& store,
                                                 const Viewer& viewer, const std::string& name);

// The releases of a review up to a number (0 = all), in order. RESOURCE_NOT_FOUND for a number that
// is not out.
absl::StatusOr<std::vector<ReleasedTimetable>> LoadReleased(storage::Transaction& tx,
                                                            const Store& store,
                                                            const std::string& review,
                                                            int64_t number);

}  // namespace peerchallenge::scheduling
