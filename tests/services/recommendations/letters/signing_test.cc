#include "services/recommendations/letters/letter_issuing.h"
#include "tests/services/recommendations/letters/letter_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using v1::Letter;

class SigningTest : public LetterTest {
 protected:
  // No method changes a finding or recommendation of the review.
  void ExpectNothingChanges() {
    const rpc::Call call = By(kLead, roles::PERMISSION_FINDING_WRITE);
    const auto expect_refused = [](const auto& reply) {
      ExpectError(reply, reasons::ERROR_REASON_WRONG_STATE);
    };
    expect_refused(findings().CreateFinding(call, Finding("Late.", {})));
    expect_refused(
        findings().CreateRecommendation(call, Recommendation("Late.", findings_made_[0])));
    v1::UpdateFindingRequest update;
    update.mutable_finding()->set_name(findings_made_[0]);
    update.mutable_finding()->set_text("Otherwise.");
    expect_refused(findings().UpdateFinding(call, update));
    v1::OverrideTriangulationRequest override;
    override.set_name(findings_made_[0]);
    override.set_reason("It stands all the same.");
    expect_refused(findings().OverrideTriangulation(call, override));
    v1::AgreeFindingRequest agree;
    agree.set_name(findings_made_[0]);
    expect_refused(findings().AgreeFinding(call, agree));
    v1::WithdrawFindingRequest withdraw;
    withdraw.set_name(findings_made_[2]);
    withdraw.set_reason("Wrong.");
    expect_refused(findings().WithdrawFinding(call, withdraw));
    v1::UpdateRecommendationRequest reword;
    reword.mutable_recommendation()->set_name(recommendations_made_[0]);
    reword.mutable_recommendation()->set_text("Otherwise.");
    expect_refused(findings().UpdateRecommendation(call, reword));
    v1::WithdrawRecommendationRequest take_back;
    take_back.set_name(recommendations_made_[0]);
    take_back.set_reason("Wrong.");
    expect_refused(findings().WithdrawRecommendation(call, take_back));
  }
};

TEST_F(SigningTest, FixLetter_NeedsTheHostsCheckUnlessTheRegionsRulesDoNot) {
  Drafted();
  ExpectError(Fix(), reasons::ERROR_REASON_RULE_BROKEN);
  AllowUnsharedLetter();
  EXPECT_EQ(Value(Fix()).state(), Letter::STATE_SIGNING);
  v1::ReopenLetterRequest reopen;
  reopen.set_name(kLetter);
  reopen.set_reason("One more look.");
  EXPECT_EQ(Value(letters_.ReopenLetter(Writes(), reopen)).state(), Letter::STATE_DRAFTING);
}

TEST_F(SigningTest, SignLetter_TakesLeadAndManagerForTheTextThatTheyRead) {
  Shared();
  Value(Finish());
  const std::string sha256 = Value(Fix()).content_sha256();
  ExpectError(Sign(kLead, std::string(32, 'x')), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(Value(Sign(kLead, sha256)).signatures_size(), 1);
  EXPECT_EQ(Value(Sign(kLead, sha256)).signatures_size(), 1);
  ExpectError(Issue(), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(Value(Sign(kManager, sha256)).signatures_size(), 2);
}

TEST_F(SigningTest, FromSigningOn_WhatTheLetterRestsOnIsFixedUntilItIsReopened) {
  Shared();
  Value(Finish());
  Value(Fix());
  ExpectNothingChanges();
  v1::ReopenLetterRequest reopen;
  reopen.set_name(kLetter);
  reopen.set_reason("One more look.");
  Value(letters_.ReopenLetter(Writes(), reopen));
  v1::UpdateRecommendationRequest update;
  update.mutable_recommendation()->set_name(recommendations_made_[0]);
  update.mutable_recommendation()->set_priority(v1::Recommendation::PRIORITY_LOW);
  EXPECT_TRUE(Update(update).ok());
}

TEST_F(SigningTest, ReopenLetter_KeepsWhoAndWhyForTheTeam) {
  Signed();
  v1::ReopenLetterRequest reopen;
  reopen.set_name(kLetter);
  reopen.set_reason("The census was wrong.");
  Value(letters_.ReopenLetter(Writes(kManager), reopen));
  EXPECT_EQ(Value(Get(Reads())).reopening().reason(), "The census was wrong.");
  EXPECT_EQ(Value(Get(Reads())).reopening().person(), kManager);
  EXPECT_FALSE(Value(Get(Host())).has_reopening());
  const Letter fixed = Value(Fix());
  EXPECT_FALSE(fixed.has_reopening());
  Value(Sign(kLead, fixed.content_sha256()));
  Value(Sign(kManager, fixed.content_sha256()));
  Value(Issue());
  v1::GetLetterVersionRequest get;
  get.set_name(fixed.latest_version());
  EXPECT_EQ(Value(letters_.GetLetterVersion(Reads(), get)).reopening().reason(),
            "The census was wrong.");
  EXPECT_FALSE(Value(letters_.GetLetterVersion(Host(), get)).has_reopening());
}

TEST_F(SigningTest, IssueLetter_IssuesWhatWasSignedAlsoWhereItIsFinishedLater) {
  Signed();
  evidence_channel().SetAway(true);
  EXPECT_EQ(Value(Issue()).state(), Letter::STATE_ISSUING);
  ExpectNothingChanges();
  evidence_channel().SetAway(false);
  ASSERT_TRUE(FinishAllIssuing(context()).ok());
  // Scheduling's news that the review has its letter is still on its way.
  ExpectNothingChanges();
}

}  // namespace
}  // namespace peerchallenge::recommendations
