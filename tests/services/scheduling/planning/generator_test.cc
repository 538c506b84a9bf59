#include "services/scheduling/planning/programme/generator.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/programme/districts.h"
#include "services/scheduling/planning/programme/warm_start.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr int64_t kAnyCost = int64_t{1} << 60;

class GeneratorTest : public testing::Test {
 protected:
  Model ModelOf(const v1::ProgrammeProblem& problem) {
    return *BuildModel(problem, Relaxation(), budget_);
  }

  int64_t BoundFrom(const Model& model, const Generator::Start& start) {
    Generator generator(model, budget_);
    generator.Begin(start);
    EXPECT_EQ(generator.Solve(kAnyCost, 0, [](int64_t) { return false; }),
              Generator::Answer::kSolved);
    return generator.bound();
  }

  Budget budget_{absl::Minutes(5), {}};
};

TEST_F(GeneratorTest, BoundsTinyProblemsBelowTheirBestPlan) {
  int bounded = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    const v1::ProgrammeProblem problem = TinyProblem(seed);
    const int64_t best = BruteForceCost(problem);
    const Model model = ModelOf(problem);
    if (best < 0) continue;
    const int64_t bound = BoundFrom(model, {});
    EXPECT_LE(bound, best);
    bounded += bound * 10 > best * 8 ? 1 : 0;
  }
  EXPECT_GT(bounded, 10);
}

TEST_F(GeneratorTest, ReachesTheSameBoundFromHalves) {
  const Model model = ModelOf(RegionProblem({.authorities = 24}, 1));
  const Generator::Start start = StartFromHalves(model, budget_, [](int64_t) { return false; });
  EXPECT_GT(start.columns.size(), 24u);
  EXPECT_GT(start.prices.size(), 10u);
  EXPECT_NEAR(static_cast<double>(BoundFrom(model, start)),
              static_cast<double>(BoundFrom(model, {})), 1);
}

TEST_F(GeneratorTest, NeedsNoStartForFewReviews) {
  const Model model = ModelOf(RegionProblem({}, 1));
  const Generator::Start start = StartFromHalves(model, budget_, [](int64_t) { return false; });
  EXPECT_TRUE(start.columns.empty());
}

TEST_F(GeneratorTest, DivesToAChoiceForEveryReview) {
  const Model model = ModelOf(RegionProblem({}, 2));
  Generator generator(model, budget_);
  ASSERT_EQ(generator.Solve(kAnyCost, 0, [](int64_t) { return false; }),
            Generator::Answer::kSolved);
  std::set<int> reviews;
  for (const Column& choice : generator.Dive([] { return false; })) reviews.insert(choice.review);
  EXPECT_EQ(reviews.size(), model.reviews.size());
}

TEST_F(GeneratorTest, HalvesShareOutReviewsAndPeople) {
  const Model model = ModelOf(RegionProblem({.authorities = 11, .reviews_per_host = 2}, 3));
  std::multiset<int> reviews, people;
  double room = 0;
  for (const District& half : Halve(model)) {
    EXPECT_GE(half.model.ReviewCount(), 8);
    EXPECT_EQ(half.model.reviews.size(), half.reviews.size());
    EXPECT_EQ(half.model.people.size(), half.people.size());
    reviews.insert(half.reviews.begin(), half.reviews.end());
    people.insert(half.people.begin(), half.people.end());
    room += half.model.week_room;
    for (int r = 0; r < half.model.ReviewCount(); ++r) {
      for (const int p : half.model.Review(r).people) {
        EXPECT_TRUE(model.MayJoin(half.reviews[static_cast<size_t>(r)],
                                  half.people[static_cast<size_t>(p)]));
      }
    }
  }
  EXPECT_EQ(reviews.size(), model.reviews.size());
  EXPECT_EQ(std::set<int>(reviews.begin(), reviews.end()).size(), model.reviews.size());
  EXPECT_EQ(people.size(), model.people.size());
  EXPECT_DOUBLE_EQ(room, 1);
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
