#include "services/peerchallenge/letter_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/peerchallenge/letter_calls.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using testing::HasSubstr;
using testing::Not;
using v1::Correction;
using v1::Letter;

constexpr char kLetter[] = "regions/em/reviews/lin/letters/letter";

std::string InLetter(const std::string& rest) { return kLetter + ("/" + rest); }

Letter DraftOfOneParagraph() {
  Letter letter;
  letter.set_name(kLetter);
  letter.set_state(Letter::STATE_DRAFTING);
  v1::Section& section = *letter.add_sections();
  section.set_id("headline");
  section.set_heading("Headline messages");
  v1::Paragraph& paragraph = *section.add_paragraphs();
  paragraph.set_name(InLetter("paragraphs/p1"));
  paragraph.add_sentences()->set_text("Schools learn.");
  return letter;
}

Correction Submitted() {
  Correction correction;
  correction.set_name(InLetter("corrections/c1"));
  correction.set_paragraph(InLetter("paragraphs/p1"));
  correction.set_words("Schools");
  correction.set_decided_kind(Correction::KIND_FACT);
  correction.set_proposed_text("Most schools");
  correction.set_reason("Two do not take part.");
  correction.set_state(Correction::STATE_SUBMITTED);
  return correction;
}

TEST(LetterText, NamesSectionsAndParagraphsWhileTheyMayBeEdited) {
  Letter letter = DraftOfOneParagraph();
  EXPECT_THAT(LetterText(letter), HasSubstr("Headline messages  [headline]\n"));
  EXPECT_THAT(LetterText(letter), HasSubstr("[p1]\nSchools learn.\n"));
  letter.set_state(Letter::STATE_ISSUED);
  EXPECT_THAT(LetterText(letter), Not(HasSubstr("[")));
}

TEST(LetterStateText, TellsWhatCameOfTheCorrections) {
  Letter letter = DraftOfOneParagraph();
  EXPECT_THAT(LetterStateText(letter), Not(HasSubstr("corrections")));
  v1::CorrectionCounts& counts = *letter.mutable_correction_counts();
  EXPECT_THAT(LetterStateText(letter), HasSubstr("\n  corrections: none was submitted\n"));
  counts.set_submitted(10);
  counts.set_accepted(1);
  counts.set_accepted_in_part(2);
  counts.set_declined_fact(3);
  counts.set_declined_judgement(4);
  EXPECT_THAT(
      LetterStateText(letter),
      HasSubstr("\n  corrections: 10 submitted, 1 accepted, 2 accepted in part, 3 declined, "
                "4 declined as a matter of judgement\n"));
}

TEST(CorrectionText, TellsWhatTheHostSaysAndByWhenItIsAnswered) {
  Correction correction = Submitted();
  EXPECT_THAT(CorrectionText(correction), HasSubstr("'Schools' -> 'Most schools'"));
  EXPECT_THAT(CorrectionText(correction), HasSubstr("Host: Two do not take part."));
  EXPECT_THAT(CorrectionText(correction), Not(HasSubstr("answered by")));
  correction.set_answer_due_date("2012-08-01");
  EXPECT_THAT(CorrectionText(correction), HasSubstr("To be answered by 1 Aug 2012\n"));
  correction.set_overdue(true);
  EXPECT_THAT(CorrectionText(correction), HasSubstr("1 Aug 2012, overdue"));
}

TEST(CorrectionText, TellsWhatTheTeamAnsweredAndWhy) {
  Correction correction = Submitted();
  correction.clear_words();
  correction.clear_proposed_text();
  correction.set_state(Correction::STATE_ANSWERED);
  correction.set_decision(Correction::DECISION_DECLINED);
  correction.set_decision_reason("The list says otherwise.");
  correction.set_answer_due_date("2012-08-01");
  const std::string text = CorrectionText(correction);
  EXPECT_THAT(text, HasSubstr("declined"));
  EXPECT_THAT(text, HasSubstr("The whole paragraph -> nothing"));
  EXPECT_THAT(text, HasSubstr("Team: The list says otherwise."));
  EXPECT_THAT(text, Not(HasSubstr("answered by")));
}

TEST(ParagraphVersionsText, TellsWhoWroteWhatAndWhatItAnswers) {
  v1::ListParagraphVersionsResponse response;
  v1::ParagraphVersion& version = *response.add_versions();
  version.set_name(InLetter("paragraphs/p1/versions/2"));
  version.set_author("regions/em/people/em-073");
  version.set_correction(InLetter("corrections/c1"));
  version.mutable_create_time()->set_seconds(1'343'743'500);
  version.add_sentences()->set_text("Most schools learn.");
  response.add_versions()->set_name(InLetter("paragraphs/p1/versions/1"));
  const std::string text = ParagraphVersionsText(response);
  EXPECT_THAT(text, HasSubstr("version 2, 2012-07-31 14:05 UTC, by em-073, answers c1\n"
                              "  Most schools learn.\n"));
  EXPECT_THAT(text, HasSubstr("version 1"));
  EXPECT_THAT(text, HasSubstr("  (taken out)\n"));
}

TEST(LetterVersionsText, TellsWhatEachWasMadeFor) {
  EXPECT_EQ(LetterVersionsText({}), "No versions.\n");
  v1::ListLetterVersionsResponse response;
  v1::LetterVersion& version = *response.add_versions();
  version.set_name(InLetter("versions/2"));
  version.set_occasion(v1::LetterVersion::OCCASION_SIGNING);
  version.set_content_sha256("\x01\xab");
  version.mutable_reopening()->set_reason("A number was wrong.");
  response.add_versions()->set_occasion(v1::LetterVersion::OCCASION_SHARED);
  for (const char* part :
       {"signing", "01ab", "after it was opened again: A number was wrong.", "the host's check"}) {
    EXPECT_THAT(LetterVersionsText(response), HasSubstr(part));
  }
}

TEST(DifferencesText, MarksWhatIsGoneAndWhatIsNew) {
  EXPECT_EQ(DifferencesText({}), "No differences.\n");
  v1::CompareLetterVersionsResponse response;
  v1::ParagraphDifference& difference = *response.add_differences();
  difference.set_paragraph(InLetter("paragraphs/p1"));
  difference.set_kind(v1::ParagraphDifference::KIND_CHANGED);
  difference.add_corrections(InLetter("corrections/c1"));
  const auto add = [&](const char* text, bool before, bool after) {
    auto& piece = *difference.add_pieces();
    piece.set_text(text);
    piece.set_before(before);
    piece.set_after(after);
  };
  add("We met ", true, true);
  add("twelve ", true, false);
  add("fourteen ", false, true);
  add("people.", true, true);
  EXPECT_EQ(DifferencesText(response),
            "[p1] changed, corrected by c1\n"
            "  We met [-twelve-] {+fourteen+} people.\n");
}

TEST(WithText, KeepsWhatTheParagraphRestsOnAndTheQuotationsItStillHolds) {
  v1::Paragraph paragraph;
  paragraph.set_name(InLetter("paragraphs/p1"));
  v1::Sentence& first = *paragraph.add_sentences();
  first.add_findings("f1");
  first.add_quotations()->set_text("passes us on");
  first.add_quotations()->set_text("gone");
  paragraph.add_sentences()->set_procedural(true);
  const v1::Paragraph edited = WithText(paragraph, "Nobody passes us on, they said.");
  ASSERT_EQ(edited.sentences_size(), 1);
  const v1::Sentence& sentence = edited.sentences(0);
  EXPECT_EQ(sentence.text(), "Nobody passes us on, they said.");
  EXPECT_THAT(sentence.findings(), testing::ElementsAre("f1"));
  EXPECT_FALSE(sentence.procedural());
  ASSERT_EQ(sentence.quotations_size(), 1);
  EXPECT_EQ(sentence.quotations(0).text(), "passes us on");
}

}  // namespace
}  // namespace peerchallenge::cli
