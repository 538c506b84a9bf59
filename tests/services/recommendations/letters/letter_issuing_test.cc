#include "services/recommendations/letters/letter_issuing.h"

#include "absl/strings/str_cat.h"
#include "services/recommendations/plans/plan_names.h"
#include "tests/services/recommendations/letters/letter_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using v1::Letter;
using v1::Section;

class LetterIssuingTest : public LetterTest {
 protected:
  v1::Recommendation GetRecommendation(const std::string& name) {
    v1::GetRecommendationRequest request;
    request.set_name(name);
    return Value(findings().GetRecommendation(Reads(), request));
  }
};

TEST_F(LetterIssuingTest, IssueLetter_AnchorsItAndShowsItToAllWhoMayRead) {
  Signed();
  const Letter issued = Value(Issue());
  EXPECT_EQ(issued.state(), Letter::STATE_ISSUED);
  EXPECT_TRUE(issued.has_ledger_index());
  EXPECT_EQ(issued.issue_date(), "2012-07-10");
  v1::GetFindingRequest finding;
  finding.set_name(findings_made_[0]);
  EXPECT_EQ(Value(findings().GetFinding(By(kAnn, roles::PERMISSION_FINDING_READ), finding)).state(),
            v1::Finding::STATE_ISSUED);
  for (const rpc::Call& call :
       {Host(), As(roles::ROLE_PROGRAMME_OFFICE, "", roles::PERMISSION_LETTER_READ),
        As(roles::ROLE_REGIONAL_BOARD, evidence::kNottingham, roles::PERMISSION_LETTER_READ),
        As(roles::ROLE_SCRUTINY_OFFICER, kLincolnshire, roles::PERMISSION_LETTER_READ)}) {
    const Letter seen = Value(Get(call));
    EXPECT_EQ(seen.content_sha256(), issued.content_sha256());
    EXPECT_EQ(seen.DebugString().find("/findings/"), std::string::npos);
    v1::GetRecommendationRequest get;
    get.set_name(recommendations_made_[0]);
    EXPECT_EQ(Value(findings().GetRecommendation(call, get)).state(),
              v1::Recommendation::STATE_ISSUED);
  }
  // The board's member of the host steps aside.
  ExpectError(Get(As(roles::ROLE_REGIONAL_BOARD, kLincolnshire, roles::PERMISSION_LETTER_READ)),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::AbandonLetterRequest abandon;
  abandon.set_name(kLetter);
  abandon.set_reason("Too late.");
  ExpectError(letters_.AbandonLetter(Writes(), abandon), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(LetterIssuingTest, IssueLetter_GoesOnByItselfOnceEvidenceIsBack) {
  Signed();
  evidence_channel().SetAway(true);
  EXPECT_EQ(Value(Issue()).state(), Letter::STATE_ISSUING);
  EXPECT_FALSE(Value(Get(Host())).has_ledger_index());
  EXPECT_FALSE(FinishAllIssuing(context()).ok());
  evidence_channel().SetAway(false);
  EXPECT_TRUE(FinishAllIssuing(context()).ok());
  EXPECT_EQ(Value(Get(Reads())).state(), Letter::STATE_ISSUED);
  EXPECT_TRUE(FinishAllIssuing(context()).ok());
}

TEST_F(LetterIssuingTest, IssueLetter_LeavesOutWhatTheSignedTextDoesNotSay) {
  Signed();
  v1::Recommendation unsaid = Recommendation("Not signed.", findings_made_[0]).recommendation();
  unsaid.set_name(absl::StrCat(kReview, "/recommendations/unsaid"));
  unsaid.set_state(v1::Recommendation::STATE_DRAFT);
  unsaid.set_number(9);
  evidence_channel().SetAway(true);
  Value(Issue());
  ASSERT_TRUE(Write([&](storage::Transaction& tx) {
                return context().store.findings.recommendations.Insert(tx, unsaid);
              }).ok());
  evidence_channel().SetAway(false);
  ASSERT_TRUE(FinishAllIssuing(context()).ok());
  EXPECT_EQ(GetRecommendation(unsaid.name()).state(), v1::Recommendation::STATE_DRAFT);
  EXPECT_EQ(GetRecommendation(recommendations_made_[0]).state(), v1::Recommendation::STATE_ISSUED);
}

TEST_F(LetterIssuingTest, IssueLetter_GivesRecommendationsTheNumbersOfTheLetter) {
  v1::WithdrawRecommendationRequest withdraw;
  withdraw.set_name(recommendations_made_[1]);
  withdraw.set_reason("Said already.");
  Value(findings().WithdrawRecommendation(By(kLead, roles::PERMISSION_FINDING_WRITE), withdraw));
  const Section section = Drafted().sections(3);
  v1::MoveParagraphRequest move;
  move.set_name(section.paragraphs(1).name());
  move.mutable_place()->set_section(section.id());
  Value(letters_.MoveParagraph(Writes(), move));
  Value(Share());
  Value(Finish());
  const std::string sha256 = Value(Fix()).content_sha256();
  Value(Sign(kLead, sha256));
  Value(Sign(kManager, sha256));
  Value(Issue());
  EXPECT_EQ(GetRecommendation(recommendations_made_[2]).number(), 1);
  EXPECT_EQ(GetRecommendation(recommendations_made_[0]).number(), 2);
  std::vector<v1::RecommendationResponse> responses;
  ASSERT_TRUE(database()
                  .Read(absl::InfiniteFuture(),
                        [&](storage::Transaction& tx) {
                          auto found = context().store.plans.ResponsesOf(tx, PlanOfReview(kReview));
                          if (!found.ok()) return found.status();
                          responses = *std::move(found);
                          return absl::OkStatus();
                        })
                  .ok());
  ASSERT_EQ(responses.size(), 2U);
  EXPECT_EQ(responses[0].recommendation(), recommendations_made_[2]);
  EXPECT_EQ(responses[0].number(), 1);
  EXPECT_EQ(responses[1].number(), 2);
}

}  // namespace
}  // namespace peerchallenge::recommendations
