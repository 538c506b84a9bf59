#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"

namespace peerchallenge::scheduling::planning {

// Limits that the messages' comments do not give; they bound the memory that one problem can take.
inline constexpr int kMaxListEntries = 1'000;  // windows of one person, lists of one session
inline constexpr int kMaxRooms = 1'000;
inline constexpr int kMaxReviewersNeeded = 1'000;
// Times at which sessions could start, all day long and on every day; and of those that are asked
// for, times and venues together.
inline constexpr int64_t kMaxStarts = 10'000'000;
inline constexpr int64_t kMaxPlaces = 4'000'000;

// OK for a problem that is well formed: sizes, ranges, dates and times as the messages' comments
// say, every id known and unique in its list, a square travel matrix. Whether a timetable exists is
// not looked at: a contradiction between rules is infeasible, not malformed. Dates that are no day
// of the visit are allowed, and the incumbent may name what the problem no longer has.
//
// Error: INVALID_ARGUMENT, FIELD_INVALID, naming each bad field ("problem.sessions[3].venues[0]").
absl::Status ValidateTimetable(const v1::TimetableProblem& problem);

}  // namespace peerchallenge::scheduling::planning
