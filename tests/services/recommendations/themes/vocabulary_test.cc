#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "services/recommendations/context.h"
#include "tests/services/recommendations/themes/theme_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Theme;

class VocabularyTest : public ThemeTest {
 protected:
  absl::StatusOr<Theme> GetTheme(const std::string& name, const Who& who = kBoard) {
    v1::GetThemeRequest request;
    request.set_name(name);
    return world_.Call<Theme>(who, "GetTheme", request);
  }
  absl::StatusOr<v1::ListThemesResponse> List(int page_size = 0, const std::string& token = "",
                                              const std::string& parent = kRegion,
                                              const Who& who = kBoard) {
    v1::ListThemesRequest request;
    request.set_parent(parent);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return world_.Call<v1::ListThemesResponse>(who, "ListThemes", request);
  }
  static std::vector<std::string> Ids(const v1::ListThemesResponse& response) {
    std::vector<std::string> ids;
    for (const Theme& theme : response.themes()) {
      ids.push_back(theme.name().substr(ThemeName("").size()));
    }
    return ids;
  }
};

TEST_F(VocabularyTest, CreateTheme_IsThereForAllWhoReadThemes) {
  const Theme theme = Value(Create("care"));
  EXPECT_EQ(theme.name(), ThemeName("care"));
  EXPECT_FALSE(theme.etag().empty());
  EXPECT_TRUE(theme.has_create_time());
  for (const Who& who : {kOffice, kBoard, Director('c')}) {
    EXPECT_EQ(Value(GetTheme(theme.name(), who)).SerializeAsString(), theme.SerializeAsString());
  }
}

TEST_F(VocabularyTest, CreateTheme_IsForTheOfficeOfTheRegion) {
  ExpectError(Create("care", "", kBoard), reasons::ERROR_REASON_PERMISSION_MISSING);
  ExpectError(Create("care", "", Director('a')), reasons::ERROR_REASON_PERMISSION_MISSING);
  ExpectError(Create("care", "", kOtherRegionsOffice), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::CreateThemeRequest request;
  request.set_parent("regions/none");
  request.set_theme_id("care");
  request.mutable_theme()->set_display_name("Care");
  ExpectError(world_.Call<Theme>({"none-office", {"PROGRAMME_OFFICE@regions/none"}}, "CreateTheme",
                                 request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(VocabularyTest, CreateTheme_RejectsWhatIsNoTheme) {
  const auto create = [&](const std::string& id, const Theme& theme) {
    v1::CreateThemeRequest request;
    request.set_parent(kRegion);
    request.set_theme_id(id);
    *request.mutable_theme() = theme;
    return world_.Call<Theme>(kOffice, "CreateTheme", request);
  };
  Theme theme;
  theme.set_display_name("Care");
  for (const std::string& id : {std::string(), std::string("Care"), std::string(61, 'a')}) {
    ExpectError(create(id, theme), reasons::ERROR_REASON_FIELD_INVALID);
  }
  EXPECT_TRUE(create(std::string(60, 'a'), theme).ok());
  theme.set_description(std::string(2'001, 'x'));
  ExpectError(create("care", theme), reasons::ERROR_REASON_FIELD_INVALID);
  theme.clear_description();
  theme.set_wider_theme("regions/wm/themes/care");
  ExpectError(create("care", theme), reasons::ERROR_REASON_FIELD_INVALID);
  theme.clear_wider_theme();
  theme.clear_display_name();
  ExpectError(create("care", theme), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(world_.Call<Theme>(kOffice, "CreateTheme", v1::CreateThemeRequest()),
              reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(VocabularyTest, CreateTheme_TakesAnIdOnce) {
  Value(Create("care"));
  ExpectError(Create("care"), reasons::ERROR_REASON_RESOURCE_EXISTS);
}

TEST_F(VocabularyTest, CreateTheme_ActsOnceForARequestId) {
  v1::CreateThemeRequest request;
  request.set_parent(kRegion);
  request.set_theme_id("care");
  request.mutable_theme()->set_display_name("Care");
  request.set_request_id("one");
  const Theme theme = Value(world_.Call<Theme>(kOffice, "CreateTheme", request));
  EXPECT_EQ(Value(world_.Call<Theme>(kOffice, "CreateTheme", request)).etag(), theme.etag());
}

TEST_F(VocabularyTest, CreateTheme_StandsBelowAWiderThemeInThreeLevels) {
  ExpectError(Create("homes", "care"), reasons::ERROR_REASON_REFERENCE_BROKEN);
  Value(Create("care"));
  Value(Create("homes", "care"));
  Value(Create("moves", "homes"));
  ExpectError(Create("distance", "moves"), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(VocabularyTest, CreateTheme_EndsAtFiveHundred) {
  world_.Write([&](storage::Transaction& tx) {
    for (int i = 0; i < 500; ++i) {
      Theme theme;
      theme.set_name(ThemeName(absl::StrCat("t", i)));
      absl::Status status = world_.context().store.themes.themes.Insert(tx, theme);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  });
  ExpectError(Create("care"), reasons::ERROR_REASON_QUOTA_EXCEEDED);
}

TEST_F(VocabularyTest, GetTheme_KnowsNoOtherNames) {
  Value(Create("care"));
  ExpectError(GetTheme(ThemeName("none")), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(GetTheme(""), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(GetTheme(ThemeName("care"), kOtherRegionsOffice),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(GetTheme(ThemeName("care"), kScrutiny), reasons::ERROR_REASON_PERMISSION_MISSING);
}

TEST_F(VocabularyTest, ListThemes_PagesByIdAndBindsItsTokens) {
  for (const char* id : {"staff", "care", "homes"}) Value(Create(id));
  const auto first = Value(List(2));
  EXPECT_THAT(Ids(first), ElementsAre("care", "homes"));
  const auto second = Value(List(2, first.next_page_token()));
  EXPECT_THAT(Ids(second), ElementsAre("staff"));
  EXPECT_THAT(second.next_page_token(), IsEmpty());
  ExpectError(List(2, first.next_page_token(), kRegion, kOffice),
              reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  ExpectError(List(-1), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(List(0, "", "regions"), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(List(0, "", kRegion, kOtherRegionsOffice), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(VocabularyTest, UpdateTheme_ChangesWhatItNamesAndGuardsByEtag) {
  const Theme theme = Value(Create("care"));
  Theme patch = theme;
  patch.set_display_name("Children in care");
  patch.set_retired(true);
  const Theme named = Value(Update(patch, {"display_name"}));
  EXPECT_EQ(named.display_name(), "Children in care");
  EXPECT_FALSE(named.retired());
  ExpectError(Update(patch), reasons::ERROR_REASON_ETAG_MISMATCH);
  patch.clear_etag();
  ExpectError(Update(patch, {"etags"}), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_TRUE(Value(Update(patch, {"retired"})).retired());
  patch.set_name(ThemeName("none"));
  ExpectError(Update(patch), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(VocabularyTest, UpdateTheme_MakesNoCircle) {
  Theme care = Value(Create("care"));
  Value(Create("homes", "care"));
  care.set_wider_theme(ThemeName("homes"));
  ExpectError(Update(care, {"wider_theme"}), reasons::ERROR_REASON_REFERENCE_BROKEN);
  care.set_wider_theme(ThemeName("none"));
  ExpectError(Update(care, {"wider_theme"}), reasons::ERROR_REASON_REFERENCE_BROKEN);
}

}  // namespace
}  // namespace peerchallenge::recommendations
