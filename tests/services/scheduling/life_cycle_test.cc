#include "services/scheduling/life_cycle.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "common/errors/errors.h"

namespace peerchallenge::scheduling {
namespace {

using v1::Review;

const absl::Time kNow = absl::FromUnixSeconds(1'341'817'200);

Review In(Review::State state) {
  Review review;
  review.set_name("regions/em/reviews/r1");
  review.set_state(state);
  return review;
}

struct StepCase {
  Step step;
  std::set<Review::State> from;
  Review::State to;
};

const std::vector<StepCase>& Steps() {
  static const auto* const kSteps = new std::vector<StepCase>{
      {Step::kAgreeScope, {Review::STATE_PROPOSED, Review::STATE_SCOPED}, Review::STATE_SCOPED},
      {Step::kAgreeTeam, {Review::STATE_SCOPED}, Review::STATE_TEAM_AGREED},
      {Step::kConfirmTimetable, {Review::STATE_TEAM_AGREED}, Review::STATE_TIMETABLED},
      {Step::kStartVisit, {Review::STATE_TIMETABLED}, Review::STATE_ON_SITE},
      {Step::kRecordFeedback, {Review::STATE_ON_SITE}, Review::STATE_FEEDBACK_GIVEN},
      {Step::kRecordLetterIssued, {Review::STATE_FEEDBACK_GIVEN}, Review::STATE_LETTER_ISSUED},
      {Step::kFollowLetter,
       {Review::STATE_PROPOSED, Review::STATE_SCOPED, Review::STATE_TEAM_AGREED,
        Review::STATE_TIMETABLED, Review::STATE_ON_SITE, Review::STATE_FEEDBACK_GIVEN,
        Review::STATE_CANCELLED},
       Review::STATE_LETTER_ISSUED},
      {Step::kClose, {Review::STATE_LETTER_ISSUED}, Review::STATE_CLOSED},
      {Step::kCloseWithoutLetter,
       {Review::STATE_FEEDBACK_GIVEN, Review::STATE_LETTER_ISSUED},
       Review::STATE_CLOSED},
      {Step::kCancel,
       {Review::STATE_PROPOSED, Review::STATE_SCOPED, Review::STATE_TEAM_AGREED,
        Review::STATE_TIMETABLED, Review::STATE_ON_SITE, Review::STATE_FEEDBACK_GIVEN},
       Review::STATE_CANCELLED},
  };
  return *kSteps;
}

TEST(Take, LeadsFromTheAllowedStatesOnly) {
  for (const StepCase& test : Steps()) {
    for (int number = Review::STATE_PROPOSED; number <= Review::STATE_CANCELLED; ++number) {
      const auto state = static_cast<Review::State>(number);
      Review review = In(state);
      const absl::Status status = Take(test.step, kNow, review);
      if (test.from.count(state) > 0) {
        EXPECT_TRUE(status.ok()) << status;
        EXPECT_EQ(review.state(), test.to);
      } else {
        EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_WRONG_STATE)
            << StateName(state) << " to " << StateName(test.to);
        EXPECT_EQ(review.SerializeAsString(), In(state).SerializeAsString());
      }
    }
  }
}

TEST(Take, WritesTheHistory) {
  Review review = In(Review::STATE_PROPOSED);
  ASSERT_TRUE(Take(Step::kAgreeScope, kNow, review).ok());
  ASSERT_TRUE(Take(Step::kAgreeTeam, kNow + absl::Seconds(1), review).ok());
  ASSERT_EQ(review.history_size(), 2);
  EXPECT_EQ(review.history(0).state(), Review::STATE_SCOPED);
  EXPECT_EQ(review.history(1).state(), Review::STATE_TEAM_AGREED);
  EXPECT_EQ(review.history(1).time().seconds(), absl::ToUnixSeconds(kNow) + 1);
}

TEST(Take, AgreeingTheScopeAgainIsNoNewState) {
  Review review = In(Review::STATE_SCOPED);
  ASSERT_TRUE(Take(Step::kAgreeScope, kNow, review).ok());
  EXPECT_EQ(review.history_size(), 0);
}

TEST(Questions, FollowFromTheState) {
  const struct {
    Review::State state;
    bool planned, ahead, letter_ahead, counts;
  } kCases[] = {
      {Review::STATE_PROPOSED, true, true, true, true},
      {Review::STATE_SCOPED, true, true, true, true},
      {Review::STATE_TEAM_AGREED, false, true, true, true},
      {Review::STATE_TIMETABLED, false, true, true, true},
      {Review::STATE_ON_SITE, false, false, true, true},
      {Review::STATE_FEEDBACK_GIVEN, false, false, true, true},
      {Review::STATE_LETTER_ISSUED, false, false, false, true},
      {Review::STATE_CLOSED, false, false, false, true},
      {Review::STATE_CANCELLED, false, false, false, false},
  };
  for (const auto& [state, planned, ahead, letter_ahead, counts] : kCases) {
    EXPECT_EQ(IsBeingPlanned(In(state)), planned) << StateName(state);
    EXPECT_EQ(IsAhead(In(state)), ahead) << StateName(state);
    EXPECT_EQ(IsLetterAhead(In(state)), letter_ahead) << StateName(state);
    EXPECT_EQ(Counts(In(state)), counts) << StateName(state);
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling
