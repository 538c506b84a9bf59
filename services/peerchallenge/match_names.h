#pragma once

#include <string>

#include "absl/status/statusor.h"

// Names of what `match` is about, as people type and read them. FIELD_INVALID for any other form.
namespace peerchallenge::cli {

// "east-midlands/E10000019" -> "regions/east-midlands/authorities/E10000019".
absl::StatusOr<std::string> AuthorityName(const std::string& text);
// "east-midlands/E10000019/mentors" ->
// "regions/east-midlands/authorities/E10000019/offers/mentors".
absl::StatusOr<std::string> OfferName(const std::string& text);
absl::StatusOr<std::string> AskName(const std::string& text);
// "east-midlands/autumn" -> "regions/east-midlands/matchRuns/autumn".
absl::StatusOr<std::string> MatchRunName(const std::string& text);
absl::StatusOr<std::string> SupportMatchName(const std::string& text);

// The same, and an issued letter or recommendation, where `region` (a whole name) is known and may
// be left out: "E10000019/mentors", "lincolnshire-2012/letter".
absl::StatusOr<std::string> OfferIn(const std::string& text, const std::string& region);
absl::StatusOr<std::string> AskIn(const std::string& text, const std::string& region);
absl::StatusOr<std::string> LetterIn(const std::string& text, const std::string& region);
absl::StatusOr<std::string> RecommendationIn(const std::string& text, const std::string& region);

// "regions/east-midlands/authorities/E10000019/offers/mentors" -> "E10000019/mentors".
std::string ShortName(const std::string& name);

}  // namespace peerchallenge::cli
