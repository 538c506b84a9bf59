// Lists of offers and asks.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/support_kinds.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kEverywhere = absl::StrCat(kRegion, "/authorities/-");

template <typename Item>
class ItemListsTest : public SupportItemsTest<Item> {
 protected:
  ItemListsTest() {
    // Made in no order.
    for (const auto& [authority, id] : std::vector<std::pair<char, std::string>>{
             {'b', "m2"}, {'a', "m3"}, {'c', "m1"}, {'a', "m1"}}) {
      Item item = KindOf<Item>::New();
      if (id == "m3") item.set_themes(0, ThemeName("health"));
      Value(this->Create(authority, item, id));
    }
  }
};
TYPED_TEST_SUITE(ItemListsTest, SupportItems);

TYPED_TEST(ItemListsTest, List_OfAnAuthorityIsById) {
  EXPECT_THAT(this->IdsOf(Value(this->List(kOffice, this->Listing(AuthorityOf('a'))))),
              ElementsAre("m1", "m3"));
  EXPECT_THAT(this->IdsOf(Value(this->List(kOffice, this->Listing(AuthorityOf('d'))))), IsEmpty());
}

TYPED_TEST(ItemListsTest, List_OfARegionIsById) {
  EXPECT_THAT(this->IdsOf(Value(this->List(kOffice, this->Listing(kEverywhere)))),
              ElementsAre("m1", "m1", "m2", "m3"));
}

TYPED_TEST(ItemListsTest, List_GivesPages) {
  auto listing = this->Listing(kEverywhere);
  listing.set_page_size(3);
  const auto first = Value(this->List(kOffice, listing));
  EXPECT_THAT(this->IdsOf(first), ElementsAre("m1", "m1", "m2"));
  listing.set_page_token(first.next_page_token());
  const auto second = Value(this->List(kOffice, listing));
  EXPECT_THAT(this->IdsOf(second), ElementsAre("m3"));
  EXPECT_EQ(second.next_page_token(), "");
}

TYPED_TEST(ItemListsTest, List_BindsItsTokens) {
  auto listing = this->Listing(kEverywhere);
  listing.set_page_size(1);
  const std::string token = Value(this->List(kOffice, listing)).next_page_token();
  listing.set_page_token(token);
  ExpectError(this->List({"other-office", kOffice.grants}, listing),
              reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  auto filtered = listing;
  filtered.set_theme(ThemeName("care"));
  ExpectError(this->List(kOffice, filtered), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  auto elsewhere = listing;
  elsewhere.set_parent(AuthorityOf('a'));
  ExpectError(this->List(kOffice, elsewhere), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TYPED_TEST(ItemListsTest, List_ShowsThoseWithATheme) {
  auto listing = this->Listing(kEverywhere);
  listing.set_theme(ThemeName("health"));
  EXPECT_THAT(this->IdsOf(Value(this->List(kOffice, listing))), ElementsAre("m3"));
  listing.set_theme(ThemeName("nothing"));
  EXPECT_THAT(this->IdsOf(Value(this->List(kOffice, listing))), IsEmpty());
}

TYPED_TEST(ItemListsTest, List_RefusesWhatIsMalformed) {
  ExpectError(this->List(kOffice, this->Listing("")), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(this->List(kOffice, this->Listing(kRegion)), reasons::ERROR_REASON_FIELD_INVALID);
  auto listing = this->Listing(kEverywhere);
  listing.set_page_size(-1);
  ExpectError(this->List(kOffice, listing), reasons::ERROR_REASON_FIELD_INVALID);
  listing = this->Listing(kEverywhere);
  listing.set_theme("care");
  ExpectError(this->List(kOffice, listing), reasons::ERROR_REASON_FIELD_INVALID);
}

TYPED_TEST(ItemListsTest, List_KnowsNoPlaceThatIsNotThereOrOutOfReach) {
  for (const char* parent : {"regions/em/authorities/E99999999", "regions/wm/authorities/E06000001",
                             "regions/wm/authorities/-"}) {
    ExpectError(this->List(kOffice, this->Listing(parent)),
                reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  ExpectError(this->List(kOtherRegionsOffice, this->Listing(kEverywhere)),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(this->List(kScrutiny, this->Listing(kEverywhere)),
              reasons::ERROR_REASON_PERMISSION_MISSING);
}

TYPED_TEST(ItemListsTest, List_LeavesNoTraceOfWhatIsNotShown) {
  using Kind = KindOf<TypeParam>;
  for (const char authority : {'a', 'b', 'c'}) {
    for (const auto& item :
         Kind::Of(Value(this->List(kOffice, this->Listing(AuthorityOf(authority)))))) {
      TypeParam patch;
      patch.set_name(item.name());
      patch.set_state(v1::SUPPORT_STATE_PAUSED);
      Value(this->Update(Director(authority), patch));
    }
  }
  auto listing = this->Listing(kEverywhere);
  listing.set_page_size(1);
  EXPECT_THAT(this->IdsOf(Value(this->List(Director('d'), listing))), IsEmpty());
  EXPECT_EQ(Value(this->List(Director('d'), listing)).next_page_token(), "");
  const auto own = Value(this->List(Director('c'), listing));
  EXPECT_THAT(this->IdsOf(own), ElementsAre("m1"));
  EXPECT_EQ(own.next_page_token(), "");
}

}  // namespace
}  // namespace peerchallenge::recommendations
