#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"

namespace peerchallenge::scheduling::planning {

// Limits that the messages' comments do not give; they bound the memory that one problem can take.
inline constexpr int kMaxIdBytes = 200;  // ids, roles and themes
inline constexpr int kMaxThemesPerReview = 64;
inline constexpr int kMaxRolesPerReview = 64;
inline constexpr int kMaxPeopleCount = 10'000;    // team sizes, role bounds, targets, loads
inline constexpr int64_t kMaxFactor = 1'000'000;  // week costs and weights

// OK for a problem that is well formed: sizes, ranges and dates as the messages' comments say,
// every id known and unique in its list, a square travel matrix. Whether a plan exists is not
// looked at: a contradiction between rules is infeasible, not malformed. The incumbent may name
// what the problem no longer has.
//
// Error: INVALID_ARGUMENT, FIELD_INVALID, naming each bad field ("problem.reviews[3].host").
absl::Status ValidateProgramme(const v1::ProgrammeProblem& problem);

}  // namespace peerchallenge::scheduling::planning
