#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "tests/system/letter_story.h"

// From evidence to an issued letter by the command line.
namespace peerchallenge::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using LetterCliTest = LetterStory;

TEST_F(LetterCliTest, WhatTheTeamFoundBecomesAnIssuedLetter) {
  ASSERT_NO_FATAL_FAILURE(AddEvidence());
  GiveFeedback();
  ASSERT_NO_FATAL_FAILURE(AddConclusions());
  EXPECT_THAT(As(kLead, {"finding", "list", kVisit}).out, HasSubstr("triangulated"));
  ASSERT_NO_FATAL_FAILURE(Expect(kLead, {"letter", "draft", kVisit}));
  EXPECT_THAT(As(kLead, {"letter", "check", kVisit}).out, HasSubstr("recommendation count"));
  EXPECT_NE(AsHost({"letter", "show", kVisit}).code, 0);

  ASSERT_NO_FATAL_FAILURE(Expect(kManager, {"letter", "share", kVisit}));
  const ProcessResult shared = AsHost({"letter", "show", kVisit});
  EXPECT_THAT(shared.out, HasSubstr("Schools learn from each other."));
  ASSERT_EQ(AsHost({"letter", "finish", kVisit}).code, 0);
  ASSERT_NO_FATAL_FAILURE(Sign());
  EXPECT_NE(As(kManager, {"letter", "issue", kVisit}).code, 0);
  const ProcessResult issued = As(kLead, {"letter", "issue", kVisit});
  ASSERT_EQ(issued.code, 0) << issued.err;
  EXPECT_THAT(issued.out, HasSubstr("of the evidence ledger"));

  const std::string pdf = folder() + "/letter.pdf";
  ASSERT_EQ(AsHost({"letter", "render", kVisit, "--format", "pdf", "-o", pdf}).code, 0);
  EXPECT_GT(std::filesystem::file_size(pdf), 1'000U);
  ASSERT_EQ(AsHost({"report", "draft", kVisit, "--id", "scrutiny", "--to", "Scrutiny Committee",
                    "--date", "2012-09-07"})
                .code,
            0);
  EXPECT_THAT(Run({"report", "list", "east-midlands"}).out, HasSubstr("No reports."));
  EXPECT_EQ(AsHost({"report", "change", kVisit, "scrutiny"}).code, 2) << "nothing to change";
  EXPECT_THAT(AsHost({"report", "change", kVisit, "scrutiny", "--subject", "What peers found",
                      "--conclusion", "We agree.", "--conclusion", "We act."})
                  .out,
              AllOf(HasSubstr("Subject: What peers found\n"), HasSubstr("Summary\n"),
                    HasSubstr("Conclusion\n  We agree.\n  We act.\n")));
  const std::string ground = "paragraph 2 of Part 1 of Schedule 12A";
  EXPECT_THAT(AsHost({"report", "write-annex", kVisit, "scrutiny", "--ground", ground, "--text",
                      "A head is ill."})
                  .out,
              HasSubstr("Not for publication (" + ground + ")\n  A head is ill.\n"));
  EXPECT_THAT(AsHost({"report", "show", kVisit, "scrutiny"}).out,
              AllOf(HasSubstr("There is an exempt annex."), Not(HasSubstr("A head is ill."))));
  ASSERT_EQ(AsHost({"report", "publish", kVisit, "scrutiny"}).code, 0);
  EXPECT_THAT(Run({"report", "list", "east-midlands"}).out, HasSubstr("Scrutiny Committee"));
  const std::string report = folder() + "/report.html";
  ASSERT_EQ(Run({"report", "render", kVisit, "scrutiny", "-o", report}).code, 0);
  EXPECT_THAT(ReadWholeFile(report), AllOf(HasSubstr("Appendix A: Letter of recommendations"),
                                           Not(HasSubstr("A head is ill."))));
  EXPECT_NE(Run({"report", "annex", kVisit, "scrutiny"}).code, 0) << "not the office's";
  const std::string annex = folder() + "/annex.html";
  ASSERT_EQ(AsHost({"report", "render-annex", kVisit, "scrutiny", "-o", annex}).code, 0);
  EXPECT_THAT(ReadWholeFile(annex), AllOf(HasSubstr("Not for publication"), HasSubstr(ground),
                                          HasSubstr("A head is ill.")));
  EXPECT_THAT(Run({"finding", "recommendations", "east-midlands"}).out,
              HasSubstr("Tell the others how."));
  // Scheduling has learnt of it.
  ProcessResult review;
  for (int i = 0; i < 600; ++i) {
    review = Run({"review", "show", kVisit});
    if (review.out.find("letter issued") != std::string::npos) break;
  }
  EXPECT_THAT(review.out, HasSubstr("letter issued"));
  EXPECT_THAT(As("em-001", {"letter", "show", kVisit}).out, Not(HasSubstr("Schools")));
}

TEST_F(LetterCliTest, TheHostsCorrectionsAreAnsweredInTheText) {
  ASSERT_NO_FATAL_FAILURE(DraftLetter());
  ASSERT_NO_FATAL_FAILURE(Expect(kLead, {"letter", "share", kVisit}));
  const std::string shown = As(kLead, {"letter", "show", kVisit}).out;
  const size_t text = shown.find("- Schools learn");
  ASSERT_NE(text, std::string::npos) << shown;
  const size_t begin = shown.rfind('[', text) + 1;
  const std::string paragraph = shown.substr(begin, shown.find(']', begin) - begin);
  const ProcessResult correction =
      AsHost({"letter", "correct", kVisit, paragraph, "--words", "Schools learn", "--text",
              "Most schools learn", "--reason", "Two do not take part.", "--id", "c1"});
  ASSERT_EQ(correction.code, 0) << correction.err;
  ASSERT_EQ(AsHost({"letter", "finish", kVisit}).code, 0);
  const ProcessResult answered =
      As(kLead, {"letter", "answer", kVisit, "c1", "--decision", "accepted", "--reason",
                 "The list says so.", "--text", "Most schools learn from each other."});
  ASSERT_EQ(answered.code, 0) << answered.err;
  EXPECT_THAT(As(kLead, {"letter", "corrections", kVisit}).out,
              AllOf(HasSubstr("accepted"), HasSubstr("Host: Two do not take part."),
                    HasSubstr("Team: The list says so.")));
  EXPECT_THAT(As(kLead, {"letter", "show", kVisit}).out,
              HasSubstr("Most schools learn from each other."));
  EXPECT_THAT(As(kLead, {"letter", "history", kVisit, paragraph}).out,
              AllOf(HasSubstr("by em-073, answers c1"), HasSubstr("version 1")));
  EXPECT_THAT(As(kLead, {"letter", "diff", kVisit, "1"}).out,
              HasSubstr("changed, corrected by c1\n  [-Schools-] {+Most schools+} learn"));
  EXPECT_NE(AsHost({"letter", "history", kVisit, paragraph}).code, 0);
  EXPECT_THAT(AsHost({"letter", "versions", kVisit}).out, HasSubstr("the host's check"));
}

TEST_F(LetterCliTest, TheHostTakesACorrectionBackAndIsGivenMoreTime) {
  ASSERT_NO_FATAL_FAILURE(DraftLetter());
  const ProcessResult inserted = As(kLead, {"letter", "insert", kVisit, "--section", "headline",
                                            "--id", "p1", "--text", "We met twelve people."});
  ASSERT_EQ(inserted.code, 0) << inserted.err;
  ASSERT_NO_FATAL_FAILURE(Expect(kLead, {"letter", "share", kVisit}));
  EXPECT_EQ(
      AsHost({"letter", "correct", kVisit, "p1", "--reason", "It is no finding.", "--id", "c1"})
          .code,
      0)
      << "it would rather have nothing there";
  const ProcessResult taken_back = AsHost({"letter", "take-back", kVisit, "c1"});
  EXPECT_THAT(taken_back.out, HasSubstr("withdrawn"));
  EXPECT_THAT(As(kLead, {"letter", "extend", kVisit, "--due", "2100-01-29"}).out,
              HasSubstr("until 2100-01-29"));
  ASSERT_EQ(AsHost({"letter", "finish", kVisit}).code, 0);
}

TEST_F(LetterCliTest, ADraftIsEditedParagraphByParagraph) {
  ASSERT_NO_FATAL_FAILURE(DraftLetter());
  const auto edit = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "letter");
    const ProcessResult result = As(kLead, arguments);
    EXPECT_EQ(result.code, 0) << arguments[1] << ": " << result.err;
    return result.out;
  };
  edit({"insert", kVisit, "--section", "headline", "--id", "p1", "--text", "They learn.",
        "--finding", "learning"});
  edit({"insert", kVisit, "--section", "headline", "--after", "p1", "--id", "p2", "--text",
        "We thank all whom we met."});
  const std::string shown = edit({"show", kVisit});
  EXPECT_THAT(shown, HasSubstr("Headline messages  [headline]\n"));
  EXPECT_LT(shown.find("[p1]"), shown.find("[p2]"));
  const std::string moved = edit({"move", kVisit, "p1", "--section", "caveats"});
  EXPECT_GT(moved.find("[p1]"), moved.find("[p2]"));
  EXPECT_THAT(edit({"remove", kVisit, "p2"}), Not(HasSubstr("[p2]")));
  EXPECT_THAT(edit({"history", kVisit, "p2"}),
              AllOf(HasSubstr("(taken out)"), HasSubstr("We thank all whom we met.")));
  edit({"head", kVisit, "--title", "Our letter", "--to", "The director", "--heading",
        "headline=In short"});
  EXPECT_THAT(edit({"show", kVisit}),
              AllOf(HasSubstr("Our letter\n"), HasSubstr("To: The director\n"),
                    HasSubstr("In short  [headline]\n")));
  EXPECT_EQ(As(kLead, {"letter", "head", kVisit, "--heading", "headline"}).code, 2);
}

TEST_F(LetterCliTest, AFindingIsShownWithWhatItRestsOnAndChanged) {
  ASSERT_NO_FATAL_FAILURE(AddEvidence());
  GiveFeedback();
  ASSERT_NO_FATAL_FAILURE(AddConclusions());
  const std::vector<std::string> show = {"finding", "show", kVisit, "learning"};
  EXPECT_THAT(As(kLead, show).out,
              AllOf(HasSubstr("2 independent sources: "), HasSubstr("care leaver"),
                    HasSubstr("  8d30fec0-418e-4ba0-95b4-44d1f8000001, version 1\n")));
  EXPECT_EQ(As(kLead, {"finding", "change", kVisit, "learning"}).code, 2) << "nothing to change";
  const ProcessResult changed =
      As(kLead, {"finding", "change", kVisit, "learning", "--text", "They learn.", "--item",
                 "8d30fec0-418e-4ba0-95b4-44d1f8000001"});
  ASSERT_EQ(changed.code, 0) << changed.err;
  EXPECT_THAT(changed.out,
              AllOf(HasSubstr("draft"), HasSubstr("single source"), HasSubstr("They learn.")));
  EXPECT_THAT(As(kLead, {"finding", "refresh", kVisit, "learning"}).out,
              HasSubstr("1 independent source: "));
  EXPECT_NE(AsHost(show).code, 0);
}

TEST_F(LetterCliTest, ALetterThatIsOpenedAgainSaysWhatItsRecommendationsSay) {
  ASSERT_NO_FATAL_FAILURE(SignLetter());
  const std::vector<std::string> reword = {"finding", "reword-recommendation", kVisit, "tell",
                                           "--text",  "Tell all the others."};
  EXPECT_THAT(As(kLead, reword).err, HasSubstr("is SIGNING"));
  const ProcessResult reopened =
      As(kManager, {"letter", "reopen", kVisit, "--reason", "Not only some."});
  ASSERT_EQ(reopened.code, 0) << reopened.err;
  EXPECT_THAT(reopened.out, HasSubstr("Not only some."));
  const ProcessResult reworded = As(kLead, reword);
  ASSERT_EQ(reworded.code, 0) << reworded.err;
  EXPECT_THAT(As(kLead, {"letter", "check", kVisit}).out, HasSubstr("text differs"));
}

}  // namespace
}  // namespace peerchallenge::cli
