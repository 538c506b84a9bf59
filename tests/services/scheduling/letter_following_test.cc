#include "services/scheduling/letter_following.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "peerchallenge/recommendations/v1/letter.pb.h"
#include "tests/services/scheduling/fresh_directory.h"

namespace peerchallenge::scheduling {
namespace {

using recommendations::v1::Letter;
using v1::Review;

class LetterFollowingTest : public testing::Test {
 protected:
  // The state of a review, which was in `state`, after the news of its letter.
  Review::State After(Letter::State letter_state, Review::State state) {
    Review review = MakeReview(absl::StrCat("r", ++told_), kLincolnshire, {});
    review.set_state(state);
    directory_.Put(directory_.store().reviews, review);
    Letter letter;
    letter.set_name(review.name() + "/letters/letter");
    letter.set_state(letter_state);
    changes::v1::WatchResponse response;
    response.set_resume_token(absl::StrCat("token-", told_));
    response.mutable_change()->set_name(letter.name());
    response.mutable_change()->mutable_resource()->PackFrom(letter);
    const absl::Status taken = following_.TakeOver(token_, response, {});
    EXPECT_TRUE(taken.ok()) << taken;
    token_ = response.resume_token();
    return directory_.Stored(directory_.store().reviews, review.name()).state();
  }

  FreshDirectory directory_;
  rpc::Peer recommendations_{"recommendations"};
  LetterFollowing following_{directory_.context(), recommendations_};
  std::string token_;
  int told_ = 0;
};

TEST_F(LetterFollowingTest, AnIssuedLetterMovesTheReviewOnWhateverWasRecorded) {
  for (const Review::State state :
       {Review::STATE_ON_SITE, Review::STATE_FEEDBACK_GIVEN, Review::STATE_CANCELLED}) {
    EXPECT_EQ(After(Letter::STATE_ISSUED, state), Review::STATE_LETTER_ISSUED) << state;
  }
}

TEST_F(LetterFollowingTest, AReviewThatIsFurtherOnStays) {
  EXPECT_EQ(After(Letter::STATE_ISSUED, Review::STATE_CLOSED), Review::STATE_CLOSED);
}

TEST_F(LetterFollowingTest, ALetterThatIsNotIssuedMovesNothing) {
  EXPECT_EQ(After(Letter::STATE_SIGNING, Review::STATE_FEEDBACK_GIVEN),
            Review::STATE_FEEDBACK_GIVEN);
}

}  // namespace
}  // namespace peerchallenge::scheduling
