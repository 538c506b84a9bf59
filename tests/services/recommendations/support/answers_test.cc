// What directors say to a proposal, and what becomes of it.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using v1::SupportMatch;

// Directs both sides.
const Who kBoth = {"both",
                   {"HOST_DIRECTOR@regions/em/authorities/E06000001",
                    "HOST_DIRECTOR@regions/em/authorities/E06000002"}};

class AnswersTest : public SupportTest {
 protected:
  AnswersTest() : match_(Propose('a', 'b')), name_(match_.name()) {}

  v1::AnswerSupportMatchRequest Answering(
      SupportMatch::Answer answer = SupportMatch::ANSWER_CONSENTED) {
    v1::AnswerSupportMatchRequest request;
    request.set_name(name_);
    request.set_answer(answer);
    return request;
  }
  absl::StatusOr<SupportMatch> Answer(const Who& who,
                                      const v1::AnswerSupportMatchRequest& request) {
    return Call<SupportMatch>(who, "AnswerSupportMatch", request);
  }

  const SupportMatch match_;
  const std::string name_;
};

TEST_F(AnswersTest, TwoConsents_MakeAMatch) {
  EXPECT_EQ(Value(Consent(kAsker, name_)).state(), SupportMatch::STATE_PROPOSED);
  const SupportMatch match = Value(Consent(kGiver, name_));
  EXPECT_EQ(match.state(), SupportMatch::STATE_CONSENTED);
  EXPECT_EQ(match.offering_answer(), SupportMatch::ANSWER_CONSENTED);
  EXPECT_EQ(match.asking_answer(), SupportMatch::ANSWER_CONSENTED);
  EXPECT_NE(match.etag(), match_.etag());
}

TEST_F(AnswersTest, AnAnswerOtherwise_LetsItLapseOnceBothHaveAnswered) {
  EXPECT_EQ(Value(Decline(kAsker, name_)).state(), SupportMatch::STATE_PROPOSED);
  const SupportMatch match = Value(Consent(kGiver, name_));
  EXPECT_EQ(match.state(), SupportMatch::STATE_LAPSED);
  EXPECT_EQ(match.asking_answer(), SupportMatch::ANSWER_UNSPECIFIED);
  EXPECT_EQ(Value(Get(kOffice, name_)).asking_answer(), SupportMatch::ANSWER_DECLINED);
}

TEST_F(AnswersTest, AnAnswer_MayBeChangedUntilTheOtherSideHasAnswered) {
  Value(Decline(kGiver, name_));
  Value(Consent(kGiver, name_));
  EXPECT_EQ(Value(Consent(kAsker, name_)).state(), SupportMatch::STATE_CONSENTED);
  for (const Who& who : {kGiver, kAsker}) {
    ExpectError(Decline(who, name_), kWrongState);
    ExpectError(Consent(who, name_), kWrongState);
  }
}

TEST_F(AnswersTest, Answer_NamesTheFieldThatIsWrong) {
  const auto wrong = [this](const Who& who, const v1::AnswerSupportMatchRequest& request) {
    const auto reply = Answer(who, request);
    ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
    return rpc::FieldsOf(reply.status());
  };
  EXPECT_THAT(wrong(kGiver, Answering(SupportMatch::ANSWER_UNSPECIFIED)), ElementsAre("answer"));
  EXPECT_THAT(wrong(kGiver, Answering(static_cast<SupportMatch::Answer>(9))),
              ElementsAre("answer"));
  auto request = Answering();
  request.set_reason(std::string(2'001, 'x'));
  EXPECT_THAT(wrong(kGiver, request), ElementsAre("reason"));
  request = Answering();
  request.set_side(SupportMatch::SIDE_ASKING);
  EXPECT_THAT(wrong(kGiver, request), ElementsAre("side"));
  EXPECT_THAT(wrong(kBoth, Answering()), ElementsAre("side"));
}

TEST_F(AnswersTest, WhoDirectsBothSides_AnswersForEach) {
  auto request = Answering();
  request.set_side(SupportMatch::SIDE_ASKING);
  EXPECT_EQ(Value(Answer(kBoth, request)).state(), SupportMatch::STATE_PROPOSED);
  request.set_side(SupportMatch::SIDE_OFFERING);
  EXPECT_EQ(Value(Answer(kBoth, request)).state(), SupportMatch::STATE_CONSENTED);
}

TEST_F(AnswersTest, Answer_GuardsByEtag) {
  auto request = Answering();
  request.set_etag("another");
  ExpectError(Answer(kGiver, request), reasons::ERROR_REASON_ETAG_MISMATCH);
  request.set_etag(match_.etag());
  EXPECT_TRUE(Answer(kGiver, request).ok());
  EXPECT_TRUE(Answer(kAsker, request).ok()) << "the other side's answer leaves the etag";
}

TEST_F(AnswersTest, Answer_ActsOncePerRequestId) {
  auto request = Answering();
  request.set_request_id("once");
  const SupportMatch answered = Value(Answer(kGiver, request));
  Value(Decline(kGiver, name_));
  EXPECT_EQ(Value(Answer(kGiver, request)).SerializeAsString(), answered.SerializeAsString());
  EXPECT_EQ(Value(Get(kGiver, name_)).offering_answer(), SupportMatch::ANSWER_DECLINED);
}

TEST_F(AnswersTest, AKeptReply_GoesOnlyToThoseWhoCouldStillMakeTheCall) {
  auto request = Answering();
  request.set_request_id("once");
  Value(Answer(kGiver, request));
  const Who moved = {kGiver.subject, Director('c').grants};
  ExpectError(Answer(moved, request), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(AnswersTest, Answers_AreTakenOnTheLastDayAndNoLonger) {
  Value(Consent(kGiver, name_));
  GoTo("2012-10-29");
  Tick();
  EXPECT_EQ(Value(Get(kGiver, name_)).state(), SupportMatch::STATE_PROPOSED);
  GoTo("2012-10-30");
  ExpectError(Consent(kAsker, name_), kWrongState);
  ExpectError(Decline(kGiver, name_), kWrongState);
  Tick();
  EXPECT_EQ(Value(Get(kAsker, name_)).state(), SupportMatch::STATE_LAPSED);
  ExpectError(Consent(kAsker, name_), kWrongState);
}

TEST_F(AnswersTest, Tick_LetsOnlyThoseLapseWhoseTimeIsOver) {
  GoTo("2012-10-15");
  const SupportMatch later = Propose('c', 'd');
  EXPECT_EQ(later.answer_due_date(), "2012-11-12");
  const SupportMatch consented = Consented('e', 'f');
  GoTo("2012-10-30");
  Tick();
  Tick();
  EXPECT_EQ(Value(Get(kOffice, name_)).state(), SupportMatch::STATE_LAPSED);
  EXPECT_EQ(Value(Get(kOffice, later.name())).state(), SupportMatch::STATE_PROPOSED);
  GoTo("2012-12-01");
  Tick();
  EXPECT_EQ(Value(Get(kOffice, later.name())).state(), SupportMatch::STATE_LAPSED);
  EXPECT_EQ(Value(Get(kOffice, consented.name())).state(), SupportMatch::STATE_CONSENTED);
}

}  // namespace
}  // namespace peerchallenge::recommendations
