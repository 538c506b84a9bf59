#pragma once

#include <stop_token>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/search_slots.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {

// A build with a timetable, what it was made for and the visit whose names it has.
struct ExplainedBuild {
  const Visit& visit;
  const v1::TimetableProblem& problem;
  const v1::Build& build;
  SearchSlots& slots;   // for a search anew
  std::string caller;   // on whose account
  absl::Time deadline;  // of that search
  std::stop_token stop;
};

// Answers ExplainBuild (timetable.proto). Errors: FIELD_INVALID where `session` or a part of
// `choice` is nothing that the build knows; QUOTA_EXCEEDED when no search may be begun; CANCELLED.
absl::StatusOr<v1::BuildExplanation> ExplainVisit(const ExplainedBuild& explained,
                                                  const v1::ExplainBuildRequest& request);

}  // namespace peerchallenge::scheduling
