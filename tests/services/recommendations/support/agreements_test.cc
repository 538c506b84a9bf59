// What comes after consent: the agreement, its end, and what came of it.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using v1::SupportMatch;

class AgreementsTest : public SupportTest {
 protected:
  AgreementsTest() : name_(Consented('a', 'b').name()) {}

  SupportMatch Match(const Who& who = kOffice) { return Value(Get(who, name_)); }
  absl::StatusOr<SupportMatch> WriteAgreement(const Who& who, int days = 5) {
    return SupportWorld::WriteAgreement(who, name_, NewAgreement(days));
  }
  void ExpectTooManyDays(const Who& who, int days) {
    const auto reply = WriteAgreement(who, days);
    ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
    EXPECT_THAT(rpc::FieldsOf(reply.status()), ElementsAre("agreement.days"));
  }
  int FreeDays() { return Value(GetOffer(kGiver, OfferName('a', "of-ab"))).free_days(); }

  const std::string name_;
};

TEST_F(AgreementsTest, ProposeAgreement_ShowsItToBothSides) {
  const SupportMatch written = Value(WriteAgreement(kAsker));
  EXPECT_EQ(written.state(), SupportMatch::STATE_CONSENTED);
  EXPECT_EQ(written.agreement_author(), SupportMatch::SIDE_ASKING);
  for (const Who& who : {kGiver, kAsker, kOffice}) {
    EXPECT_EQ(Match(who).agreement().SerializeAsString(), NewAgreement().SerializeAsString());
  }
  EXPECT_EQ(Value(WriteAgreement(kGiver, 6)).agreement_author(), SupportMatch::SIDE_OFFERING);
  EXPECT_EQ(Match().agreement().days(), 6);
}

TEST_F(AgreementsTest, ProposeAgreement_WantsConsentOfBoth) {
  const SupportMatch proposed = Propose('c', 'd');
  ExpectError(SupportWorld::WriteAgreement(Director('c'), proposed.name(), NewAgreement()),
              kWrongState);
  Value(Confirm(kAsker, Value(WriteAgreement(kGiver))));
  ExpectError(WriteAgreement(kGiver), kWrongState);
}

TEST_F(AgreementsTest, ProposeAgreement_MayTakeWhatNoOtherMatchTakes) {
  ExpectTooManyDays(kAsker, 11);
  Value(WriteAgreement(kAsker, 10));
  // What is written keeps its days, although it is not agreed yet.
  Value(Create('c', NewAsk(1)));
  EXPECT_EQ(RunToEnd("r1").pairs_size(), 0);
  Value(WriteAgreement(kGiver, 9));
  RunToEnd("r2");
  ASSERT_EQ(Value(Adopt("r2")).support_matches_size(), 1);
  ExpectTooManyDays(kGiver, 10);
  EXPECT_TRUE(WriteAgreement(kGiver, 9).ok());
}

TEST_F(AgreementsTest, UpdateOffer_KeepsTheDaysThatAreTaken) {
  const auto shrink = [this](int days) {
    v1::Offer offer;
    offer.set_name(OfferName('a', "of-ab"));
    offer.set_capacity_days(days);
    return Update(kGiver, offer);
  };
  Value(WriteAgreement(kGiver, 8));
  ExpectError(shrink(7), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_TRUE(shrink(8).ok());
  Value(Confirm(kAsker, Match()));
  ExpectError(shrink(7), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(FreeDays(), 0);
  Value(End(kGiver, name_));
  EXPECT_EQ(FreeDays(), 8);
  EXPECT_TRUE(shrink(1).ok());
}

TEST_F(AgreementsTest, UpdateAsk_MayCloseAnAskThatGotMoreThanItNeeds) {
  Value(Confirm(kAsker, Value(WriteAgreement(kGiver, 9))));
  v1::Ask ask;
  ask.set_name(AskName('b', "of-ab"));
  ask.set_state(v1::SUPPORT_STATE_CLOSED);
  const v1::Ask closed = Value(Update(kAsker, ask));
  EXPECT_EQ(closed.days(), 5);
  EXPECT_EQ(closed.open_days(), 0);
  EXPECT_EQ(Match().state(), SupportMatch::STATE_AGREED) << "agreed matches stay";
}

TEST_F(AgreementsTest, ProposeAgreement_GuardsByEtag) {
  v1::ProposeAgreementRequest request;
  request.set_name(name_);
  *request.mutable_agreement() = NewAgreement();
  request.set_etag("another");
  ExpectError(Call<SupportMatch>(kGiver, "ProposeAgreement", request),
              reasons::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_FALSE(Match().has_agreement());
}

TEST_F(AgreementsTest, ConfirmAgreement_AgreesOnTheTextOfTheOtherSide) {
  const SupportMatch written = Value(WriteAgreement(kGiver));
  ExpectError(Confirm(kGiver, written), kWrongState);
  EXPECT_EQ(FreeDays(), 10);
  const SupportMatch agreed = Value(Confirm(kAsker, written));
  EXPECT_EQ(agreed.state(), SupportMatch::STATE_AGREED);
  EXPECT_EQ(FreeDays(), 5);
  EXPECT_EQ(Value(GetAsk(kAsker, AskName('b', "of-ab"))).open_days(), 0);
  ExpectError(Confirm(kAsker, agreed), kWrongState);
}

TEST_F(AgreementsTest, ConfirmAgreement_WantsTheEtagOfTheTextThatWasRead) {
  ExpectError(Confirm(kAsker, Match()), kWrongState);
  const SupportMatch read = Value(WriteAgreement(kGiver));
  const SupportMatch now = Value(WriteAgreement(kGiver, 6));
  ExpectError(Confirm(kAsker, read), reasons::ERROR_REASON_ETAG_MISMATCH);
  SupportMatch without = now;
  without.clear_etag();
  ExpectError(Confirm(kAsker, without), reasons::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(Match().state(), SupportMatch::STATE_CONSENTED);
  EXPECT_EQ(Value(Confirm(kAsker, now)).agreement().days(), 6);
}

TEST_F(AgreementsTest, EndSupportMatch_EndsItForBothAndSaysWhy) {
  const SupportMatch ended = Value(End(kAsker, name_));
  EXPECT_EQ(ended.state(), SupportMatch::STATE_ENDED);
  for (const Who& who : {kGiver, kAsker, kOffice}) {
    EXPECT_EQ(Match(who).end_reason(), "The service is being reorganised.");
  }
  for (const auto& reply : {End(kGiver, name_), WriteAgreement(kGiver), Record(kGiver, name_, 3)}) {
    ExpectError(reply, kWrongState);
  }
}

TEST_F(AgreementsTest, EndSupportMatch_IsForMatchesThatGoOn) {
  ExpectError(End(Director('c'), Propose('c', 'd').name()), kWrongState);
  EXPECT_EQ(Value(End(Director('e'), Agreed('e', 'f').name())).state(), SupportMatch::STATE_ENDED);
}

TEST_F(AgreementsTest, EndSupportMatch_NamesTheFieldThatIsWrongAndGuardsByEtag) {
  v1::EndSupportMatchRequest request;
  request.set_name(name_);
  for (const std::string& reason : {std::string(), std::string(2'001, 'x')}) {
    request.set_reason(reason);
    const auto reply = Call<SupportMatch>(kGiver, "EndSupportMatch", request);
    ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
    EXPECT_THAT(rpc::FieldsOf(reply.status()), ElementsAre("reason"));
  }
  request.set_reason("Enough.");
  request.set_etag("another");
  ExpectError(Call<SupportMatch>(kGiver, "EndSupportMatch", request),
              reasons::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(AgreementsTest, EveryStep_ActsOncePerRequestId) {
  v1::ProposeAgreementRequest propose;
  propose.set_name(name_);
  *propose.mutable_agreement() = NewAgreement();
  propose.set_request_id("propose");
  const SupportMatch written = Value(Call<SupportMatch>(kGiver, "ProposeAgreement", propose));
  v1::ConfirmAgreementRequest confirm;
  confirm.set_name(name_);
  confirm.set_etag(written.etag());
  confirm.set_request_id("confirm");
  const SupportMatch agreed = Value(Call<SupportMatch>(kAsker, "ConfirmAgreement", confirm));
  EXPECT_EQ(Value(Call<SupportMatch>(kGiver, "ProposeAgreement", propose)).SerializeAsString(),
            written.SerializeAsString());
  EXPECT_EQ(Value(Call<SupportMatch>(kAsker, "ConfirmAgreement", confirm)).SerializeAsString(),
            agreed.SerializeAsString());
  v1::EndSupportMatchRequest end;
  end.set_name(name_);
  end.set_reason("Enough.");
  end.set_request_id("end");
  const SupportMatch ended = Value(Call<SupportMatch>(kGiver, "EndSupportMatch", end));
  EXPECT_EQ(Value(Call<SupportMatch>(kGiver, "EndSupportMatch", end)).SerializeAsString(),
            ended.SerializeAsString());
}

}  // namespace
}  // namespace peerchallenge::recommendations
