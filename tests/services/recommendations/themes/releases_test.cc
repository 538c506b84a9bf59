#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/themes/theme_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using v1::ThemeRelease;

class ReleasesTest : public ThemeTest {
 protected:
  ReleasesTest() {
    Value(Create("care"));
    Value(Create("homes", "care"));
  }

  // "care area 3": the figures that are shown, without those of single years.
  static std::vector<std::string> Figures(const ThemeRelease& release) {
    std::vector<std::string> figures;
    for (const auto& cell : release.cells()) {
      if (!cell.has_authorities() || !cell.year_start_date().empty()) continue;
      std::string& text = figures.emplace_back(cell.theme().substr(ThemeName("").size()));
      text += cell.kind() == v1::Finding::KIND_STRENGTH ? " strength " : " area ";
      absl::StrAppend(&text, cell.authorities());
      if (cell.has_delivered()) absl::StrAppend(&text, " delivered ", cell.delivered());
      if (cell.has_improved()) absl::StrAppend(&text, " improved ", cell.improved());
    }
    return figures;
  }
  absl::StatusOr<v1::ListThemeReleasesResponse> List(int page_size = 0,
                                                     const std::string& token = "",
                                                     const std::string& parent = kRegion) {
    v1::ListThemeReleasesRequest request;
    request.set_parent(parent);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return world_.Call<v1::ListThemeReleasesResponse>(kBoard, "ListThemeReleases", request);
  }
  static std::vector<std::string> Ids(const v1::ListThemeReleasesResponse& response) {
    std::vector<std::string> ids;
    for (const auto& release : response.theme_releases()) {
      ids.push_back(release.name().substr(kRegion.size() + 15));
    }
    return ids;
  }
  v1::PublishThemeReleaseRequest Wanted(const std::string& end_date) {
    v1::PublishThemeReleaseRequest request;
    request.set_parent(kRegion);
    request.set_end_date(end_date);
    return request;
  }
  absl::StatusOr<ThemeRelease> Call(const v1::PublishThemeReleaseRequest& request) {
    return world_.Call<ThemeRelease>(kOffice, "PublishThemeRelease", request);
  }
};

TEST_F(ReleasesTest, PublishThemeRelease_CountsAuthoritiesOfIssuedLetters) {
  IssueAreas("abc", "homes");
  IssueAreas("a", "homes", "-again");
  world_.Sign('d', {.areas = {{"Not yet issued.", {"homes"}}}});
  for (const char authority : {'e', 'f', 'g'}) {
    world_.Issue(authority, {.strengths = {{"It goes well.", {"care"}}},
                             .recommendations = {{"Go on.", {"homes"}}}});
  }
  const ThemeRelease release = Value(Publish("2012-10-01", "first"));
  EXPECT_EQ(release.name(), "regions/em/themeReleases/first");
  EXPECT_EQ(release.authorities(), 6);
  EXPECT_EQ(release.threshold(), 3);
  EXPECT_EQ(release.year_start(), "09-01");
  EXPECT_EQ(release.end_date(), "2012-10-01");
  EXPECT_FALSE(release.etag().empty());
  EXPECT_THAT(Figures(release), ElementsAre("care strength 3", "care area 6", "homes area 6"));
  EXPECT_EQ(Value(Get("first")).SerializeAsString(), release.SerializeAsString());
}

TEST_F(ReleasesTest, PublishThemeRelease_PutsLettersInTheirPlanningYear) {
  world_.GoTo("2012-03-31");
  IssueAreas("abc", "care");
  world_.GoTo("2012-04-01");
  IssueAreas("bcd", "care", "-later");
  v1::PublishThemeReleaseRequest request = Wanted("2012-04-01");
  request.set_year_start("04-01");
  const ThemeRelease release = Value(Call(request));
  EXPECT_EQ(release.year_start(), "04-01");
  std::vector<std::string> years;
  for (const auto& cell : release.cells()) {
    if (cell.theme() == ThemeName("care") && !cell.year_start_date().empty()) {
      years.push_back(absl::StrCat(cell.year_start_date(), " ", cell.authorities()));
    }
  }
  EXPECT_THAT(years, ElementsAre("2011-04-01 3", "2012-04-01 3"));
}

TEST_F(ReleasesTest, PublishThemeRelease_LeavesOutLettersIssuedLater) {
  IssueAreas("abc", "care");
  world_.GoTo("2012-10-02");
  IssueAreas("def", "care");
  EXPECT_THAT(Figures(Value(Publish("2012-10-01"))), ElementsAre("care area 3"));
}

TEST_F(ReleasesTest, PublishThemeRelease_ChangesAFigureByThreeAtLeast) {
  IssueAreas("abc", "care");
  Value(Publish("2012-10-01", "first"));
  world_.GoTo("2012-11-05");
  IssueAreas("de", "care");
  world_.Issue('a', {}, "-again");
  EXPECT_THAT(Figures(Value(Publish("2012-11-05", "second"))), ElementsAre("care area 3"));
  world_.GoTo("2012-12-03");
  IssueAreas("f", "care");
  world_.Issue('b', {}, "-again");
  world_.Issue('c', {}, "-again");
  EXPECT_THAT(Figures(Value(Publish("2012-12-03", "third"))), ElementsAre("care area 6"));
  // What was published stays.
  EXPECT_THAT(Figures(Value(Get("first"))), ElementsAre("care area 3"));
}

TEST_F(ReleasesTest, PublishThemeRelease_TakesInLettersOfThreeAuthoritiesAtOnce) {
  IssueAreas("abc", "care");
  Value(Publish("2012-10-01"));
  world_.GoTo("2012-11-05");
  IssueAreas("de", "care");
  Value(Publish("2012-11-05"));
  world_.GoTo("2012-12-03");
  IssueAreas("f", "care");
  const ThemeRelease release = Value(Publish("2012-12-03"));
  EXPECT_THAT(Figures(release), ElementsAre("care area 6"));
  EXPECT_EQ(release.authorities(), 6);
}

TEST_F(ReleasesTest, PublishThemeRelease_TellsWhatWasDelivered) {
  std::vector<std::string> reviews;
  for (const char authority : {'a', 'b', 'c', 'd', 'e', 'f'}) {
    reviews.push_back(
        world_.Issue(authority, {.recommendations = {{"Share the tracking.", {"homes"}}}}));
  }
  for (int i = 0; i < 3; ++i) {
    world_.Deliver(reviews[static_cast<size_t>(i)], "Shared.", v1::Action::EFFECT_IMPROVED);
  }
  EXPECT_THAT(Figures(Value(Publish("2012-10-01"))),
              ElementsAre("care area 6 delivered 3 improved 3", "homes area 6"));
}

TEST_F(ReleasesTest, PublishThemeRelease_ShowsNoNumberOfAuthoritiesBelowTheThreshold) {
  IssueAreas("ab", "care");
  const ThemeRelease release = Value(Publish("2012-10-01"));
  EXPECT_FALSE(release.has_authorities());
  EXPECT_THAT(Figures(release), IsEmpty());
  // Every theme is there all the same.
  EXPECT_EQ(release.cells_size(), 4);
}

TEST_F(ReleasesTest, PublishThemeRelease_FollowsTheThresholdOfTheFirst) {
  IssueAreas("abcd", "care");
  v1::PublishThemeReleaseRequest request = Wanted("2012-10-01");
  request.set_threshold(5);
  EXPECT_THAT(Figures(Value(Call(request))), IsEmpty());
  world_.GoTo("2012-11-05");
  request = Wanted("2012-11-05");
  request.set_threshold(3);
  ExpectError(Call(request), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_threshold(0);
  EXPECT_EQ(Value(Call(request)).threshold(), 5);
}

TEST_F(ReleasesTest, PublishThemeRelease_ComesOnceACalendarMonth) {
  Value(Publish("2012-10-01"));
  world_.GoTo("2012-10-31");
  ExpectError(Publish("2012-10-31"), reasons::ERROR_REASON_QUOTA_EXCEEDED);
  world_.GoTo("2012-11-01");
  EXPECT_TRUE(Publish("2012-11-01").ok());
}

TEST_F(ReleasesTest, PublishThemeRelease_RejectsWhatItCannotBe) {
  ExpectError(Publish("2012-10-02"), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Publish(""), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Publish("2012-10-01", "latest"), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Publish("2012-10-01", "No"), reasons::ERROR_REASON_FIELD_INVALID);
  v1::PublishThemeReleaseRequest request = Wanted("2012-10-01");
  request.set_year_start("02-29");
  ExpectError(Call(request), reasons::ERROR_REASON_FIELD_INVALID);
  request.clear_year_start();
  request.set_threshold(2);
  ExpectError(Call(request), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_threshold(0);
  request.clear_parent();
  ExpectError(Call(request), reasons::ERROR_REASON_FIELD_INVALID);

  Value(Publish("2012-10-01", "first"));
  world_.GoTo("2012-11-01");
  ExpectError(Publish("2012-09-30"), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Publish("2012-11-01", "first"), reasons::ERROR_REASON_RESOURCE_EXISTS);
  request = Wanted("2012-11-01");
  request.set_year_start("04-01");
  ExpectError(Call(request), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_year_start("09-01");
  EXPECT_TRUE(Call(request).ok());
}

TEST_F(ReleasesTest, PublishThemeRelease_IsForTheOfficeOfTheRegion) {
  ExpectError(Publish("2012-10-01", "", kBoard), reasons::ERROR_REASON_PERMISSION_MISSING);
  ExpectError(Publish("2012-10-01", "", kOtherRegionsOffice),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ReleasesTest, PublishThemeRelease_ActsOnceForARequestId) {
  v1::PublishThemeReleaseRequest request = Wanted("2012-10-01");
  request.set_request_id("one");
  EXPECT_EQ(Value(Call(request)).name(), Value(Call(request)).name());
}

TEST_F(ReleasesTest, GetThemeRelease_GivesTheNewestAsLatest) {
  ExpectError(Get("latest"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  Value(Publish("2012-10-01", "first"));
  world_.GoTo("2012-11-01");
  Value(Publish("2012-11-01", "a-later-one"));
  EXPECT_EQ(Value(Get("latest")).name(), "regions/em/themeReleases/a-later-one");
  ExpectError(Get("none"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Get("first", kOtherRegionsOffice), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Get("first", kScrutiny), reasons::ERROR_REASON_PERMISSION_MISSING);
}

TEST_F(ReleasesTest, ListThemeReleases_GoesFromTheNewestWithoutFigures) {
  Value(Publish("2012-10-01", "b"));
  world_.GoTo("2012-11-01");
  Value(Publish("2012-11-01", "c"));
  world_.GoTo("2012-12-01");
  Value(Publish("2012-12-01", "a"));
  const auto first = Value(List(2));
  EXPECT_THAT(Ids(first), ElementsAre("a", "c"));
  EXPECT_THAT(first.theme_releases(0).cells(), IsEmpty());
  EXPECT_THAT(Ids(Value(List(2, first.next_page_token()))), ElementsAre("b"));
  ExpectError(List(-1), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(List(0, "none"), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  ExpectError(List(0, "", "regions/none"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ReleasesTest, PublishThemeRelease_CountsAnAuthorityThatWasSucceededAsItself) {
  IssueAreas("ayz", "care");
  EXPECT_THAT(Figures(Value(Publish("2012-10-01"))), ElementsAre("care area 3"));
}

}  // namespace
}  // namespace peerchallenge::recommendations
