#include "services/recommendations/support/match_states.h"

#include <gmock/gmock.h>

#include "tests/common/rpc/expect_error.h"

namespace peerchallenge::recommendations {
namespace {

namespace reasons = errors::v1;
using v1::SupportMatch;

constexpr auto kOffering = SupportMatch::SIDE_OFFERING;
constexpr auto kAsking = SupportMatch::SIDE_ASKING;
constexpr auto kYes = SupportMatch::ANSWER_CONSENTED;
constexpr auto kNo = SupportMatch::ANSWER_DECLINED;

TEST(MatchStatesTest, AfterAnswers_WaitsForBothAndWantsBothToConsent) {
  const struct {
    BySide<SideAnswer> answers;
    SupportMatch::State state;
  } rows[] = {
      {{}, SupportMatch::STATE_PROPOSED},
      {{{kOffering, {kYes, ""}}}, SupportMatch::STATE_PROPOSED},
      {{{kAsking, {kNo, ""}}}, SupportMatch::STATE_PROPOSED},
      {{{kOffering, {kYes, ""}}, {kAsking, {kYes, ""}}}, SupportMatch::STATE_CONSENTED},
      {{{kOffering, {kYes, ""}}, {kAsking, {kNo, ""}}}, SupportMatch::STATE_LAPSED},
      {{{kOffering, {kNo, ""}}, {kAsking, {kYes, ""}}}, SupportMatch::STATE_LAPSED},
      {{{kOffering, {kNo, ""}}, {kAsking, {kNo, ""}}}, SupportMatch::STATE_LAPSED},
  };
  for (size_t k = 0; k < std::size(rows); ++k) {
    EXPECT_EQ(AfterAnswers(rows[k].answers), rows[k].state) << "row " << k;
  }
}

TEST(MatchStatesTest, ActingSide_IsOneThatTheCallerDirects) {
  EXPECT_EQ(*ActingSide({kAsking}, SupportMatch::SIDE_UNSPECIFIED, "side"), kAsking);
  EXPECT_EQ(*ActingSide({kAsking}, kAsking, "side"), kAsking);
  EXPECT_EQ(*ActingSide({kOffering, kAsking}, kAsking, "side"), kAsking);
  for (const auto& reply :
       {ActingSide({kAsking}, kOffering, "side"),
        ActingSide({kOffering, kAsking}, SupportMatch::SIDE_UNSPECIFIED, "side"),
        ActingSide({kAsking}, static_cast<SupportMatch::Side>(7), "side")}) {
    rpc::ExpectError(reply.status(), reasons::ERROR_REASON_FIELD_INVALID);
    EXPECT_THAT(rpc::FieldsOf(reply.status()), testing::ElementsAre("side"));
  }
}

TEST(MatchStatesTest, CheckConfirms_WantsATextOfTheOtherSide) {
  SupportMatch match;
  match.set_name("regions/em/supportMatches/m1");
  rpc::ExpectError(CheckConfirms(match, {kAsking}), reasons::ERROR_REASON_WRONG_STATE);
  match.mutable_agreement()->set_days(1);
  match.set_agreement_author(kOffering);
  EXPECT_TRUE(CheckConfirms(match, {kAsking}).ok());
  EXPECT_TRUE(CheckConfirms(match, {kOffering, kAsking}).ok());
  rpc::ExpectError(CheckConfirms(match, {kOffering}), reasons::ERROR_REASON_WRONG_STATE);
}

}  // namespace
}  // namespace peerchallenge::recommendations
