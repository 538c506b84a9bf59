#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"

// A region as a folder of files.
namespace peerchallenge::cli {

// What the timetable of one review's visit is made of; each resource has its name.
struct SampleVisit {
  std::string review;
  scheduling::v1::ListVenuesResponse venues;
  scheduling::v1::ListParticipantsResponse participants;
  scheduling::v1::ListParticipantGroupsResponse groups;
  scheduling::v1::ListSessionsResponse sessions;
};

// region.json, authorities.json ({"authorities": [...]}), people.csv (as ImportPeople takes it),
// programme.json and reviews.json ({"reviews": [...]}). Each resource has its name; a review's
// state, scope, dates and team say how it shall be, also what is output only in the API. For each
// review that has one there is a folder visits/REVIEW with venues.json, participants.json,
// groups.json and sessions.json (what comes first stands first).
struct Sample {
  scheduling::v1::Region region;
  std::vector<scheduling::v1::Authority> authorities;
  std::string people_csv;
  scheduling::v1::Programme programme;
  std::vector<scheduling::v1::Review> reviews;
  std::vector<SampleVisit> visits;
};

// Reads a folder. FIELD_INVALID when a file is missing or malformed, or a name lies outside the
// region.
absl::StatusOr<Sample> LoadSample(const std::filesystem::path& folder);

// A call that brings a review on its way.
struct ReviewStep {
  std::string method;  // "ReviewService/AgreeScope"
  std::unique_ptr<google::protobuf::Message> request;
};

// The review as CreateReview takes it.
scheduling::v1::Review AsCreated(const scheduling::v1::Review& wanted);

// The next call from `now` towards `wanted`; nothing when it is there, or beyond, or cancelled.
// Members are invited and accept before a team is agreed.
std::optional<ReviewStep> NextStep(const scheduling::v1::Review& now,
                                   const scheduling::v1::Review& wanted);

}  // namespace peerchallenge::cli
