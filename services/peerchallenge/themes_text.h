#pragma once

#include <string>
#include <vector>

#include "peerchallenge/recommendations/v1/theme.pb.h"

// A region's themes for people, as text in lines.
namespace peerchallenge::cli {

// Narrower themes below the wider one.
std::string VocabularyText(const recommendations::v1::ListThemesResponse& response);
// The figures as a table: themes and kinds against years, "-" where none is shown. Themes have the
// names of the vocabulary.
std::string ThemeReleaseText(const recommendations::v1::ThemeRelease& release,
                             const recommendations::v1::ListThemesResponse& vocabulary);
std::string ThemeReleasesText(const recommendations::v1::ListThemeReleasesResponse& response);
std::string SimilarText(const recommendations::v1::FindSimilarResponse& response);
std::string NamingConsentText(const recommendations::v1::NamingConsent& consent);

}  // namespace peerchallenge::cli
