#include "services/scheduling/planning/programme/generator.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/programme/lower_bound.h"
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
    Generator generator(model, budget_, crew_);
    generator.Begin(start);
    EXPECT_EQ(generator.Solve(kAnyCost, 0, [](int64_t) { return false; }),
              Generator::Answer::kSolved);
    return generator.bound();
  }

  Budget budget_{absl::Minutes(5), {}};
  Crew crew_{1};
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

TEST_F(GeneratorTest, ReachesTheSameBoundFromQuickPrices) {
  const Model model = ModelOf(RegionProblem({.authorities = 16}, 1));
  LowerBound quick(model);
  for (int i = 0; i < 300; ++i) quick.Improve(6'000, budget_);
  EXPECT_GT(quick.link_prices().size(), 10u);
  const int64_t bound = BoundFrom(model, {});
  EXPECT_LE(quick.value(), bound);
  EXPECT_NEAR(static_cast<double>(BoundFrom(model, {{}, quick.link_prices()})),
              static_cast<double>(bound), 1);
}

// Where all weeks and people are alike, no choice looks better within the region of prices that is
// trusted at first, and better prices lie behind its edge.
TEST_F(GeneratorTest, LooksBehindTheEdgeOfThePricesThatItTrusts) {
  int compared = 0;
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(seed);
    v1::ProgrammeProblem problem =
        RegionProblem({.authorities = 5, .people_per_authority = 6, .open_weeks = 39}, seed);
    problem.mutable_reviews()->DeleteSubrange(3, problem.reviews_size() - 3);
    for (auto& review : *problem.mutable_reviews()) review.clear_week_costs();
    for (auto& person : *problem.mutable_reviewers()) person.clear_unavailable_weeks();
    problem.mutable_weights()->set_balance(400);
    const Model model = ModelOf(problem);
    LowerBound quick(model);
    for (int i = 0; i < 300; ++i) quick.Improve(6'000, budget_);
    const int64_t bound = BoundFrom(model, {});
    if (bound > 1'000'000) continue;  // no plan at all
    ++compared;
    EXPECT_NEAR(static_cast<double>(BoundFrom(model, {{}, quick.link_prices()})),
                static_cast<double>(bound), 1);
  }
  EXPECT_GT(compared, 4);
}

TEST_F(GeneratorTest, GuidesToAMixtureOfChoicesForEveryReview) {
  const Model model = ModelOf(RegionProblem({}, 2));
  Generator generator(model, budget_, crew_);
  ASSERT_EQ(generator.Solve(kAnyCost, 0, [](int64_t) { return false; }),
            Generator::Answer::kSolved);
  const Generator::Guide guide = generator.LastGuide();
  ASSERT_EQ(guide.shares.size(), guide.columns.size());
  std::vector<double> sum(model.reviews.size());
  for (size_t c = 0; c < guide.columns.size(); ++c) {
    sum[static_cast<size_t>(guide.columns[c].review)] += guide.shares[c];
  }
  EXPECT_THAT(sum, testing::Each(testing::DoubleNear(1, 1e-6)));
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
