#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/relations/relations.h"
#include "common/storage/database.h"
#include "services/evidence/triangulation.h"

namespace peerchallenge::evidence {

// The sessions of a review's timetable that have not begun, in order of time, as far as the copy of
// scheduling knows them.
absl::StatusOr<std::vector<SessionAhead>> SessionsAhead(storage::Transaction& tx,
                                                        const relations::Relations& relations,
                                                        const std::string& review, absl::Time now);

}  // namespace peerchallenge::evidence
