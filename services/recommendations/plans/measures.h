#pragma once

#include "google/protobuf/repeated_ptr_field.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"

// Whether an action helped, by its measures.
namespace peerchallenge::recommendations {

using Measures = google::protobuf::RepeatedPtrField<v1::Measure>;

// Baselines, targets and readings lie between -kLargestValue and kLargestValue; baseline and target
// are at least kLeastWay apart.
inline constexpr double kLargestValue = 1e12;
inline constexpr double kLeastWay = 1e-6;

// Takes a reading of the measure that it names, if there is one: it becomes the latest unless a
// later day's is known.
void TakeReading(const v1::ActionUpdate::Reading& reading, Measures& measures);

// Gives measures that replace others the readings of those with the same id.
void KeepReadings(const Measures& before, Measures& measures);

// What the latest readings say (Action.Effect).
v1::Action::Effect EffectOf(const Measures& measures);

}  // namespace peerchallenge::recommendations
