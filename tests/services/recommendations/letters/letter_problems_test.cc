#include <gmock/gmock.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/letters/letter_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using v1::Letter;
using v1::Section;

class LetterProblemsTest : public LetterTest {};

TEST_F(LetterProblemsTest, CheckLetter_FindsWhatIsNotAgreedLeftOutOrRecognisable) {
  const Letter letter = Drafted();
  v1::UpdateFindingRequest reword;
  reword.mutable_finding()->set_name(findings_made_[1]);
  reword.mutable_finding()->set_text("Not so sure.");
  Value(findings().UpdateFinding(By(kLead, roles::PERMISSION_FINDING_WRITE), reword));
  EXPECT_THAT(Problems(), Contains("KIND_FINDING_NOT_AGREED"));
  v1::Paragraph paragraph = FirstTraced(letter, Section::KIND_KLOE);
  paragraph.mutable_sentences(0)->set_text("Ask jo.smith@example.org about it.");
  Value(Update(paragraph));
  EXPECT_THAT(Problems(), Contains("KIND_RECOGNISABLE"));
  v1::RemoveParagraphRequest remove;
  remove.set_name(letter.sections(3).paragraphs(0).name());
  Value(letters_.RemoveParagraph(Writes(), remove));
  EXPECT_THAT(Problems(), Contains("KIND_LEFT_OUT"));
  evidence_channel().SetAway(true);
  EXPECT_THAT(Problems(), Contains("KIND_NOT_CHECKED"));
  ExpectError(Share(), reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  evidence_channel().SetAway(false);
  ExpectError(Share(), reasons::ERROR_REASON_RULE_BROKEN);
}

TEST_F(LetterProblemsTest, CheckLetter_FindsARecommendationThatTheLetterSaysOtherwise) {
  v1::Paragraph paragraph = FirstTraced(Drafted(), Section::KIND_RECOMMENDATIONS);
  v1::UpdateRecommendationRequest update;
  update.mutable_recommendation()->set_name(recommendations_made_[0]);
  update.mutable_recommendation()->set_horizon(v1::Recommendation::HORIZON_YEAR);
  Value(Update(update));
  EXPECT_THAT(Problems(), ElementsAre("KIND_TEXT_DIFFERS"));
  ExpectError(Share(), reasons::ERROR_REASON_RULE_BROKEN);
  paragraph.mutable_sentences(0)->set_text(
      "High priority, to the director of children's services, within a year:");
  paragraph.mutable_sentences(1)->set_text("share the tracking.");
  paragraph = Value(Update(paragraph));
  EXPECT_THAT(Problems(), IsEmpty());
  update.mutable_recommendation()->set_text("Share the tracking\nwith schools.");
  Value(Update(update));
  EXPECT_THAT(Problems(), ElementsAre("KIND_TEXT_DIFFERS"));
  paragraph.mutable_sentences(1)->set_text("share the tracking with schools.");
  Value(Update(paragraph));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(LetterProblemsTest, CheckLetter_FindsARecommendationThatFollowsFromWhatDoesNotStand) {
  Drafted();
  const rpc::Call call = By(kLead, roles::PERMISSION_FINDING_WRITE);
  const std::string draft = Value(findings().CreateFinding(call, Finding("A thought.", {}))).name();
  v1::UpdateRecommendationRequest update;
  update.mutable_recommendation()->set_name(recommendations_made_[0]);
  update.mutable_recommendation()->add_findings(findings_made_[0]);
  update.mutable_recommendation()->add_findings(draft);
  Value(Update(update));
  EXPECT_THAT(Problems(), ElementsAre("KIND_FINDING_NOT_AGREED"));
  v1::WithdrawFindingRequest withdraw;
  withdraw.set_name(draft);
  withdraw.set_reason("Nobody else saw it.");
  Value(findings().WithdrawFinding(call, withdraw));
  EXPECT_THAT(Problems(), ElementsAre("KIND_FINDING_NOT_AGREED"));
  update.mutable_recommendation()->mutable_findings()->RemoveLast();
  Value(Update(update));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(LetterProblemsTest, CheckLetter_LooksForNamesInAllThatIssuingShows) {
  const Letter letter = Drafted();
  const std::string told = "Ask jo.smith@example.org about it.";
  const auto expect_found = [&](const std::string& subject) {
    EXPECT_THAT(Problems(), Contains("KIND_RECOGNISABLE"));
    ExpectError(Share(), reasons::ERROR_REASON_RULE_BROKEN);
    v1::CheckLetterRequest check;
    check.set_name(kLetter);
    const auto problems = Value(letters_.CheckLetter(Writes(), check)).problems();
    EXPECT_TRUE(std::any_of(problems.begin(), problems.end(), [&](const auto& problem) {
      return problem.kind() == v1::LetterProblem::KIND_RECOGNISABLE && problem.subject() == subject;
    })) << subject;
  };
  v1::UpdateLetterHeadingRequest heading;
  heading.set_name(kLetter);
  const auto reword = [&] { Value(letters_.UpdateLetterHeading(Writes(), heading)); };
  heading.set_title(told);
  reword();
  expect_found("");
  heading.set_title(letter.title());
  heading.set_addressee(told);
  reword();
  expect_found("");
  heading.set_addressee(letter.addressee());
  (*heading.mutable_headings())["kloe-1"] = told;
  reword();
  expect_found("");
  (*heading.mutable_headings())["kloe-1"] = "Is the gap narrowing?";
  reword();
  EXPECT_THAT(Problems(), Not(Contains("KIND_RECOGNISABLE")));

  v1::UpdateRecommendationRequest update;
  update.mutable_recommendation()->set_name(recommendations_made_[1]);
  update.mutable_recommendation()->set_text(told);
  Value(Update(update));
  expect_found(recommendations_made_[1]);
  update.mutable_recommendation()->set_text("Train governors.");
  update.mutable_recommendation()->set_addressee_detail(told);
  Value(Update(update));
  expect_found(recommendations_made_[1]);
}

TEST_F(LetterProblemsTest, CheckLetter_LooksForNamesInTheAnswersThatTheHostWillRead) {
  const v1::Correction correction =
      Value(Submit(FirstTraced(Shared(), Section::KIND_KLOE).name(), "Known on"));
  Value(Finish());
  v1::AnswerCorrectionRequest answer = Answer(correction, v1::Correction::DECISION_DECLINED);
  answer.set_reason("As jo.smith@example.org told us.");
  Value(letters_.AnswerCorrection(Writes(), answer));
  EXPECT_THAT(Problems(), ElementsAre("KIND_RECOGNISABLE"));
  ExpectError(Fix(), reasons::ERROR_REASON_RULE_BROKEN);
  answer.set_reason("As the papers say.");
  Value(letters_.AnswerCorrection(Writes(), answer));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(LetterProblemsTest, CheckLetter_WantsANumberForEachRecommendation) {
  const Letter letter = Drafted();
  v1::Paragraph second = letter.sections(3).paragraphs(1);
  second.set_shape(v1::TextBlock::SHAPE_PARAGRAPH);
  second = Value(Update(second));
  // The third begins a list of its own.
  EXPECT_THAT(Problems(), ElementsAre("KIND_NUMBER", "KIND_NUMBER"));
  second.set_shape(v1::TextBlock::SHAPE_NUMBERED_ITEM);
  second.mutable_sentences(0)->add_recommendations(recommendations_made_[0]);
  Value(Update(second));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(LetterProblemsTest, Quotations_NeedConsentAndTheWords) {
  v1::Paragraph paragraph = FirstTraced(Drafted(), Section::KIND_KLOE);
  const std::string occasion = AddOccasion(kAnn, evidence::v1::SOURCE_CLASS_PARENT, 6);
  evidence::v1::ItemContent content = Note(occasion, "They listen to us now.");
  content.set_kind(evidence::v1::ItemContent::KIND_QUOTE);
  content.set_quote_consent(evidence::v1::QUOTE_CONSENT_GIVEN);
  const std::string agreed = Captured(kAnn, content).name();
  content.set_quote_consent(evidence::v1::QUOTE_CONSENT_REFUSED);
  const std::string refused = Captured(kAnn, content).name();
  const auto quote = [&](const std::string& item, const std::string& words) {
    v1::Sentence& sentence = *paragraph.mutable_sentences(0);
    sentence.set_text(absl::StrCat("A parent said: ", words));
    sentence.clear_quotations();
    sentence.add_quotations()->set_item(item);
    sentence.mutable_quotations(0)->set_text(words);
    paragraph = Value(Update(paragraph));
  };
  quote(agreed, "They listen to us now.");
  EXPECT_NE(paragraph.sentences(0).quotations(0).source_class(), 0);
  EXPECT_THAT(Problems(), IsEmpty());
  quote(agreed, "They never listen.");
  EXPECT_THAT(Problems(), Contains("KIND_QUOTE_NOT_ALLOWED"));
  quote(refused, "They listen to us now.");
  EXPECT_THAT(Problems(), Contains("KIND_QUOTE_NOT_ALLOWED"));
}

}  // namespace
}  // namespace peerchallenge::recommendations
