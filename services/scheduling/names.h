#pragma once

#include <string>
#include <string_view>

#include "common/access/stored_grant.h"
#include "common/validation/resource_name.h"

// The forms of scheduling's resource names, for validation::MatchName and FieldChecks::Name.
namespace peerchallenge::scheduling {

inline constexpr std::string_view kRegionName = "regions/*";
inline constexpr std::string_view kAuthorityName = "regions/*/authorities/#";
inline constexpr std::string_view kPersonName = "regions/*/people/*";
inline constexpr std::string_view kInterestName = "regions/*/people/*/interests/*";
using access::kAllRegions;
using validation::ReviewOf;
inline constexpr std::string_view kRoleGrantName = "regions/*/roleGrants/*";
inline constexpr std::string_view kProgrammeName = "regions/*/programmes/*";
inline constexpr std::string_view kPlanName = "regions/*/programmes/*/plans/*";
inline constexpr std::string_view kReviewName = "regions/*/reviews/*";

inline constexpr std::string_view kVisitSettingsName = "regions/*/reviews/*/visitSettings";
inline constexpr std::string_view kVenueName = "regions/*/reviews/*/venues/*";
inline constexpr std::string_view kParticipantName = "regions/*/reviews/*/participants/*";
inline constexpr std::string_view kGroupName = "regions/*/reviews/*/participantGroups/*";
inline constexpr std::string_view kSessionName = "regions/*/reviews/*/sessions/*";
inline constexpr std::string_view kTimetableName = "regions/*/reviews/*/timetables/*";
// All reviews of a region, where a method takes that.
inline constexpr std::string_view kAllReviews = "/reviews/-";

}  // namespace peerchallenge::scheduling
