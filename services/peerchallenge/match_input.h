#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "peerchallenge/recommendations/v1/match.pb.h"
#include "peerchallenge/recommendations/v1/support.pb.h"

// What people type of matches, read. FIELD_INVALID names the flag.
namespace peerchallenge::cli {

using SupportFormats = google::protobuf::RepeatedField<int>;

// "mentoring", "workshop" ... of --format, added to `formats`.
absl::Status AddFormats(const std::vector<std::string>& texts, SupportFormats& formats);

// "theme=20" of --weight, each into its factor; factors that are not named stay 0.
absl::StatusOr<recommendations::v1::MatchWeights> ParseWeights(
    const std::vector<std::string>& texts);

// "E10000024/mentors=E10000019/leavers" of --pair: an offer and an ask of `region`.
absl::StatusOr<recommendations::v1::OfferAskPair> ParsePair(const std::string& text,
                                                            const std::string& region);

// "offering" or "asking" of --side; SIDE_UNSPECIFIED for an empty text.
absl::StatusOr<recommendations::v1::SupportMatch::Side> ParseSide(const std::string& text);

}  // namespace peerchallenge::cli
