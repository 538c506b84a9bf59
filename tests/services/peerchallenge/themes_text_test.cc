#include "services/peerchallenge/themes_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using testing::HasSubstr;
using testing::Not;

v1::Theme MakeTheme(const std::string& id, const std::string& name, const std::string& wider) {
  v1::Theme theme;
  theme.set_name("regions/em/themes/" + id);
  theme.set_display_name(name);
  if (!wider.empty()) theme.set_wider_theme("regions/em/themes/" + wider);
  return theme;
}

v1::ListThemesResponse Vocabulary() {
  v1::ListThemesResponse vocabulary;
  *vocabulary.add_themes() = MakeTheme("care", "Children in care", "");
  *vocabulary.add_themes() = MakeTheme("schools", "Schools", "");
  *vocabulary.add_themes() = MakeTheme("homes", "Homes", "care");
  return vocabulary;
}

v1::ThemeRelease::Cell& AddCell(v1::ThemeRelease& release, const std::string& theme,
                                const std::string& year, v1::Finding::Kind kind) {
  v1::ThemeRelease::Cell& cell = *release.add_cells();
  cell.set_theme("regions/em/themes/" + theme);
  cell.set_year_start_date(year);
  cell.set_kind(kind);
  return cell;
}

TEST(VocabularyText, PutsNarrowerThemesBelowTheWiderOne) {
  v1::ListThemesResponse vocabulary = Vocabulary();
  vocabulary.mutable_themes(1)->set_retired(true);
  EXPECT_EQ(VocabularyText(vocabulary),
            "theme    name\n"
            "care     Children in care\n"
            "· homes  Homes\n"
            "schools  Schools           retired\n");
  EXPECT_EQ(VocabularyText({}), "No themes.\n");
}

TEST(ThemeReleaseText, ShowsThemesAgainstYears) {
  v1::ThemeRelease release;
  release.set_name("regions/em/themeReleases/first");
  release.set_end_date("2012-10-01");
  release.set_authorities(6);
  release.set_threshold(3);
  auto& all = AddCell(release, "care", "", v1::Finding::KIND_AREA_FOR_CONSIDERATION);
  all.set_authorities(6);
  all.set_delivered(4);
  AddCell(release, "care", "2011-09-01", v1::Finding::KIND_AREA_FOR_CONSIDERATION)
      .set_authorities(5);
  AddCell(release, "homes", "", v1::Finding::KIND_STRENGTH);
  EXPECT_EQ(ThemeReleaseText(release, Vocabulary()),
            "Themes of letters issued until 2012-10-01, release first\n"
            "6 authorities had a letter.\n"
            "\n"
            "theme             kind      all years  from 2011-09-01  delivered  improved\n"
            "Children in care  strength          -                -          -         -\n"
            "Children in care  area              6                5          4         -\n"
            "· Homes           strength          -                -          -         -\n"
            "· Homes           area              -                -          -         -\n"
            "Schools           strength          -                -          -         -\n"
            "Schools           area              -                -          -         -\n"
            "\n"
            "Authorities, at least so many; - where fewer than 3 could be counted.\n");
}

TEST(ThemeReleaseText, SaysWhenTooFewHadALetter) {
  v1::ThemeRelease release;
  release.set_name("regions/em/themeReleases/first");
  release.set_threshold(3);
  EXPECT_THAT(ThemeReleaseText(release, {}), HasSubstr("Fewer than 3 authorities had a letter."));
}

TEST(SimilarText, TellsWhatTheHostDoesAndWhetherItHelps) {
  v1::FindSimilarResponse response;
  auto& hit = *response.add_hits();
  hit.set_authority("regions/em/authorities/E10000019");
  hit.set_recommendation("regions/em/reviews/lin/recommendations/r1");
  hit.set_text("Share the tracking.");
  hit.set_issue_date("2012-08-31");
  hit.add_actions("A shared register");
  hit.add_actions("A yearly meeting");
  hit.set_effect(v1::Action::EFFECT_ON_TARGET);
  auto& sum = *response.add_others();
  sum.set_theme("regions/em/themes/care");
  sum.set_authorities(4);
  EXPECT_EQ(SimilarText(response),
            "E10000019, 2012-08-31, recommendation\n"
            "  Share the tracking.\n"
            "  The host's actions: A shared register; A yearly meeting (on target)\n"
            "\n"
            "Authorities that are not named:\n"
            "  theme  authorities\n"
            "  care             4\n");
  EXPECT_EQ(SimilarText({}), "Nothing similar that names its authority.\n");
}

TEST(NamingConsentText, SaysWhoSaidSo) {
  v1::NamingConsent consent;
  consent.set_name("regions/em/authorities/E10000019/namingConsent");
  EXPECT_EQ(NamingConsentText(consent), "E10000019 is not to be named beside its findings.\n");
  consent.set_consented(true);
  consent.set_person("director");
  EXPECT_EQ(NamingConsentText(consent),
            "E10000019 may be named beside its findings, says director.\n");
}

}  // namespace
}  // namespace peerchallenge::cli
