#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/themes/theme_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::FindSimilarRequest;
using v1::FindSimilarResponse;

class SimilarTest : public ThemeTest {
 protected:
  SimilarTest() {
    Value(Create("care"));
    Value(Create("homes", "care"));
    Value(Create("schools"));
  }

  static FindSimilarRequest Like(const std::string& text) {
    FindSimilarRequest request;
    request.set_parent(kRegion);
    request.set_text(text);
    return request;
  }
  absl::StatusOr<FindSimilarResponse> Find(const FindSimilarRequest& request,
                                           const Who& who = Director('a')) {
    return world_.Call<FindSimilarResponse>(who, "FindSimilar", request);
  }
  std::vector<std::string> Texts(const FindSimilarRequest& request,
                                 const Who& who = Director('a')) {
    const FindSimilarResponse found = Value(Find(request, who));
    std::vector<std::string> texts;
    for (const auto& hit : found.hits()) texts.push_back(hit.text());
    return texts;
  }
  // "homes 3".
  std::vector<std::string> Others(const FindSimilarRequest& request,
                                  const Who& who = Director('a')) {
    const FindSimilarResponse found = Value(Find(request, who));
    std::vector<std::string> others;
    for (const auto& sum : found.others()) {
      others.push_back(
          absl::StrCat(sum.theme().substr(ThemeName("").size()), " ", sum.authorities()));
    }
    return others;
  }
  void Recommend(char authority, const std::vector<Said>& said, const std::string& suffix = "") {
    world_.Issue(authority, {.recommendations = said}, suffix);
  }
};

TEST_F(SimilarTest, FindSimilar_GivesTheOwnAuthoritysBestFirst) {
  Recommend('a', {{"Train all foster carers each year.", {"homes"}},
                  {"Share the tracking of attendance.", {"schools"}},
                  {"Foster carers' training needs a plan: train foster carers early.", {"care"}}});
  EXPECT_THAT(Texts(Like("training of foster carers")),
              ElementsAre("Foster carers' training needs a plan: train foster carers early.",
                          "Train all foster carers each year."));
}

TEST_F(SimilarTest, FindSimilar_ShowsARecommendationWhole) {
  Recommend('a', {{"Share the tracking.", {"schools"}}});
  const FindSimilarResponse found = Value(Find(Like("tracking")));
  ASSERT_EQ(found.hits_size(), 1);
  EXPECT_EQ(found.hits(0).authority(), AuthorityOf('a'));
  EXPECT_EQ(found.hits(0).recommendation(), "regions/em/reviews/a/recommendations/r1");
  EXPECT_EQ(found.hits(0).issue_date(), "2012-10-01");
  EXPECT_THAT(found.hits(0).actions(), IsEmpty());
  EXPECT_EQ(found.hits(0).effect(), v1::Action::EFFECT_UNSPECIFIED);
}

TEST_F(SimilarTest, FindSimilar_ShowsAStrengthInTheLettersWords) {
  world_.Issue('a', {.strengths = {{"Tracking is shared with schools.", {"schools"}}},
                     .areas = {{"Tracking of care leavers ends early.", {"care"}}}});
  const FindSimilarResponse found = Value(Find(Like("tracking")));
  ASSERT_EQ(found.hits_size(), 1);
  EXPECT_EQ(found.hits(0).text(), "Tracking is shared with schools.");
  EXPECT_THAT(found.hits(0).recommendation(), IsEmpty());
}

TEST_F(SimilarTest, FindSimilar_ShowsAStrengthThatTheHeadlinesRepeatOnce) {
  world_.Issue('a', {.strengths = {{"Tracking is shared with schools.", {"schools"}},
                                   {"Tracking is shared with schools.", {"schools"}}}});
  EXPECT_THAT(Texts(Like("tracking")), ElementsAre("Tracking is shared with schools."));
}

TEST_F(SimilarTest, FindSimilar_TellsWhatWasDoneOnceThePlanIsPublic) {
  Recommend('a', {{"Share the tracking.", {"schools"}}});
  EXPECT_THAT(Value(Find(Like("tracking"))).hits(0).actions(), IsEmpty());
  world_.Deliver("regions/em/reviews/a", "A shared register.", v1::Action::EFFECT_IMPROVED);
  const FindSimilarResponse found = Value(Find(Like("tracking")));
  EXPECT_THAT(found.hits(0).actions(), ElementsAre("A shared register."));
  EXPECT_EQ(found.hits(0).effect(), v1::Action::EFFECT_IMPROVED);
}

TEST_F(SimilarTest, FindSimilar_ShowsOthersWhileTheyConsent) {
  Recommend('b', {{"Share the tracking.", {"schools"}}});
  for (const Who& who : {Director('a'), kOffice, kBoard}) {
    EXPECT_THAT(Texts(Like("tracking"), who), IsEmpty());
  }
  Value(Consent('b'));
  EXPECT_THAT(Texts(Like("tracking")), ElementsAre("Share the tracking."));
  Value(Consent('b', false));
  EXPECT_THAT(Texts(Like("tracking")), IsEmpty());
}

TEST_F(SimilarTest, FindSimilar_ShowsWhatTheOwnAuthorityTookThePlaceOf) {
  Recommend('y', {{"Share the tracking.", {"schools"}}});
  EXPECT_THAT(Texts(Like("tracking"), Director('z')), ElementsAre("Share the tracking."));
}

TEST_F(SimilarTest, FindSimilar_OrdersHitsWithoutRegardToWhatIsNotShown) {
  const std::vector<Said> said = {{"Register of carers.", {}}, {"Tracking of carers.", {}}};
  Recommend('a', said);
  const auto before = Texts(Like("register tracking"));
  for (const char other : {'b', 'c', 'd', 'e'}) {
    Recommend(other, {{"Register.", {}}, {"Register again.", {}}});
  }
  EXPECT_EQ(Texts(Like("register tracking")), before);
}

TEST_F(SimilarTest, FindSimilar_LooksForARecommendationThatTheCallerMayRead) {
  Recommend('a', {{"Share the tracking.", {"schools"}}});
  Recommend('a', {{"Track attendance.", {"schools"}}}, "-later");
  FindSimilarRequest request;
  request.set_parent(kRegion);
  request.set_recommendation("regions/em/reviews/a/recommendations/r1");
  EXPECT_THAT(Texts(request), ElementsAre("Track attendance."));
  ExpectError(Find(request, Director('b')), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_recommendation("regions/em/reviews/a/recommendations/none");
  ExpectError(Find(request), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(SimilarTest, FindSimilar_KeepsToAThemeAndItsNarrowerOnes) {
  Recommend('a', {{"Tracking in homes.", {"homes"}},
                  {"Tracking in care.", {"care"}},
                  {"Tracking in schools.", {"schools"}}});
  FindSimilarRequest request = Like("tracking");
  request.set_theme(ThemeName("care"));
  EXPECT_THAT(Texts(request), ElementsAre("Tracking in homes.", "Tracking in care."));
  request.set_theme(ThemeName("homes"));
  EXPECT_THAT(Texts(request), ElementsAre("Tracking in homes."));
}

TEST_F(SimilarTest, FindSimilar_SumsUpThemesThatTheQuerySpeaksOf) {
  IssueAreas("bcd", "schools");
  EXPECT_THAT(Others(Like("schools")), IsEmpty());  // nothing is released
  Value(Publish("2012-10-01"));
  EXPECT_THAT(Others(Like("schools")), ElementsAre("schools 3"));
  EXPECT_THAT(Others(Like("it takes long")), IsEmpty());  // words of letters that are not shown
  Recommend('a', {{"Share the tracking.", {"schools"}}});
  EXPECT_THAT(Others(Like("tracking")), ElementsAre("schools 3"));  // the theme of a hit
}

TEST_F(SimilarTest, FindSimilar_SumsUpOnlyWhereThreeAreNotNamed) {
  IssueAreas("abcd", "schools");
  Value(Publish("2012-10-01"));
  EXPECT_THAT(Others(Like("schools")), ElementsAre("schools 4"));  // three and the own one
  EXPECT_THAT(Others(Like("schools"), kOffice), ElementsAre("schools 4"));
  Value(Consent('b'));
  EXPECT_THAT(Others(Like("schools")), IsEmpty());
  EXPECT_THAT(Others(Like("schools"), kOffice), ElementsAre("schools 4"));
}

TEST_F(SimilarTest, FindSimilar_PagesAndBindsItsTokens) {
  std::vector<Said> said;
  for (int i = 0; i < 21; ++i) said.push_back({"Share the tracking.", {"schools"}});
  Recommend('a', said);
  IssueAreas("bcd", "schools");
  Value(Publish("2012-10-01"));
  FindSimilarRequest request = Like("tracking schools");
  const FindSimilarResponse first = Value(Find(request));
  EXPECT_EQ(first.hits_size(), 20);
  EXPECT_EQ(first.others_size(), 1);
  request.set_page_token(first.next_page_token());
  const FindSimilarResponse second = Value(Find(request));
  EXPECT_EQ(second.hits_size(), 1);
  EXPECT_EQ(second.hits(0).recommendation(), "regions/em/reviews/a/recommendations/r21");
  EXPECT_THAT(second.next_page_token(), IsEmpty());
  EXPECT_THAT(second.others(), IsEmpty());
  ExpectError(Find(request, Director('b')), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  request.set_text("register");
  ExpectError(Find(request), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  request = Like("tracking");
  request.set_page_size(-1);
  ExpectError(Find(request), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_page_size(100'000);
  EXPECT_EQ(Value(Find(request)).hits_size(), 21);
}

TEST_F(SimilarTest, FindSimilar_RejectsWhatItCannotLookFor) {
  for (const std::string& text : {std::string("ab"), std::string(2'001, 'x')}) {
    ExpectError(Find(Like(text)), reasons::ERROR_REASON_FIELD_INVALID);
  }
  FindSimilarRequest request;
  request.set_parent(kRegion);
  ExpectError(Find(request), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_recommendation("regions/wm/reviews/a/recommendations/r1");
  ExpectError(Find(request), reasons::ERROR_REASON_FIELD_INVALID);
  request = Like("tracking");
  request.set_theme("schools");
  ExpectError(Find(request), reasons::ERROR_REASON_FIELD_INVALID);
  request = Like("tracking");
  request.set_parent("regions/none");
  ExpectError(Find(request), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Find(Like("tracking"), kScrutiny), reasons::ERROR_REASON_PERMISSION_MISSING);
  EXPECT_THAT(Texts(Like("the and of")), IsEmpty());  // words that say nothing
}

}  // namespace
}  // namespace peerchallenge::recommendations
