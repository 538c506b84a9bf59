#pragma once

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {

// Field checks of a move that need no visit.
absl::Status CheckMove(const v1::MoveSessionRequest& request);

// What a move by hand asks for: the timetable as it would be, and, with `pin`, the sessions with
// their new pins in `visit`.
struct HandMove {
  v1::Timetable timetable;
  std::set<std::string> pinned;  // names of sessions whose pin is new
};

// Works it out, sessions without reviewers getting the cheapest who fit (or, where too few do, some
// who do not: the clashes then say why). Errors: FIELD_INVALID, RESOURCE_NOT_FOUND (a session),
// WRONG_STATE (one is dropped).
absl::StatusOr<HandMove> WorkOutMove(const v1::MoveSessionRequest& request, absl::Time now,
                                     Visit& visit);

// Whether a move needs a reason now: within `freeze_days` of the visit's first day, or during it.
bool NeedsReason(const Visit& visit, absl::Time now);

}  // namespace peerchallenge::scheduling
