// What offers and asks refer to: themes, and what issued letters say of the authority.
#include <gmock/gmock.h>

#include "absl/strings/str_replace.h"
#include "tests/services/recommendations/support/support_kinds.h"
#include "tests/services/recommendations/support/told.h"

namespace peerchallenge::recommendations {
namespace {

constexpr auto kBroken = reasons::ERROR_REASON_REFERENCE_BROKEN;

const LetterSaid kSaid = {.strengths = {{"Tracking is shared.", {"care"}}},
                          .recommendations = {{"Share the tracking.", {"care"}}}};

// Offers name letters, asks recommendations.
std::string ReferenceIn(const std::string& review, const v1::Offer&) {
  return absl::StrCat(review, "/letters/l");
}
std::string ReferenceIn(const std::string& review, const v1::Ask&) {
  return absl::StrCat(review, "/recommendations/r1");
}
void Refer(const std::string& review, v1::Offer& offer) {
  offer.add_letters(ReferenceIn(review, offer));
}
void Refer(const std::string& review, v1::Ask& ask) {
  ask.add_recommendations(ReferenceIn(review, ask));
}

template <typename Item>
class ReferencesTest : public SupportItemsTest<Item> {
 protected:
  // Something of the authority that refers to what the review's letter says.
  absl::StatusOr<Item> Referring(char authority, const std::string& review) {
    Item item = KindOf<Item>::New();
    Refer(review, item);
    return this->Create(authority, item, "");
  }
  // How a reference into the review is refused, but for its name.
  std::string Refusal(char authority, const std::string& review) {
    const auto reply = Referring(authority, review);
    ExpectError(reply, kBroken);
    return absl::StrReplaceAll(InWords(reply.status()), {{ReferenceIn(review, Item()), "it"}});
  }
};
TYPED_TEST_SUITE(ReferencesTest, SupportItems);

TYPED_TEST(ReferencesTest, Letters_AreThoseIssuedToTheAuthority) {
  EXPECT_TRUE(this->Referring('a', this->Issue('a', kSaid)).ok());
  EXPECT_EQ(this->Refusal('b', "regions/em/reviews/a"), this->Refusal('b', "regions/em/reviews/b"));
}

TYPED_TEST(ReferencesTest, Letters_MayBeThoseOfAnAuthorityWhosePlaceItTook) {
  EXPECT_TRUE(this->Referring('z', this->Issue('y', kSaid)).ok());
  ExpectError(this->Referring('y', this->Issue('z', kSaid)), kBroken);
}

TYPED_TEST(ReferencesTest, Letters_ThatAreNotIssuedAreRefusedAsIfTheyWereNotThere) {
  const std::string nothing = this->Refusal('a', "regions/em/reviews/a-signed");
  this->Sign('a', kSaid, "-signed");
  EXPECT_EQ(this->Refusal('a', "regions/em/reviews/a-signed"), nothing);
}

TYPED_TEST(ReferencesTest, Letters_OfAVisitThatIsHiddenAreRefusedAsIfTheyWereNotThere) {
  const std::string nothing = this->Refusal('a', "regions/em/reviews/a-hidden");
  const std::string review = this->Issue('a', kSaid, "-hidden");
  this->Hide(review);
  EXPECT_EQ(this->Refusal('a', review), nothing);
  this->Release(review);
  EXPECT_TRUE(this->Referring('a', review).ok());
}

TYPED_TEST(ReferencesTest, Letters_AreLookedAtInUpdatesToo) {
  TypeParam item = Value(this->Create('a', this->New(), "x1"));
  Refer(this->Sign('a', kSaid), item);
  ExpectError(this->Update(Director('a'), item), kBroken);
  Refer(this->Issue('a', kSaid, "-issued"), item);
  ExpectError(this->Update(Director('a'), item), kBroken);
}

TYPED_TEST(ReferencesTest, Themes_AreThoseOfTheRegion) {
  TypeParam item = this->New();
  item.add_themes(ThemeName("nothing"));
  ExpectError(this->Create('a', item, "x1"), kBroken);
  item = Value(this->Create('a', this->New(), "x1"));
  item.add_themes(ThemeName("nothing"));
  ExpectError(this->Update(Director('a'), item), kBroken);
}

TYPED_TEST(ReferencesTest, Themes_ThatAreRetiredMayOnlyStay) {
  TypeParam item = this->New();
  item = Value(this->Create('a', item, "x1"));
  v1::UpdateThemeRequest retire;
  retire.mutable_theme()->set_name(ThemeName("care"));
  retire.mutable_theme()->set_retired(true);
  ServedWorld& world = *this;
  Value(world.Call<v1::Theme>(kOffice, "ThemeService/UpdateTheme", retire));
  item.set_text("Still about care.");
  EXPECT_TRUE(this->Update(Director('a'), item).ok());
  const auto reply = this->Create('a', this->New(), "x2");
  ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(rpc::FieldsOf(reply.status()),
              testing::ElementsAre(absl::StrCat(KindOf<TypeParam>::kField, ".themes")));
}

}  // namespace
}  // namespace peerchallenge::recommendations
