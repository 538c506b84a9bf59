#include "services/peerchallenge/action_input.h"

#include <gtest/gtest.h>

#include "common/errors/errors.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;

template <typename Value>
bool IsInvalid(const absl::StatusOr<Value>& value) {
  return errors::ReasonOf(value.status()) == errors::v1::ERROR_REASON_FIELD_INVALID;
}

TEST(ParseMeasure, ReadsUnitAndTextWhereTheyAreGiven) {
  const auto whole = ParseMeasure("in-work=40:60.5:%:Care leavers in work: all");
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(whole->id(), "in-work");
  EXPECT_EQ(whole->baseline(), 40);
  EXPECT_EQ(whole->target(), 60.5);
  EXPECT_EQ(whole->unit(), "%");
  EXPECT_EQ(whole->text(), "Care leavers in work: all");
  const auto bare = ParseMeasure("days=30:-1");
  ASSERT_TRUE(bare.ok()) << bare.status();
  EXPECT_EQ(bare->target(), -1);
  EXPECT_EQ(bare->unit(), "");
  EXPECT_EQ(bare->text(), "days");
  for (const char* text : {"", "in-work", "in-work=40", "in-work=a:b", "40:60"}) {
    EXPECT_TRUE(IsInvalid(ParseMeasure(text))) << text;
  }
}

TEST(ParseReading, IsOfTodayUnlessADayIsGiven) {
  const auto today = ParseReading("in-work=52.5", "2013-01-31");
  ASSERT_TRUE(today.ok()) << today.status();
  EXPECT_EQ(today->measure(), "in-work");
  EXPECT_EQ(today->value(), 52.5);
  EXPECT_EQ(today->date(), "2013-01-31");
  EXPECT_EQ(ParseReading("in-work=52@2012-12-31", "2013-01-31")->date(), "2012-12-31");
  for (const char* text : {"", "in-work", "in-work=", "in-work=@2012-12-31", "=x"}) {
    EXPECT_TRUE(IsInvalid(ParseReading(text, "2013-01-31"))) << text;
  }
}

TEST(ParseEvidence, CutsAtTheFirstSign) {
  const auto linked = ParseEvidence("Paper=https://example.org/?a=b", "2013-01-31");
  EXPECT_EQ(linked.title(), "Paper");
  EXPECT_EQ(linked.reference(), "https://example.org/?a=b");
  EXPECT_EQ(linked.date(), "2013-01-31");
  EXPECT_EQ(ParseEvidence("Paper", "2013-01-31").reference(), "");
}

TEST(ParseVerdict, ReadsEffectAndReason) {
  const auto verdict = ParseVerdict("2=on-target: They are there: all.", "--close");
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_EQ(verdict->recommendation, "2");
  EXPECT_EQ(verdict->effect, v1::Action::EFFECT_ON_TARGET);
  EXPECT_EQ(verdict->text, "They are there: all.");
  for (const char* text : {"", "2", "2=improved", "=improved: x", "2=great: x"}) {
    EXPECT_TRUE(IsInvalid(ParseVerdict(text, "--close"))) << text;
  }
}

TEST(FindRecommendation, TakesNumberIdOrName) {
  std::vector<v1::RecommendationResponse> responses(2);
  responses[0].set_number(1);
  responses[0].set_recommendation(
      "regions/em/reviews/lin/recommendations/2");  // an id like a number
  responses[1].set_number(2);
  responses[1].set_recommendation("regions/em/reviews/lin/recommendations/mentors");
  const std::string& first = responses[0].recommendation();
  const std::string& second = responses[1].recommendation();
  EXPECT_EQ(*FindRecommendation("1", responses), first);
  EXPECT_EQ(*FindRecommendation("2", responses), second) << "a number before an id";
  EXPECT_EQ(*FindRecommendation("mentors", responses), second);
  EXPECT_EQ(*FindRecommendation(first, responses), first);
  EXPECT_EQ(errors::ReasonOf(FindRecommendation("3", responses).status()),
            errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace peerchallenge::cli
