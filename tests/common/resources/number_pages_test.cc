#include "common/resources/number_pages.h"

#include <gmock/gmock.h>

#include <numeric>
#include <vector>

#include "common/environment/random.h"
#include "common/errors/errors.h"

namespace peerchallenge::resources {
namespace {

using testing::IsEmpty;

class NumberPagesTest : public testing::Test {
 protected:
  NumberPagesTest() {
    call_.caller.subject = "somebody";
    call_.method = "ListThings";
  }

  NumberPage Page(int32_t size, const std::string& token = "") {
    return NumberPage::Of(sealer_, call_, "things", size, token).value();
  }
  absl::Status Refused(const std::string& list, int32_t size, const std::string& token) {
    return NumberPage::Of(sealer_, call_, list, size, token).status();
  }

  environment::SeededRandom random_{1};
  storage::Sealer sealer_{{1, 2, 3}, random_};
  rpc::Call call_;
};

TEST_F(NumberPagesTest, Of_GoesOnFromTheNumberOfTheToken) {
  EXPECT_EQ(Page(10).last(), 0);
  EXPECT_EQ(Page(10).size(), 10);
  EXPECT_EQ(Page(0).size(), 50);
  EXPECT_EQ(Page(10, Page(20).After(7)).last(), 7);
}

TEST_F(NumberPagesTest, Of_RefusesWhatIsNotOfThisListCallerAndMethod) {
  const std::string token = Page(10).After(7);
  EXPECT_EQ(errors::ReasonOf(Refused("things", -1, "")), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(errors::ReasonOf(Refused("others", 10, token)),
            errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  call_.caller.subject = "somebody else";
  EXPECT_EQ(errors::ReasonOf(Refused("things", 10, token)),
            errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  call_.caller.subject = "somebody";
  call_.method = "ListOthers";
  EXPECT_EQ(errors::ReasonOf(Refused("things", 10, token)),
            errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_F(NumberPagesTest, PlacesOf_GivesEveryPlaceOnce) {
  for (const size_t total : {0u, 1u, 3u, 4u, 6u, 7u}) {
    std::vector<size_t> seen;
    std::string token;
    do {
      const NumberPage::Places places = Page(3, token).PlacesOf(total);
      EXPECT_LE(places.end - places.begin, 3u);
      for (size_t i = places.begin; i < places.end; ++i) seen.push_back(i);
      EXPECT_TRUE(places.next_page_token.empty() || places.end == places.begin + 3);
      token = places.next_page_token;
    } while (!token.empty());
    std::vector<size_t> all(total);
    std::iota(all.begin(), all.end(), size_t{0});
    EXPECT_EQ(seen, all);
  }
}

TEST_F(NumberPagesTest, PlacesOf_EndsWhereTheListHasBecomeShorter) {
  const NumberPage::Places places = Page(3, Page(3).After(6)).PlacesOf(4);
  EXPECT_EQ(places.begin, places.end);
  EXPECT_THAT(places.next_page_token, IsEmpty());
}

TEST_F(NumberPagesTest, PageFill_GoesOnAfterTheLastThatItTook) {
  const NumberPage page = Page(2);
  PageFill fill(page);
  EXPECT_TRUE(fill.Takes(9));
  EXPECT_TRUE(fill.Takes(5));
  EXPECT_THAT(fill.next_page_token(), IsEmpty());  // nothing may follow
  EXPECT_FALSE(fill.Takes(4));
  EXPECT_EQ(Page(2, fill.next_page_token()).last(), 5);
}

}  // namespace
}  // namespace peerchallenge::resources
