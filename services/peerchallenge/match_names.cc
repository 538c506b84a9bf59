#include "services/peerchallenge/match_names.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/names.h"

namespace peerchallenge::cli {
namespace {

// `text` with the region's id before it, unless it is a whole name.
std::string WithRegion(const std::string& text, const std::string& region) {
  if (absl::StartsWith(text, "regions/")) return text;
  return absl::StrCat(validation::IdOf(region), "/", text);
}

}  // namespace

absl::StatusOr<std::string> AuthorityName(const std::string& text) {
  return ExpandName(text, "regions/*/authorities/#", "authority");
}

absl::StatusOr<std::string> OfferName(const std::string& text) {
  return ExpandName(text, "regions/*/authorities/#/offers/*", "offer");
}

absl::StatusOr<std::string> AskName(const std::string& text) {
  return ExpandName(text, "regions/*/authorities/#/asks/*", "ask");
}

absl::StatusOr<std::string> MatchRunName(const std::string& text) {
  return ExpandName(text, "regions/*/matchRuns/*", "run");
}

absl::StatusOr<std::string> SupportMatchName(const std::string& text) {
  return ExpandName(text, "regions/*/supportMatches/*", "match");
}

absl::StatusOr<std::string> OfferIn(const std::string& text, const std::string& region) {
  return OfferName(WithRegion(text, region));
}

absl::StatusOr<std::string> AskIn(const std::string& text, const std::string& region) {
  return AskName(WithRegion(text, region));
}

absl::StatusOr<std::string> LetterIn(const std::string& text, const std::string& region) {
  return ExpandName(WithRegion(text, region), "regions/*/reviews/*/letters/*", "letter");
}

absl::StatusOr<std::string> RecommendationIn(const std::string& text, const std::string& region) {
  return ExpandName(WithRegion(text, region), "regions/*/reviews/*/recommendations/*",
                    "recommendation");
}

std::string ShortName(const std::string& name) {
  return absl::StrCat(validation::IdOf(validation::ParentOf(name)), "/", validation::IdOf(name));
}

}  // namespace peerchallenge::cli
