#include "services/recommendations/matching/choice/pricing.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/recommendations/matching/choice/instances.h"

namespace peerchallenge::recommendations::matching {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// One offer with 10 days; asks of 6, 5 and 5 days.
Instance OneOffer() {
  Instance instance;
  instance.free_days = {10};
  instance.share = {6, 5, 5};
  instance.places = {1, 1, 1};
  instance.pairs = {{0, 0, 70}, {0, 1, 40}, {0, 2, 50}};
  instance.Index();
  return instance;
}

Prices At(int64_t a, int64_t b, int64_t c) {
  return {a * kPriceScale, b * kPriceScale, c * kPriceScale};
}

TEST(Pricing, FindsTheBestPairsWithinTheDays) {
  const Instance instance = OneOffer();
  Pricing pricing(instance);
  EXPECT_EQ(pricing.Bound(At(0, 0, 0)), 90);
  EXPECT_THAT(pricing.Best(0), ElementsAre(1, 2));
  EXPECT_EQ(pricing.Value(0), 90 * kPriceScale);
}

TEST(Pricing, TakesOffThePricesAndCountsThePlaces) {
  const Instance instance = OneOffer();
  Pricing pricing(instance);
  EXPECT_EQ(pricing.Bound(At(0, 30, 0)), 30 + 70);
  EXPECT_THAT(pricing.Best(0), ElementsAre(0));
  EXPECT_EQ(pricing.Bound(At(70, 40, 50)), 160);
  EXPECT_THAT(pricing.Best(0), IsEmpty());
}

TEST(Pricing, RoundsBoundsDownToTheUnitOfTheGains) {
  const Instance instance = OneOffer();
  Pricing pricing(instance);
  EXPECT_EQ(pricing.Bound({0, 31 * kPriceScale + 5, 0}), 100);
}

TEST(Pricing, BoundsEveryChoiceAtAnyPrices) {
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(seed);
    const Instance instance = TinyInstance(seed);
    const Tried tried = TryAll(instance);
    std::mt19937_64 engine(seed);
    Pricing pricing(instance);
    for (int k = 0; k < 4; ++k) {
      Prices prices(instance.share.size());
      for (int64_t& price : prices) {
        price = static_cast<int64_t>(engine() % (100 * static_cast<uint64_t>(kPriceScale)));
      }
      EXPECT_GE(pricing.Bound(prices), tried.best);
      const std::vector<int64_t> turned = pricing.BoundsTurned(prices);
      for (int p = 0; p < instance.PairCount(); ++p) {
        const std::vector<int>& best = pricing.Best(instance.At(p).offer);
        const bool is_best = std::binary_search(best.begin(), best.end(), p);
        EXPECT_GE(turned[static_cast<size_t>(p)],
                  (is_best ? tried.without : tried.with)[static_cast<size_t>(p)]);
        EXPECT_LE(turned[static_cast<size_t>(p)], pricing.Bound(prices));
      }
    }
  }
}

TEST(Pricing, TurnsPairsRoundExactly) {
  const Instance instance = OneOffer();
  Pricing pricing(instance);
  pricing.Bound(At(0, 0, 0));
  // Best are the second and third: with the first nothing else fits; without the second or third,
  // the first is best.
  EXPECT_THAT(pricing.BoundsTurned(At(0, 0, 0)), ElementsAre(70, 70, 70));
  pricing.Bound(At(60, 45, 0));
  // Best is the third alone, the bound 60 + 45 + 50.
  EXPECT_THAT(pricing.BoundsTurned(At(60, 45, 0)), ElementsAre(110, 150, 110));
}

}  // namespace
}  // namespace peerchallenge::recommendations::matching
