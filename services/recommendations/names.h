#pragma once

#include <string_view>

// The forms of the resource names of recommendations, for validation::MatchName and
// FieldChecks::Name.
namespace peerchallenge::recommendations {

inline constexpr std::string_view kRegionName = "regions/*";
inline constexpr std::string_view kAuthorityName = "regions/*/authorities/#";
inline constexpr std::string_view kAuthoritiesName = "regions/*/authorities/-";
inline constexpr std::string_view kPersonName = "regions/*/people/*";
inline constexpr std::string_view kReviewName = "regions/*/reviews/*";
inline constexpr std::string_view kItemName = "regions/*/reviews/*/items/*";
inline constexpr std::string_view kThemeName = "regions/*/themes/*";
inline constexpr std::string_view kNamingConsentName = "regions/*/authorities/#/namingConsent";
inline constexpr std::string_view kFindingName = "regions/*/reviews/*/findings/*";
inline constexpr std::string_view kRecommendationName = "regions/*/reviews/*/recommendations/*";
inline constexpr std::string_view kExemptAnnexName =
    "regions/*/reviews/*/committeeReports/*/exemptAnnex";
inline constexpr std::string_view kLetterName = "regions/*/reviews/*/letters/*";
inline constexpr std::string_view kLetterVersionName = "regions/*/reviews/*/letters/*/versions/*";
inline constexpr std::string_view kParagraphName = "regions/*/reviews/*/letters/*/paragraphs/*";
inline constexpr std::string_view kCorrectionName = "regions/*/reviews/*/letters/*/corrections/*";

}  // namespace peerchallenge::recommendations
