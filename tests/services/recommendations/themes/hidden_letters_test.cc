// What is not issued, or is of a visit that is still hidden, shows in no way: two worlds that
// differ by it answer the same to everybody.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/themes/theme_world.h"

namespace peerchallenge::recommendations {
namespace {

// A world in which three authorities have a letter, and all that anybody is told in it.
class OneWorld {
 public:
  OneWorld() {
    Ask<v1::Theme>(kOffice, "CreateTheme", NewTheme("care"));
    for (const char authority : {'a', 'b', 'c'}) {
      world_.Issue(authority, {.strengths = {{"Tracking is shared.", {"care"}}},
                               .areas = {{"Tracking ends early.", {"care"}}},
                               .recommendations = {{"Share the tracking.", {"care"}}}});
    }
  }

  ThemeWorld& world() { return world_; }

  // Asks everything as everybody; the answers in words.
  std::string Told(const std::string& today) {
    told_.clear();
    v1::PublishThemeReleaseRequest publish;
    publish.set_parent(kRegion);
    publish.set_theme_release_id(absl::StrCat("of-", today));
    publish.set_end_date(today);
    Ask<v1::ThemeRelease>(kOffice, "PublishThemeRelease", publish);
    for (const Who& who : {kOffice, kBoard, Director('a'), Director('d'), kOtherRegionsOffice}) {
      AskAll(who);
    }
    return told_;
  }

 private:
  static v1::CreateThemeRequest NewTheme(const std::string& id) {
    v1::CreateThemeRequest request;
    request.set_parent(kRegion);
    request.set_theme_id(id);
    request.mutable_theme()->set_display_name("Children in care");
    return request;
  }

  void AskAll(const Who& who) {
    v1::ListThemesRequest themes;
    themes.set_parent(kRegion);
    Ask<v1::ListThemesResponse>(who, "ListThemes", themes);
    v1::ListThemeReleasesRequest releases;
    releases.set_parent(kRegion);
    Ask<v1::ListThemeReleasesResponse>(who, "ListThemeReleases", releases);
    v1::GetThemeReleaseRequest latest;
    latest.set_name(kRegion + "/themeReleases/latest");
    Ask<v1::ThemeRelease>(who, "GetThemeRelease", latest);
    v1::FindSimilarRequest similar;
    similar.set_parent(kRegion);
    similar.set_text("tracking of children in care");
    Ask<v1::FindSimilarResponse>(who, "FindSimilar", similar);
    similar.set_recommendation("regions/em/reviews/d/recommendations/r1");
    Ask<v1::FindSimilarResponse>(who, "FindSimilar", similar);
    v1::SetNamingConsentRequest consent;
    consent.set_name(AuthorityOf('d') + "/namingConsent");
    consent.set_consented(true);
    Ask<v1::NamingConsent>(who, "SetNamingConsent", consent);
  }

  template <typename Reply, typename Request>
  void Ask(const Who& who, const std::string& method, const Request& request) {
    const auto reply = world_.Call<Reply>(who, method, request);
    absl::StrAppend(&told_, who.subject, " ", method, ": ",
                    reply.ok() ? reply->DebugString() : reply.status().ToString(), "\n");
  }

  ThemeWorld world_;
  std::string told_;
};

const LetterSaid kSaid = {.strengths = {{"Tracking is shared.", {"care"}}},
                          .areas = {{"Tracking ends early.", {"care"}}},
                          .recommendations = {{"Share the tracking.", {"care"}}}};

TEST(HiddenLettersTest, ALetterThatIsNotIssued_ShowsNowhere) {
  OneWorld with, without;
  for (const char authority : {'d', 'e', 'f'}) with.world().Sign(authority, kSaid);
  EXPECT_EQ(with.Told("2012-10-01"), without.Told("2012-10-01"));
}

TEST(HiddenLettersTest, AHiddenVisitsLetter_ShowsOnlyOnceItIsReleased) {
  OneWorld with, without;
  for (const char authority : {'d', 'e', 'f'}) {
    with.world().Hide(with.world().Issue(authority, kSaid));
  }
  EXPECT_EQ(with.Told("2012-10-01"), without.Told("2012-10-01"));
  with.world().GoTo("2012-11-01");
  without.world().GoTo("2012-11-01");
  for (const char authority : {'d', 'e', 'f'}) {
    with.world().Release(absl::StrCat(kRegion, "/reviews/", std::string(1, authority)));
  }
  EXPECT_NE(with.Told("2012-11-01"), without.Told("2012-11-01"));
}

}  // namespace
}  // namespace peerchallenge::recommendations
