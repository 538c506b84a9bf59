#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "peerchallenge/recommendations/v1/support.pb.h"
#include "services/peerchallenge/json.h"
#include "tests/system/cli_process.h"

// `peerchallenge solve match` as a user runs it.
namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using testing::HasSubstr;
using v1::MatchRun;

// Nottinghamshire's mentors may help one of two; Lincolnshire needs them more.
constexpr char kProblem[] = R"({
  "date": "2026-05-01",
  "weights": {"theme": 10, "priority": 50, "travel": 3},
  "authorities": [
    {"name": "regions/em/authorities/E10000024"},
    {"name": "regions/em/authorities/E10000019"},
    {"name": "regions/em/authorities/E06000017"}
  ],
  "travelMinutes": [0, 60, 50, 60, 0, 40, 50, 40, 0],
  "similarities": [100, 100, 0, 100, 100, 0, 0, 0, 100],
  "offers": [{
    "name": "regions/em/authorities/E10000024/offers/mentors",
    "themes": ["regions/em/themes/leavers"],
    "formats": ["SUPPORT_FORMAT_MENTORING"],
    "freeDays": 10
  }],
  "asks": [{
    "name": "regions/em/authorities/E10000019/asks/leavers",
    "themes": ["regions/em/themes/leavers"],
    "openDays": 8,
    "priority": 8
  }, {
    "name": "regions/em/authorities/E06000017/asks/leavers",
    "themes": ["regions/em/themes/leavers"],
    "openDays": 8,
    "priority": 2
  }]
})";

class CliSolveMatch : public testing::Test {
 protected:
  TempFolder folder_;
  const std::string file_ = folder_.Write("problem.json", kProblem);
};

TEST_F(CliSolveMatch, PrintsTheMatchingAsPureJson) {
  const ProcessResult result = RunBinary({"solve", "match", file_});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("best matching: total score 1,220, proven\n"));
  EXPECT_THAT(result.err, HasSubstr("Asks that found nobody: E06000017/leavers\n"));
  MatchRun run;
  ASSERT_TRUE(ParseJson(result.out, "matching", run).ok()) << result.out;
  EXPECT_EQ(run.state(), MatchRun::STATE_SUCCEEDED);
  EXPECT_EQ(run.score(), 1220);
  ASSERT_EQ(run.pairs_size(), 1);
  EXPECT_EQ(run.pairs(0).ask(), "regions/em/authorities/E10000019/asks/leavers");
  EXPECT_EQ(run.unmatched_size(), 1);
}

TEST_F(CliSolveMatch, WritesTheMatchingToAFile) {
  const std::string out = folder_.Write("matching.json", "an older one");
  const ProcessResult result =
      RunBinary({"solve", "match", "-", "-o", out, "--json", "--quiet"}, {.input = kProblem});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  MatchRun whole, summary;
  ASSERT_TRUE(ParseJson(ReadWholeFile(out), "matching", whole).ok());
  EXPECT_EQ(whole.pairs_size(), 1);
  ASSERT_TRUE(ParseJson(result.out, "summary", summary).ok()) << result.out;
  EXPECT_EQ(summary.score(), 1220);
  EXPECT_TRUE(summary.pairs().empty());
}

TEST_F(CliSolveMatch, ExplainsAnOfferOrAsk) {
  const ProcessResult result =
      RunBinary({"solve", "match", file_, "--explain", "E10000024/mentors"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("*  E10000024/mentors  E10000019/leavers  1,220"));
  v1::ExplainMatchRunResponse explained;
  ASSERT_TRUE(ParseJson(result.out, "explanation", explained).ok()) << result.out;
  ASSERT_EQ(explained.pairs_size(), 2);
  EXPECT_TRUE(explained.pairs(0).chosen());
  EXPECT_EQ(explained.pairs(0).loss(), 270) << "Rutland would get them: 1,000 + 100 - 150";
  EXPECT_EQ(explained.pairs(1).loss(), 270);
  EXPECT_EQ(RunBinary({"solve", "match", file_, "--quiet", "--explain",
                       "regions/em/authorities/E06000017/asks/leavers"})
                .code,
            0);
}

TEST_F(CliSolveMatch, RefusesWhatIsNotAProblem) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"", "input"},
      {R"({"offers": [{"freeDay": 3}]})", "unknown field 'freeDay' in offers[0]"},
      {R"({"date": "2026-05-01", "offers": [{"name": "mentors"}]})", "problem.offers[0].name"}};
  for (const auto& [input, words] : table) {
    const ProcessResult result = RunBinary({"solve", "match", "-"}, {.input = input});
    EXPECT_EQ(result.code, 2) << input;
    EXPECT_THAT(result.err, HasSubstr(words));
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(RunBinary({"solve", "match", folder_.Path("none.json")}).code, 2);
  const ProcessResult nobody = RunBinary({"solve", "match", file_, "--explain", "E10000024/none"});
  EXPECT_EQ(nobody.code, 2);
  EXPECT_THAT(nobody.err, HasSubstr("--explain"));
}

}  // namespace
}  // namespace peerchallenge::cli
