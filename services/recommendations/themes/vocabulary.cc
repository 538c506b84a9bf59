// The methods of ThemeService on the vocabulary.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/names.h"
#include "services/recommendations/region_calls.h"
#include "services/recommendations/themes/theme_service.h"
#include "services/recommendations/themes/theme_tree.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::Theme;
using validation::FieldChecks;

constexpr size_t kLongestId = 60;
constexpr size_t kLongestName = 200;
constexpr size_t kLongestDescription = 2'000;
constexpr size_t kMostThemes = 500;

// What a theme of a region says of itself, and where it stands among the others.
absl::Status CheckTheme(const Theme& theme, const std::vector<Theme>& others) {
  FieldChecks checks;
  checks.Text("theme.display_name", theme.display_name(), 1, kLongestName);
  checks.Text("theme.description", theme.description(), 0, kLongestDescription);
  if (!theme.wider_theme().empty()) {
    checks.NameBelow("theme.wider_theme", theme.wider_theme(), kThemeName,
                     validation::RegionOf(theme.name()));
  }
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return ThemeTree(others).CheckPlace(theme);
}

absl::Status CheckRoom(const std::vector<Theme>& themes) {
  if (themes.size() < kMostThemes) return absl::OkStatus();
  return errors::QuotaExceeded(
      "themes", absl::StrCat("the region has ", themes.size(), " themes, of which there are ",
                             kMostThemes, " at most"));
}

}  // namespace

absl::StatusOr<Theme> ThemeService::CreateTheme(const rpc::Call& call,
                                                const v1::CreateThemeRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  checks.Id("theme_id", request.theme_id());
  checks.That(request.theme_id().size() <= kLongestId, "theme_id", request.theme_id(),
              absl::StrCat("at most ", kLongestId, " bytes"));
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return MutateReached<Theme>(
      context_, call, request, InRegion(context_, call, request.parent()),
      [&](Transaction& tx, const Viewer&) -> absl::StatusOr<Theme> {
        const auto others = context_.store.themes.ThemesOf(tx, request.parent());
        if (!others.ok()) return others.status();
        Theme theme = request.theme();
        theme.set_name(absl::StrCat(request.parent(), "/themes/", request.theme_id()));
        absl::Status status = CheckTheme(theme, *others);
        if (status.ok()) status = CheckRoom(*others);
        if (!status.ok()) return status;
        return resources::InsertStamped(tx, context_, context_.store.themes.themes,
                                        std::move(theme));
      });
}

absl::StatusOr<Theme> ThemeService::GetTheme(const rpc::Call& call,
                                             const v1::GetThemeRequest& request) {
  return ReadReached<Theme>(context_, call, InRegion(context_, call, request.name()),
                            [&](Transaction& tx, const Viewer&) {
                              return context_.store.themes.themes.Get(tx, request.name());
                            });
}

absl::StatusOr<v1::ListThemesResponse> ThemeService::ListThemes(
    const rpc::Call& call, const v1::ListThemesRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::ListThemesResponse;
  return ReadReached<Response>(context_, call, InRegion(context_, call, request.parent()),
                               [&](Transaction& tx, const Viewer&) {
                                 return resources::ToResponse(
                                     context_.store.themes.themes.List(
                                         tx, resources::QueryFor(call, request), resources::kAll),
                                     &Response::mutable_themes);
                               });
}

absl::StatusOr<Theme> ThemeService::UpdateTheme(const rpc::Call& call,
                                                const v1::UpdateThemeRequest& request) {
  const std::string& name = request.theme().name();
  return MutateReached<Theme>(
      context_, call, request, InRegion(context_, call, name),
      [&](Transaction& tx, const Viewer&) -> absl::StatusOr<Theme> {
        const auto others = context_.store.themes.ThemesOf(tx, validation::RegionOf(name));
        if (!others.ok()) return others.status();
        return resources::Update(tx, context_, context_.store.themes.themes, request.theme(),
                                 request.update_mask(),
                                 [&](const Theme& theme) { return CheckTheme(theme, *others); });
      });
}

void ThemeService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.recommendations.v1.ThemeService",
                              context_.database);
  methods.Write("CreateTheme", this, &ThemeService::CreateTheme);
  methods.Unary("GetTheme", this, &ThemeService::GetTheme);
  methods.Unary("ListThemes", this, &ThemeService::ListThemes);
  methods.Write("UpdateTheme", this, &ThemeService::UpdateTheme);
  methods.Write("PublishThemeRelease", this, &ThemeService::PublishThemeRelease);
  methods.Unary("GetThemeRelease", this, &ThemeService::GetThemeRelease);
  methods.Unary("ListThemeReleases", this, &ThemeService::ListThemeReleases);
  methods.Unary("FindSimilar", this, &ThemeService::FindSimilar);
  methods.Unary("GetNamingConsent", this, &ThemeService::GetNamingConsent);
  methods.Write("SetNamingConsent", this, &ThemeService::SetNamingConsent);
}

}  // namespace peerchallenge::recommendations
