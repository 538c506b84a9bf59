#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/system/cli_process.h"
#include "tests/system/cli_server.h"

// From evidence to an issued letter by the command line, against a real server that hosts the whole
// suite: every service learns from the others by their APIs only.
namespace peerchallenge::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kVisit[] = "east-midlands/lincolnshire-2012";
constexpr char kLead[] = "em-073";
constexpr char kManager[] = "em-082";
constexpr char kDirector[] = "HOST_DIRECTOR@regions/east-midlands/authorities/E10000019";

class LetterCliTest : public testing::Test {
 protected:
  LetterCliTest() { EXPECT_EQ(Run({"import", "sample", SAMPLE_FOLDER}).code, 0); }

  ProcessResult Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--server", server_.address(), "--data-dir", folder_.path(),
                                       "--wait", "60s"});
    return RunBinary(arguments);
  }
  ProcessResult As(const std::string& person, std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--as", "regions/east-midlands/people/" + person});
    return Run(std::move(arguments));
  }
  ProcessResult AsHost(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--act-as", kDirector});
    return Run(std::move(arguments));
  }
  // Until it succeeds: what another service was told a moment ago is still on its way.
  void Expect(const std::string& person, const std::vector<std::string>& arguments) const {
    ProcessResult result;
    for (int i = 0; i < 600; ++i) {
      result = As(person, arguments);
      if (result.code == 0) return;
      if (result.err.find("RESOURCE_NOT_FOUND") == std::string::npos &&
          result.err.find("WRONG_STATE") == std::string::npos) {
        break;
      }
    }
    FAIL() << result.err;
  }
  // Two items of different classes on the limb, by different reviewers.
  void AddEvidence() const {
    int number = 0;
    for (const auto& [person, source_class] : std::vector<std::pair<std::string, std::string>>{
             {"em-031", "education-partner"}, {"em-033", "care-leaver"}}) {
      ++number;
      const std::string occasion = "31ff3fb4-5d65-40cc-b922-06791800000" + std::to_string(number);
      const std::string item = "8d30fec0-418e-4ba0-95b4-44d1f800000" + std::to_string(number);
      Expect(person, {"evidence", "occasion", kVisit, "--id", occasion, "--kind", "focus-group",
                      "--class", source_class, "--date", "2012-07-09", "--unnamed", "4"});
      Expect(person, {"evidence", "add", kVisit, "--id", item, "--occasion", occasion, "--on",
                      "kloe-1/a=strength", "--text", "Schools learn from each other."});
    }
  }
  void GiveFeedback() const {
    for (const char* step : {"confirm-timetable", "start", "feedback"}) {
      EXPECT_EQ(Run({"review", step, kVisit}).code, 0) << step;
    }
  }
  void AddConclusions() const {
    Expect(kLead, {"finding", "add", kVisit, "--id", "learning", "--kind", "strength", "--limb",
                   "kloe-1/a", "--text", "Schools learn from each other.", "--item",
                   "8d30fec0-418e-4ba0-95b4-44d1f8000001", "--item",
                   "8d30fec0-418e-4ba0-95b4-44d1f8000002"});
    Expect(kLead, {"finding", "agree", kVisit, "learning"});
    Expect(kLead, {"finding", "recommend", kVisit, "--limb", "kloe-1/a", "--finding", "learning",
                   "--text", "Tell the others how."});
  }

  const TempFolder folder_;
  CliServer server_{folder_.path()};
};

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
  for (const char* person : {kManager, kLead}) {
    ASSERT_NO_FATAL_FAILURE(
        Expect(person, {"letter", person == kManager ? "fix" : "check", kVisit}));
    ASSERT_NO_FATAL_FAILURE(Expect(person, {"letter", "sign", kVisit}));
  }
  EXPECT_NE(As(kManager, {"letter", "issue", kVisit}).code, 0);
  const ProcessResult issued = As(kLead, {"letter", "issue", kVisit});
  ASSERT_EQ(issued.code, 0) << issued.err;
  EXPECT_THAT(issued.out, HasSubstr("of the evidence ledger"));

  const std::string pdf = folder_.path() + "/letter.pdf";
  ASSERT_EQ(AsHost({"letter", "render", kVisit, "--format", "pdf", "-o", pdf}).code, 0);
  EXPECT_GT(std::filesystem::file_size(pdf), 1'000U);
  ASSERT_EQ(AsHost({"report", "draft", kVisit, "--id", "scrutiny", "--to", "Scrutiny Committee",
                    "--date", "2012-09-07"})
                .code,
            0);
  EXPECT_THAT(Run({"report", "list", "east-midlands"}).out, HasSubstr("No reports."));
  ASSERT_EQ(AsHost({"report", "publish", kVisit, "scrutiny"}).code, 0);
  EXPECT_THAT(Run({"report", "list", "east-midlands"}).out, HasSubstr("Scrutiny Committee"));
  const std::string report = folder_.path() + "/report.html";
  ASSERT_EQ(Run({"report", "render", kVisit, "scrutiny", "-o", report}).code, 0);
  EXPECT_THAT(ReadWholeFile(report), HasSubstr("Appendix A: Letter of recommendations"));
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
  ASSERT_NO_FATAL_FAILURE(AddEvidence());
  GiveFeedback();
  ASSERT_NO_FATAL_FAILURE(AddConclusions());
  ASSERT_NO_FATAL_FAILURE(Expect(kLead, {"letter", "draft", kVisit}));
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
  EXPECT_THAT(As(kLead, {"letter", "corrections", kVisit}).out, HasSubstr("accepted"));
  EXPECT_THAT(As(kLead, {"letter", "show", kVisit}).out,
              HasSubstr("Most schools learn from each other."));
}

}  // namespace
}  // namespace peerchallenge::cli
