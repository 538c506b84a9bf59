#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"

// How an action goes on: by updates, which are kept, and by changes of what was planned.
namespace peerchallenge::recommendations {

// Most pieces of evidence that an action gathers over all of its updates.
inline constexpr int kMostEvidence = 100;

// An action as it begins: not started, not rated, its effect not known, without readings.
void Begin(v1::Action& action);

// WRONG_STATE for an action that is given up.
absl::Status CheckNotDropped(const v1::Action& action);

// Takes an update, whose fields are well-formed, into the action. Rating and delivery that the
// update leaves open are filled in as they are. FIELD_INVALID for what only the action shows to be
// wrong; WRONG_STATE for an action that is dropped, or delivered and taken back to anything but
// IN_PROGRESS.
absl::Status TakeUpdate(v1::ActionUpdate& update, v1::Action& action);

// Gives an action whose plan was changed the readings of the action that it was, and the effect
// that follows from them.
void KeepProgress(const v1::Action& before, v1::Action& after);

// Whether a change moves what a public plan has promised: a later day, another baseline or target,
// a measure that is gone.
bool LowersPromise(const v1::Action& before, const v1::Action& after);

// What a change of an action was, as an update that keeps it; nothing when nothing was changed.
std::optional<v1::ActionUpdate> UpdateOf(const v1::Action& before, const v1::Action& after,
                                         const std::string& reason);

}  // namespace peerchallenge::recommendations
