#include "services/peerchallenge/themes_actions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/replies.h"
#include "services/peerchallenge/themes_text.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Theme;
using v1::ThemeRelease;

std::string ThemeText(const Theme& theme) {
  v1::ListThemesResponse one;
  *one.add_themes() = theme;
  one.mutable_themes(0)->clear_wider_theme();
  return VocabularyText(one);
}

absl::StatusOr<v1::ListThemesResponse> AllThemes(const std::string& region, Client& client) {
  v1::ListThemesRequest request;
  request.set_parent(region);
  return AllPages<v1::ListThemesResponse>("ThemeService/ListThemes", request, client,
                                          [](auto& all, const auto& page) { all.MergeFrom(page); });
}

// A theme of the region: "care" or its whole name; nothing of nothing.
absl::StatusOr<std::string> ThemeName(const std::string& text, const std::string& region) {
  if (text.empty()) return std::string();
  return NameInRegion(text, region, "themes");
}

// Prints a release with the vocabulary's names.
ExitCode PrintRelease(const absl::StatusOr<ThemeRelease>& release, const std::string& region,
                      const ThemesArguments& arguments, Client& client, Console& console) {
  if (!release.ok() || arguments.json) {
    return Print(
        release, [](const ThemeRelease&) { return ""; }, arguments, client, console);
  }
  const auto vocabulary = AllThemes(region, client);
  if (!vocabulary.ok()) return Failed(vocabulary.status(), arguments, client, console);
  console.out << ThemeReleaseText(*release, *vocabulary);
  return ExitCode::kOk;
}

}  // namespace

ExitCode ListThemes(const ThemesArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  return Print(AllThemes(*region, client), VocabularyText, arguments, client, console);
}

ExitCode AddTheme(const ThemesArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  const auto wider = ThemeName(arguments.wider, *region);
  if (!wider.ok()) return BadInput(wider.status(), arguments, console);
  v1::CreateThemeRequest request;
  request.set_parent(*region);
  request.set_theme_id(arguments.theme);
  request.mutable_theme()->set_display_name(arguments.display_name);
  request.mutable_theme()->set_description(arguments.description);
  request.mutable_theme()->set_wider_theme(*wider);
  request.set_request_id(client.NewRequestId());
  return Print(client.CallRecommendations<Theme>("ThemeService/CreateTheme", request), ThemeText,
               arguments, client, console);
}

ExitCode RetireTheme(const ThemesArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  const auto name = ThemeName(arguments.theme, *region);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::UpdateThemeRequest request;
  request.mutable_theme()->set_name(*name);
  request.mutable_theme()->set_retired(!arguments.back);
  request.mutable_update_mask()->add_paths("retired");
  request.set_request_id(client.NewRequestId());
  return Print(client.CallRecommendations<Theme>("ThemeService/UpdateTheme", request), ThemeText,
               arguments, client, console);
}

ExitCode PublishThemes(const ThemesArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  v1::PublishThemeReleaseRequest request;
  request.set_parent(*region);
  request.set_theme_release_id(arguments.id);
  request.set_end_date(arguments.end_date);
  request.set_year_start(arguments.year_start);
  request.set_threshold(arguments.threshold);
  request.set_request_id(client.NewRequestId());
  return PrintRelease(
      client.CallRecommendations<ThemeRelease>("ThemeService/PublishThemeRelease", request),
      *region, arguments, client, console);
}

ExitCode ListThemeReleases(const ThemesArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  v1::ListThemeReleasesRequest request;
  request.set_parent(*region);
  return Print(AllPages<v1::ListThemeReleasesResponse>(
                   "ThemeService/ListThemeReleases", request, client,
                   [](auto& all, const auto& page) { all.MergeFrom(page); }),
               ThemeReleasesText, arguments, client, console);
}

ExitCode ShowThemes(const ThemesArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  const auto name = NameInRegion(arguments.release, *region, "themeReleases");
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::GetThemeReleaseRequest request;
  request.set_name(*name);
  return PrintRelease(
      client.CallRecommendations<ThemeRelease>("ThemeService/GetThemeRelease", request), *region,
      arguments, client, console);
}

ExitCode FindSimilar(const ThemesArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  const auto theme = ThemeName(arguments.theme, *region);
  if (!theme.ok()) return BadInput(theme.status(), arguments, console);
  v1::FindSimilarRequest request;
  request.set_parent(*region);
  request.set_theme(*theme);
  if (!arguments.recommendation.empty()) {
    request.set_recommendation(arguments.recommendation);
  } else {
    request.set_text(arguments.text);
  }
  return Print(
      client.CallRecommendations<v1::FindSimilarResponse>("ThemeService/FindSimilar", request),
      SimilarText, arguments, client, console);
}

ExitCode ConsentToNaming(const ThemesArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  const auto authority = NameInRegion(arguments.authority, *region, "authorities");
  if (!authority.ok()) return BadInput(authority.status(), arguments, console);
  const std::string name = *authority + "/namingConsent";
  if (!arguments.give && !arguments.take_back) {
    v1::GetNamingConsentRequest request;
    request.set_name(name);
    return Print(
        client.CallRecommendations<v1::NamingConsent>("ThemeService/GetNamingConsent", request),
        NamingConsentText, arguments, client, console);
  }
  v1::SetNamingConsentRequest request;
  request.set_name(name);
  request.set_consented(arguments.give);
  request.set_request_id(client.NewRequestId());
  return Print(
      client.CallRecommendations<v1::NamingConsent>("ThemeService/SetNamingConsent", request),
      NamingConsentText, arguments, client, console);
}

}  // namespace peerchallenge::cli
