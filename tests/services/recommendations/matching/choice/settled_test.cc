#include "services/recommendations/matching/choice/settled.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace peerchallenge::recommendations::matching {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Offers 0 and 1 hang together by ask 1; offer 2 and ask 3 stand alone.
Instance ThreeOffers() {
  Instance instance;
  instance.free_days = {10, 10, 4};
  instance.share = {6, 3, 4, 2};
  instance.places = {1, 2, 1, 1};
  instance.pairs = {{0, 0, 9}, {0, 1, 8}, {1, 1, 7}, {1, 2, 6}, {2, 3, 5}};
  instance.Index();
  return instance;
}

TEST(OpenParts, AreTheConnectedOnes) {
  const auto parts = OpenParts(ThreeOffers(), {});
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_THAT((*parts)[0].pairs, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT((*parts)[0].asks, ElementsAre(0, 1, 2));
  EXPECT_THAT((*parts)[1].pairs, ElementsAre(4));
  EXPECT_THAT((*parts)[1].instance.free_days, ElementsAre(4));
  EXPECT_THAT((*parts)[1].instance.share, ElementsAre(2));
  EXPECT_EQ((*parts)[1].instance.At(0).gain, 5);
}

TEST(OpenParts, HaveWhatTakenPairsLeave) {
  const auto parts = OpenParts(ThreeOffers(), {{1}, {4}});
  ASSERT_EQ(parts->size(), 2U);
  // Offer 0 has 7 days left, enough for ask 0; ask 1 one place.
  EXPECT_THAT((*parts)[0].pairs, ElementsAre(0));
  EXPECT_THAT((*parts)[0].instance.free_days, ElementsAre(7));
  EXPECT_THAT((*parts)[1].pairs, ElementsAre(2, 3));
  EXPECT_THAT((*parts)[1].instance.places, ElementsAre(1, 1));
}

TEST(OpenParts, LeaveOutWhatNoLongerFits) {
  Instance instance = ThreeOffers();
  instance.free_days[0] = 8;
  const auto parts = OpenParts(instance, {{1, 2}, {4}});
  ASSERT_EQ(parts->size(), 1U);
  EXPECT_THAT((*parts)[0].pairs, ElementsAre(3));
}

TEST(OpenParts, AreNoneWhereTakenPairsClash) {
  Instance instance = ThreeOffers();
  instance.free_days[0] = 8;
  EXPECT_FALSE(OpenParts(instance, {{0, 1}, {}}).has_value());
  instance = ThreeOffers();
  instance.places[1] = 1;
  EXPECT_FALSE(OpenParts(instance, {{1, 2}, {}}).has_value());
}

TEST(OpenParts, AreEmptyWhereAllIsSettled) {
  EXPECT_THAT(*OpenParts(ThreeOffers(), {{}, {0, 1, 2, 3, 4}}), IsEmpty());
}

}  // namespace
}  // namespace peerchallenge::recommendations::matching
