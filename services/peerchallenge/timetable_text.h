#pragma once

#include <string>

#include "google/protobuf/repeated_field.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"

// Timetables, what changes in them and where sessions could go, in words.
namespace peerchallenge::cli {

// State, cost and changes of a build, or why there is no timetable.
std::string BuildText(const scheduling::v1::Build& build);

// Name, release, cost, sessions without a place and clashes of a version; its placements are
// DayGrids (day_grid.h).
std::string VersionText(const scheduling::v1::VisitTimetable& version);

// What changes, by time, with whom it concerns and why.
std::string ChangesText(
    const google::protobuf::RepeatedPtrField<scheduling::v1::TimetableChange>& changes);

// What a move did or would do.
std::string MoveText(const scheduling::v1::MoveSessionResponse& response);

// Where a session could go, or what stands in the way.
std::string SlotsText(const scheduling::v1::SuggestSlotsResponse& response);

// State and proposal of a disruption.
std::string DisruptionText(const scheduling::v1::Disruption& disruption);

// The choices of an explanation, in the server's order; without choices the shares of the cost.
std::string ExplanationText(const scheduling::v1::BuildExplanation& explanation);

std::string ReleaseText(const scheduling::v1::Release& release);

}  // namespace peerchallenge::cli
