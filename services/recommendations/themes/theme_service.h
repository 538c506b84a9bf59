#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "services/recommendations/context.h"
#include "services/recommendations/themes/issued_texts.h"

namespace peerchallenge::recommendations {

// Answers peerchallenge.recommendations.v1.ThemeService. The vocabulary is in vocabulary.cc,
// figures in releases.cc, what is similar in similar.cc, who may be named in consents.cc.
class ThemeService {
 public:
  explicit ThemeService(const Context& context) : context_(context) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<v1::Theme> CreateTheme(const rpc::Call& call,
                                        const v1::CreateThemeRequest& request);
  absl::StatusOr<v1::Theme> GetTheme(const rpc::Call& call, const v1::GetThemeRequest& request);
  absl::StatusOr<v1::ListThemesResponse> ListThemes(const rpc::Call& call,
                                                    const v1::ListThemesRequest& request);
  absl::StatusOr<v1::Theme> UpdateTheme(const rpc::Call& call,
                                        const v1::UpdateThemeRequest& request);

  absl::StatusOr<v1::ThemeRelease> PublishThemeRelease(
      const rpc::Call& call, const v1::PublishThemeReleaseRequest& request);
  absl::StatusOr<v1::ThemeRelease> GetThemeRelease(const rpc::Call& call,
                                                   const v1::GetThemeReleaseRequest& request);
  absl::StatusOr<v1::ListThemeReleasesResponse> ListThemeReleases(
      const rpc::Call& call, const v1::ListThemeReleasesRequest& request);

  absl::StatusOr<v1::FindSimilarResponse> FindSimilar(const rpc::Call& call,
                                                      const v1::FindSimilarRequest& request);

  absl::StatusOr<v1::NamingConsent> GetNamingConsent(const rpc::Call& call,
                                                     const v1::GetNamingConsentRequest& request);
  absl::StatusOr<v1::NamingConsent> SetNamingConsent(const rpc::Call& call,
                                                     const v1::SetNamingConsentRequest& request);

 private:
  Context context_;
  IssuedTexts issued_texts_;
};

}  // namespace peerchallenge::recommendations
