#pragma once

#include <string>

#include "google/protobuf/repeated_field.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

// Reviews in words.
namespace peerchallenge::cli {

// One line per review: state, days, host, name.
std::string ReviewListText(
    const google::protobuf::RepeatedPtrField<scheduling::v1::Review>& reviews);

// All that people ask of one review: state, days, scope with its lines of enquiry, team with its
// answers.
std::string ReviewText(const scheduling::v1::Review& review);

// Who could take a member's place, cheapest first.
std::string SuggestionsText(const scheduling::v1::SuggestReplacementsResponse& response);

}  // namespace peerchallenge::cli
