#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

// Resource names as people type them: whole, or by their ids alone.
namespace peerchallenge::cli {

// A name of `pattern`'s form (MatchName), whole or as its ids alone with "/" between. FIELD_INVALID
// of `what` for any other form, so here and below.
absl::StatusOr<std::string> ExpandName(const std::string& text, const std::string& pattern,
                                       const std::string& what);
// "east-midlands" or "regions/east-midlands" -> the latter.
absl::StatusOr<std::string> RegionName(const std::string& text);
// "east-midlands/2012-13" -> "regions/east-midlands/programmes/2012-13".
absl::StatusOr<std::string> ProgrammeName(const std::string& text);
// "east-midlands/lincolnshire-2012" -> "regions/east-midlands/reviews/lincolnshire-2012".
absl::StatusOr<std::string> ReviewName(const std::string& text);
// A person of the region that `review` (a whole name) belongs to: "em-014" or the whole name.
absl::StatusOr<std::string> PersonName(const std::string& text, const std::string& review);
// "east-midlands/2012-13/p1" -> "regions/east-midlands/programmes/2012-13/plans/p1".
absl::StatusOr<std::string> PlanName(const std::string& text);
// Something right below `review` (a whole name): "hall" in the collection "venues", or its whole
// name.
absl::StatusOr<std::string> NameInReview(const std::string& text, const std::string& review,
                                         const std::string& collection);
// The same right below `region`: "care" in "themes", "E10000019" in "authorities".
absl::StatusOr<std::string> NameInRegion(const std::string& text, const std::string& region,
                                         const std::string& collection);

// The region that a request is about, "regions/east-midlands": of the first name in any of its
// fields; empty when there is none.
std::string RegionIn(const google::protobuf::Message& request);

}  // namespace peerchallenge::cli
