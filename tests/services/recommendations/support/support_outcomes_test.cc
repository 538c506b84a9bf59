// What the sides say came of a match.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::SupportMatch;

class SupportOutcomesTest : public SupportTest {
 protected:
  SupportOutcomesTest() : match_(Agreed('a', 'b')), name_(match_.name()) {}

  std::vector<int> Ratings(const Who& who) {
    std::vector<int> ratings;
    const SupportMatch seen = Value(Get(who, name_));
    for (const auto& outcome : seen.outcomes()) ratings.push_back(outcome.rating());
    return ratings;
  }

  const SupportMatch match_;
  const std::string name_;
};

TEST_F(SupportOutcomesTest, RecordSupportOutcome_CompletesTheMatchWithBoth) {
  const SupportMatch first = Value(Record(kAsker, name_, 4));
  EXPECT_EQ(first.state(), SupportMatch::STATE_AGREED);
  ASSERT_EQ(first.outcomes_size(), 1);
  EXPECT_EQ(first.outcomes(0).side(), SupportMatch::SIDE_ASKING);
  EXPECT_EQ(first.outcomes(0).date(), "2012-10-01");
  EXPECT_EQ(first.outcomes(0).text(), NewOutcome(4).text());
  EXPECT_EQ(Value(Record(kGiver, name_, 2)).state(), SupportMatch::STATE_COMPLETED);
  for (const Who& who : {kGiver, kAsker, kOffice}) EXPECT_THAT(Ratings(who), ElementsAre(2, 4));
}

TEST_F(SupportOutcomesTest, Outcomes_ShowToTheOtherSideOnceBothAreThere) {
  const std::string before = Value(Get(kGiver, name_)).SerializeAsString();
  clock().Advance(absl::Minutes(1));
  Value(Record(kAsker, name_, 4));
  EXPECT_EQ(Value(Get(kGiver, name_)).SerializeAsString(), before);
  EXPECT_THAT(Ratings(kAsker), ElementsAre(4));
  EXPECT_THAT(Ratings(kOffice), ElementsAre(4));
}

TEST_F(SupportOutcomesTest, Outcomes_OfAMatchThatEndedEarlyStayWithTheirSide) {
  Value(Record(kAsker, name_, 1));
  Value(End(kGiver, name_));
  EXPECT_THAT(Ratings(kGiver), IsEmpty());
  EXPECT_THAT(Ratings(kAsker), ElementsAre(1));
}

TEST_F(SupportOutcomesTest, RecordSupportOutcome_IsOnceForEachSide) {
  Value(Record(kAsker, name_, 4));
  ExpectError(Record(kAsker, name_, 5), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_THAT(Ratings(kAsker), ElementsAre(4));
  Value(Record(kGiver, name_, 4));
  ExpectError(Record(kGiver, name_, 4), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(SupportOutcomesTest, RecordSupportOutcome_IsForAgreedMatches) {
  ExpectError(Record(Director('c'), Consented('c', 'd').name(), 3),
              reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(SupportOutcomesTest, RecordSupportOutcome_NamesTheFieldThatIsWrong) {
  v1::RecordSupportOutcomeRequest request;
  request.set_name(name_);
  *request.mutable_outcome() = NewOutcome(0);
  auto reply = Call<SupportMatch>(kGiver, "RecordSupportOutcome", request);
  ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(rpc::FieldsOf(reply.status()), ElementsAre("outcome.rating"));
  *request.mutable_outcome() = NewOutcome(3);
  request.mutable_outcome()->set_side(SupportMatch::SIDE_ASKING);
  reply = Call<SupportMatch>(kGiver, "RecordSupportOutcome", request);
  ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(rpc::FieldsOf(reply.status()), ElementsAre("outcome.side"));
}

TEST_F(SupportOutcomesTest, RecordSupportOutcome_GuardsByEtagAndActsOncePerRequestId) {
  v1::RecordSupportOutcomeRequest request;
  request.set_name(name_);
  *request.mutable_outcome() = NewOutcome(3);
  request.set_etag("another");
  ExpectError(Call<SupportMatch>(kGiver, "RecordSupportOutcome", request),
              reasons::ERROR_REASON_ETAG_MISMATCH);
  request.set_etag(match_.etag());
  request.set_request_id("once");
  const SupportMatch recorded = Value(Call<SupportMatch>(kGiver, "RecordSupportOutcome", request));
  EXPECT_EQ(Value(Call<SupportMatch>(kGiver, "RecordSupportOutcome", request)).SerializeAsString(),
            recorded.SerializeAsString());
}

}  // namespace
}  // namespace peerchallenge::recommendations
