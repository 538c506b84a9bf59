#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/fresh_recommendations.h"

namespace peerchallenge::recommendations {
namespace {

// Which themes a finding and a recommendation may have.
class FindingThemesTest : public RecommendationsTest {
 protected:
  FindingThemesTest() { SetTheme("care", false); }

  static std::string Theme(const std::string& id) { return absl::StrCat(kRegion, "/themes/", id); }
  // Adds a theme to the vocabulary, or changes whether it is retired.
  void SetTheme(const std::string& id, bool retired) {
    v1::Theme theme;
    theme.set_name(Theme(id));
    theme.set_retired(retired);
    const auto& themes = context().store.themes.themes;
    const absl::Status status =
        database().Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
          return themes.Get(tx, theme.name()).ok() ? themes.Update(tx, theme)
                                                   : themes.Insert(tx, theme);
        });
    ASSERT_TRUE(status.ok()) << status;
  }
  static rpc::Call Writes() { return By(kLead, roles::PERMISSION_FINDING_WRITE); }
  absl::StatusOr<v1::Finding> CreateWith(const std::string& theme) {
    v1::CreateFindingRequest request = Finding("Reading is ahead.", {});
    request.mutable_finding()->add_themes(Theme(theme));
    return findings().CreateFinding(Writes(), request);
  }
  absl::StatusOr<v1::Finding> UpdateTo(const v1::Finding& finding,
                                       const std::vector<std::string>& themes) {
    v1::UpdateFindingRequest request;
    request.mutable_finding()->set_name(finding.name());
    for (const std::string& theme : themes) request.mutable_finding()->add_themes(Theme(theme));
    request.mutable_update_mask()->add_paths("themes");
    return findings().UpdateFinding(Writes(), request);
  }
};

TEST_F(FindingThemesTest, Findings_HaveThemesOfTheVocabulary) {
  EXPECT_TRUE(CreateWith("care").ok());
  ExpectError(CreateWith("none"), reasons::ERROR_REASON_REFERENCE_BROKEN);
  SetTheme("care", true);
  ExpectError(CreateWith("care"), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(FindingThemesTest, Findings_KeepARetiredThemeThatTheyHad) {
  const v1::Finding finding = Value(CreateWith("care"));
  const v1::Finding without = Value(findings().CreateFinding(Writes(), Finding("Two.", {})));
  SetTheme("care", true);
  SetTheme("schools", false);
  EXPECT_TRUE(UpdateTo(finding, {"care", "schools"}).ok());
  ExpectError(UpdateTo(without, {"care"}), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(UpdateTo(finding, {"none"}), reasons::ERROR_REASON_REFERENCE_BROKEN);
}

TEST_F(FindingThemesTest, Recommendations_HaveThemesOfTheVocabularyToo) {
  const std::string finding = Value(CreateWith("care")).name();
  const auto create = [&](const std::string& theme) {
    v1::CreateRecommendationRequest request = Recommendation("Share the tracking.", finding);
    request.mutable_recommendation()->add_themes(Theme(theme));
    return findings().CreateRecommendation(Writes(), request);
  };
  ExpectError(create("none"), reasons::ERROR_REASON_REFERENCE_BROKEN);
  const v1::Recommendation made = Value(create("care"));
  SetTheme("care", true);
  ExpectError(create("care"), reasons::ERROR_REASON_FIELD_INVALID);
  v1::UpdateRecommendationRequest update;
  update.mutable_recommendation()->set_name(made.name());
  update.mutable_recommendation()->set_text("Share the tracking of pupils.");
  EXPECT_TRUE(findings().UpdateRecommendation(Writes(), update).ok());
}

}  // namespace
}  // namespace peerchallenge::recommendations
