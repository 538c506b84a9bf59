#include "services/recommendations/matching/choice/proof.h"

#include <functional>
#include <optional>

#include "gtest/gtest.h"
#include "services/recommendations/matching/choice/solved_part.h"
#include "tests/services/recommendations/matching/choice/instances.h"

namespace peerchallenge::recommendations::matching {
namespace {

// Two offers with 10 days; three asks of 6 days. At most two of the asks can be met.
Instance TwoOffers() {
  Instance instance;
  instance.free_days = {10, 10};
  instance.share = {6, 6, 6};
  instance.places = {1, 1, 1};
  instance.pairs = {{0, 0, 50}, {0, 1, 40}, {1, 1, 45}, {1, 2, 30}};
  instance.Index();
  return instance;
}

Proof ByPrices(Prices prices) {
  Proof proof;
  for (int64_t& price : prices) price *= kPriceScale;
  proof.prices = std::move(prices);
  return proof;
}

TEST(ProvenBound, AddsUpPricesAndWhatOffersGain) {
  EXPECT_EQ(ProvenBound(TwoOffers(), ByPrices({0, 0, 0})), 95);
  EXPECT_EQ(ProvenBound(TwoOffers(), ByPrices({0, 20, 0})), 20 + 50 + 30);
}

TEST(ProvenBound, RefusesWhatAreNoPrices) {
  EXPECT_EQ(ProvenBound(TwoOffers(), ByPrices({0, 0})), std::nullopt);
  EXPECT_EQ(ProvenBound(TwoOffers(), ByPrices({0, 0, 0, 0})), std::nullopt);
  EXPECT_EQ(ProvenBound(TwoOffers(), ByPrices({0, -1, 0})), std::nullopt);
  EXPECT_EQ(ProvenBound(TwoOffers(), ByPrices({0, kMostGain + 1, 0})), std::nullopt);
}

Proof Branching() {
  Proof proof;
  proof.step = Proof::Step::kBranch;
  proof.pair = 1;
  // With pair 1, offer 0 is full and ask 1 is met: only pair 3 is left. Without: the others.
  proof.rest.push_back({{3}, ByPrices({0})});
  proof.without.push_back({{0}, ByPrices({0})});
  proof.without.push_back({{2, 3}, ByPrices({0, 0})});
  return proof;
}

TEST(ProvenBound, TakesTheHigherOfTwoCases) {
  EXPECT_EQ(ProvenBound(TwoOffers(), Branching()), 50 + 45);
}

TEST(ProvenBound, RefusesCasesThatLeaveSomethingOut) {
  const auto bound_when = [](const std::function<void(Proof&)>& spoil) {
    Proof proof = Branching();
    spoil(proof);
    return ProvenBound(TwoOffers(), proof);
  };
  EXPECT_EQ(bound_when([](Proof& proof) { proof.pair = 4; }), std::nullopt);
  EXPECT_EQ(bound_when([](Proof& proof) { proof.rest.clear(); }), std::nullopt);
  EXPECT_EQ(bound_when([](Proof& proof) { proof.without.pop_back(); }), std::nullopt);
  EXPECT_EQ(bound_when([](Proof& proof) { proof.without[1].pairs = {2}; }), std::nullopt);
  EXPECT_EQ(bound_when([](Proof& proof) { proof.without[1].pairs = {3, 2}; }), std::nullopt);
  // Parts that share an offer.
  EXPECT_EQ(bound_when([](Proof& proof) {
              proof.without[1] = {{2}, ByPrices({0})};
              proof.without.push_back({{3}, ByPrices({0})});
            }),
            std::nullopt);
  EXPECT_EQ(bound_when([](Proof& proof) { proof.rest[0].proof.prices = {}; }), std::nullopt);
}

Proof Settling() {
  Proof proof = ByPrices({0, 0, 0});
  proof.step = Proof::Step::kSettle;
  // Without pair 0, or with pair 1 or 3, no more than 85 is gained.
  proof.settled = {{0}, {1, 3}};
  proof.target = 85;
  proof.rest.push_back({{2}, ByPrices({0})});
  return proof;
}

TEST(ProvenBound, AddsWhatIsSettledToTheRest) {
  EXPECT_EQ(ProvenBound(TwoOffers(), Settling()), 50 + 45);
}

TEST(ProvenBound, IsNeverBelowTheTargetOfWhatIsSettled) {
  Proof proof = Settling();
  proof.target = 97;
  EXPECT_EQ(ProvenBound(TwoOffers(), proof), 97);
}

TEST(ProvenBound, RefusesToSettleWhatDoesNotFollow) {
  Proof too_low = Settling();
  too_low.target = 84;
  EXPECT_EQ(ProvenBound(TwoOffers(), too_low), std::nullopt);
  Proof twice = Settling();
  twice.settled.taken = {0, 1};
  EXPECT_EQ(ProvenBound(TwoOffers(), twice), std::nullopt);
  Proof unknown = Settling();
  unknown.settled.dropped = {1, 3, 4};
  EXPECT_EQ(ProvenBound(TwoOffers(), unknown), std::nullopt);
}

TEST(ProvenBound, KnowsThatPairsThatClashAreNoChoice) {
  Proof proof = ByPrices({0, 0, 0});
  proof.step = Proof::Step::kSettle;
  proof.settled = {{0, 1}, {}};
  proof.target = 95;
  EXPECT_EQ(ProvenBound(TwoOffers(), proof), 95);
}

TEST(IsSound, RefusesChoicesThatDoNotFitOrAreMiscounted) {
  const Instance instance = TwoOffers();
  EXPECT_TRUE(IsSound(instance, {{0, 2}, 95}));
  EXPECT_TRUE(IsSound(instance, {}));
  EXPECT_FALSE(IsSound(instance, {{0, 2}, 94}));
  EXPECT_FALSE(IsSound(instance, {{0, 1}, 90}));
  EXPECT_FALSE(IsSound(instance, {{1, 2}, 85}));
  EXPECT_FALSE(IsSound(instance, {{0, 0}, 100}));
  EXPECT_FALSE(IsSound(instance, {{7}, 0}));
  EXPECT_FALSE(IsSound(instance, {{-1}, 0}));
}

// Whatever is changed in a proof, it must not prove less than there is.
TEST(ProvenBound, NeverProvesLessThanThereIs) {
  for (uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(seed);
    const Instance instance = TinyInstance(seed);
    environment::Budget budget(absl::Minutes(10), {});
    const SolvedPart solved = SolvePart(instance, {}, budget);
    const auto expect_not_less = [&](const Proof& proof) {
      const auto bound = ProvenBound(instance, proof);
      EXPECT_TRUE(!bound.has_value() || *bound >= solved.best.gain);
    };
    for (size_t j = 0; j < solved.proof.prices.size(); ++j) {
      Proof cheaper = solved.proof, dearer = solved.proof;
      cheaper.prices[j] /= 2;
      dearer.prices[j] += 3 * kPriceScale;
      expect_not_less(cheaper);
      expect_not_less(dearer);
    }
    Proof lower = solved.proof;
    lower.target -= 1;
    expect_not_less(lower);
    for (int p = 0; p < instance.PairCount(); ++p) {
      Proof settled = solved.proof;
      settled.step = Proof::Step::kSettle;
      settled.settled.dropped.push_back(p);
      expect_not_less(settled);
    }
  }
}

}  // namespace
}  // namespace peerchallenge::recommendations::matching
