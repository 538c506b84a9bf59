#include "services/recommendations/matching/choice/exact.h"

#include <stop_token>

#include "gtest/gtest.h"
#include "services/recommendations/matching/choice/alternatives.h"
#include "services/recommendations/matching/choice/solved_part.h"
#include "tests/services/recommendations/matching/choice/instances.h"

namespace peerchallenge::recommendations::matching {
namespace {

environment::Budget Ample() { return environment::Budget(absl::Minutes(10), {}); }

void ExpectProven(const Instance& instance, const SolvedPart& solved) {
  ASSERT_EQ(solved.end, SearchEnd::kProven);
  EXPECT_TRUE(IsSound(instance, solved.best));
  EXPECT_EQ(ProvenBound(instance, solved.proof), solved.best.gain);
}

TEST(SolvePart, AgreesWithTryingEveryChoice) {
  for (uint64_t seed = 1; seed <= 4'000; ++seed) {
    SCOPED_TRACE(seed);
    const Instance instance = TinyInstance(seed);
    environment::Budget budget = Ample();
    const SolvedPart solved = SolvePart(instance, {}, budget);
    ExpectProven(instance, solved);
    EXPECT_EQ(solved.best.gain, TryAll(instance).best);
  }
}

TEST(SolvePart, AgreesWithTryingEveryChoiceWherePricesAreNotEnough) {
  int with_steps = 0;
  for (uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(seed);
    const Instance instance = TightInstance(seed);
    environment::Budget budget = Ample();
    const SolvedPart solved = SolvePart(instance, {}, budget);
    ExpectProven(instance, solved);
    EXPECT_EQ(solved.best.gain, TryAll(instance).best);
    if (solved.proof.step != Proof::Step::kPrices) ++with_steps;
  }
  EXPECT_GT(with_steps, 50);
}

TEST(SolvePart, ProvesACountry) {
  for (const uint64_t seed : {1, 2, 3}) {
    SCOPED_TRACE(seed);
    const Instance instance = LargeInstance(300, seed);
    environment::Budget budget = Ample();
    ExpectProven(instance, SolvePart(instance, {}, budget));
  }
}

TEST(SolvePart, KeepsABestChoiceThatItIsGiven) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    const Instance instance = TinyInstance(seed);
    environment::Budget budget = Ample();
    const SolvedPart first = SolvePart(instance, {}, budget);
    const SolvedPart again = SolvePart(instance, first.best, budget);
    EXPECT_EQ(again.best.pairs, first.best.pairs);
    EXPECT_EQ(ProvenBound(instance, again.proof), first.best.gain);
  }
}

TEST(SolvePart, StopsWhenTheBudgetIsSpent) {
  const Instance instance = LargeInstance(100, 1);
  std::stop_source source;
  source.request_stop();
  environment::Budget stopped(absl::Minutes(10), source.get_token());
  EXPECT_EQ(SolvePart(instance, {}, stopped).end, SearchEnd::kSpent);
  environment::Budget late(absl::ZeroDuration(), {});
  EXPECT_EQ(SolvePart(instance, {}, late).end, SearchEnd::kSpent);
}

TEST(SolvePart, CountsLargeGainsExactly) {
  Instance instance;
  instance.free_days = {1'000, 1'000};
  for (int j = 0; j < 500; ++j) {
    instance.share.push_back(3);
    instance.places.push_back(1);
  }
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 500; ++j) instance.pairs.push_back({i, j, kMostGain - (i + j) % 7});
  }
  instance.Index();
  environment::Budget budget = Ample();
  const SolvedPart solved = SolvePart(instance, {}, budget);
  ExpectProven(instance, solved);
  EXPECT_EQ(solved.best.pairs.size(), 500U);
}

void ExpectTrueAlternatives(const Instance& instance) {
  environment::Budget budget = Ample();
  const SolvedPart solved = SolvePart(instance, {}, budget);
  Alternatives alternatives(instance, solved.best, solved.hints, budget);
  const Tried tried = TryAll(instance);
  for (int p = 0; p < instance.PairCount(); ++p) {
    SCOPED_TRACE(p);
    const auto without = alternatives.BestWithout(p);
    ASSERT_EQ(without.end, SearchEnd::kProven);
    EXPECT_TRUE(IsSound(instance, without.best));
    EXPECT_EQ(without.best.gain, tried.without[static_cast<size_t>(p)]);
    const auto with = alternatives.BestWith(p, instance.At(p).gain);
    ASSERT_EQ(with.end, SearchEnd::kProven);
    EXPECT_TRUE(IsSound(instance, with.best));
    EXPECT_EQ(with.best.gain, tried.with[static_cast<size_t>(p)]);
  }
}

TEST(Alternatives, AgreeWithTryingEveryChoice) {
  for (uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(seed);
    ExpectTrueAlternatives(TinyInstance(seed));
  }
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    ExpectTrueAlternatives(TightInstance(seed));
  }
}

TEST(Alternatives, TakeAPairThatCosts) {
  Instance instance;
  instance.free_days = {5};
  instance.share = {5, 5};
  instance.places = {1, 1};
  instance.pairs = {{0, 0, 40}, {0, 1, 0}};
  instance.Index();
  environment::Budget budget = Ample();
  const SolvedPart solved = SolvePart(instance, {}, budget);
  Alternatives alternatives(instance, solved.best, solved.hints, budget);
  const auto with = alternatives.BestWith(1, -7);
  EXPECT_EQ(with.best.pairs, std::vector<int>{1});
  EXPECT_EQ(with.best.gain, -7);
}

}  // namespace
}  // namespace peerchallenge::recommendations::matching
