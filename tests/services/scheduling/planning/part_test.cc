#include "services/scheduling/planning/programme/part.h"

#include <optional>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/programme/anneal.h"
#include "services/scheduling/planning/programme/dive.h"
#include "services/scheduling/planning/programme/generator.h"
#include "services/scheduling/planning/programme/moves.h"
#include "services/scheduling/planning/programme/state.h"
#include "services/scheduling/planning/search/random.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

class PartTest : public testing::Test {
 protected:
  Model ModelOf(const v1::ProgrammeProblem& problem) {
    return *BuildModel(problem, Relaxation(), budget_);
  }

  // A plan of some sort, if one turns up.
  std::optional<Plan> SomePlan(const Model& model, uint64_t seed) {
    Annealer annealer(model, seed, 200'000, budget_,
                      {[](const Best&) {}, [](int64_t) { return false; }});
    while (!annealer.best().plan.has_value() && annealer.Round()) {
    }
    return annealer.best().plan;
  }

  // Every second review or so.
  std::vector<int> SomeReviews(const Model& model, Random& random) {
    std::vector<int> reviews;
    for (int r = 0; r < model.ReviewCount(); ++r) {
      if (random.Chance(50)) reviews.push_back(r);
    }
    return reviews.empty() ? std::vector<int>{0} : reviews;
  }

  Budget budget_{absl::Minutes(5), {}};
  Crew crew_{1};
};

// Walks at random through plans of the part; each must cost what the whole plan with it costs, and
// keep the rules exactly when that does.
TEST_F(PartTest, JudgesPlansAsTheWholeDoes) {
  int kept = 0, broken = 0;
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    const Model model = ModelOf(RegionProblem({.authorities = 6, .reviews_per_host = 2}, seed));
    std::optional<Plan> plan = SomePlan(model, seed);
    ASSERT_TRUE(plan.has_value());
    Random random(seed);
    const Part part = PartOf(model, *plan, SomeReviews(model, random));
    State state(part.model), whole(model);
    state.Load(PlanOf(part, *plan));
    EXPECT_TRUE(state.feasible());
    Moves moves(state, random);
    for (int step = 0; step < 1'000; ++step) {
      moves.Step();
      PutBack(part, state.plan(), *plan);
      whole.Load(*plan);
      ASSERT_EQ(state.cost(), whole.cost()) << "step " << step;
      ASSERT_EQ(state.feasible(), whole.feasible()) << "step " << step;
      ++(state.feasible() ? kept : broken);
      // Mostly near plans that keep all rules.
      if (state.feasible() || random.Chance(4)) {
        state.Accept();
      } else {
        state.Undo();
      }
    }
  }
  EXPECT_GT(kept, 100);
  EXPECT_GT(broken, 100);
}

TEST_F(PartTest, BoundsThePlansThatFit) {
  const Model model = ModelOf(RegionProblem({.authorities = 12}, 3));
  const std::optional<Plan> plan = SomePlan(model, 3);
  ASSERT_TRUE(plan.has_value());
  State whole(model);
  whole.Load(*plan);
  Random random(3);
  const Part part = PartOf(model, *plan, SomeReviews(model, random));
  Generator generator(part.model, budget_, crew_);
  generator.Begin({});
  ASSERT_EQ(generator.Solve(int64_t{1} << 50, 0, [](int64_t) { return false; }),
            Generator::Answer::kSolved);
  EXPECT_LE(generator.bound(), whole.cost());
  EXPECT_GT(generator.bound(), whole.cost() / 2);
}

TEST_F(PartTest, KnowsWhichChoicesFit) {
  const Model model = ModelOf(RegionProblem({}, 2));
  const std::optional<Plan> plan = SomePlan(model, 2);
  ASSERT_TRUE(plan.has_value());
  const Part part = PartOf(model, *plan, {1, 4, 6});
  std::vector<Column> columns;
  for (int r = 0; r < model.ReviewCount(); ++r) columns.push_back(ColumnOf(model, *plan, r));
  const std::vector<Column> fitting = FittingColumns(part, columns);
  ASSERT_EQ(fitting.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(fitting[i].review, static_cast<int>(i));
    EXPECT_EQ(fitting[i].team, columns[static_cast<size_t>(part.reviews[i])].team);
  }
  // Somebody who has no team left, or whose authority has no lead left.
  for (int r = 0; r < model.ReviewCount(); ++r) {
    const Column& taken = columns[static_cast<size_t>(r)];
    const int lead = taken.lead;
    if (part.at[static_cast<size_t>(r)] >= 0 || !model.MayLead(1, lead)) continue;
    Column other = columns[1];
    other.lead = lead;
    EXPECT_THAT(FittingColumns(part, {other}), testing::IsEmpty());
  }
}

TEST_F(PartTest, DivesToAPlanForEveryReview) {
  const Model model = ModelOf(RegionProblem({.authorities = 16}, 2));
  const std::optional<Plan> plan = SomePlan(model, 2);
  ASSERT_TRUE(plan.has_value());
  Generator generator(model, budget_, crew_);
  generator.Begin({});
  ASSERT_EQ(generator.Solve(int64_t{1} << 50, 0, [](int64_t) { return false; }),
            Generator::Answer::kSolved);
  Plan draft = *plan;
  Dive dive(model, {6, 3}, budget_, crew_, [](int64_t) { return false; });
  EXPECT_TRUE(dive.Follow(generator.LastGuide(), draft));
  EXPECT_GT(dive.work(), 0);
  State state(model);
  state.Load(draft);
  EXPECT_TRUE(state.feasible());
  EXPECT_LT(state.cost(), generator.bound() * 11 / 10);
}

TEST_F(PartTest, EndsADiveWhenTold) {
  const Model model = ModelOf(RegionProblem({}, 2));
  const std::optional<Plan> plan = SomePlan(model, 2);
  ASSERT_TRUE(plan.has_value());
  Generator generator(model, budget_, crew_);
  generator.Begin({});
  generator.Solve(int64_t{1} << 50, 0, [](int64_t) { return false; });
  Plan draft = *plan;
  Dive dive(model, {6, 3}, budget_, crew_, [](int64_t) { return true; });
  EXPECT_FALSE(dive.Follow(generator.LastGuide(), draft));
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
