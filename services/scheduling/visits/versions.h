#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/context.h"
#include "services/scheduling/visits/timetable_changes.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {

// What becomes the next version of a visit's timetable.
struct NewVersion {
  v1::Timetable timetable;
  std::string origin;  // name of a build or disruption; empty = by hand
  std::string reason;  // of a move by hand
  Changes changes;     // against the version in force, with causes
};

// Puts it in force: stores the version with its changes, and proposals of disruptions that were
// made for the version before (but not the origin) become OUTDATED. Gives the version as stored.
absl::StatusOr<v1::VisitTimetable> PutInForce(storage::Transaction& tx, const Context& context,
                                              const Visit& visit, const NewVersion& version);

// The version that a name means: the number is its own, or "current" for the one in force.
// RESOURCE_NOT_FOUND for none.
absl::StatusOr<v1::VisitTimetable> GetVersion(storage::Transaction& tx, const Store& store,
                                              const std::string& name);

// WRONG_STATE where there is no timetable yet; ETAG_MISMATCH where the etag is neither empty nor
// that of the version in force.
absl::Status CheckInForce(const Visit& visit, const std::string& etag);

// WRONG_STATE once the visit's timetable no longer changes.
absl::Status CheckOpen(const v1::Review& review);

}  // namespace peerchallenge::scheduling
