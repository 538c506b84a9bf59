#include "tests/system/cli_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_split.h"
#include "google/protobuf/struct.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/peerchallenge/json.h"
#include "tests/system/cli_process.h"

// The client commands against a real server.
namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using testing::HasSubstr;
using testing::Not;

// Enough for a good timetable of the sample's visit, the same one on every machine.
constexpr char kSteps[] = "100000";

class CliServerTest : public testing::Test {
 protected:
  CliServerTest() : server_(std::in_place, folder_.path()) {}
  // With a copy of what `begin` holds in the server's data directory.
  explicit CliServerTest(const TempFolder& begin) {
    std::filesystem::copy(begin.path(), folder_.path());
    server_.emplace(folder_.path());
  }

  // Runs a command with the server's address and data directory.
  ProcessResult RunCommand(std::vector<std::string> arguments,
                           const ProcessOptions& options = {}) const {
    return RunAt(*server_, folder_, std::move(arguments), options);
  }
  ProcessResult ImportSample() const { return RunCommand({"import", "sample", SAMPLE_FOLDER}); }

  static ProcessResult RunAt(const CliServer& server, const TempFolder& folder,
                             std::vector<std::string> arguments,
                             const ProcessOptions& options = {}) {
    arguments.insert(arguments.end(),
                     {"--server", server.address(), "--data-dir", folder.path(), "--wait", "60s"});
    return RunBinary(arguments, options);
  }
  template <typename Message>
  static Message Parsed(const std::string& json) {
    Message message;
    EXPECT_TRUE(ParseJson(json, "output", message).ok()) << json;
    return message;
  }

  TempFolder folder_;
  std::optional<CliServer> server_;
};

// The server has the sample; it is imported once and copied for each test.
class SampleServerTest : public CliServerTest {
 protected:
  SampleServerTest() : CliServerTest(ImportedSample()) {
    // So that every command of a test meets a server that answers.
    EXPECT_EQ(RunCommand({"call", "DirectoryService/ListRegions"}).code, 0);
  }

  v1::Plan PlanOfAKilledServer();

 private:
  static const TempFolder& ImportedSample() {
    static const TempFolder folder;
    static const bool imported = [] {
      CliServer server(folder.path());
      const int code = RunAt(server, folder, {"import", "sample", SAMPLE_FOLDER}).code;
      return code == 0 && server.Stop() == 0;
    }();
    EXPECT_TRUE(imported);
    return folder;
  }
};

TEST_F(CliServerTest, Serve_EndsInOrderAndKeepsItsData) {
  ASSERT_EQ(ImportSample().code, 0);
  EXPECT_EQ(server_->Stop(), 0);
  server_.emplace(folder_.path());
  const ProcessResult found = RunCommand({"review", "list", "east-midlands", "--json"});
  EXPECT_EQ(found.code, 0) << found.err;
  EXPECT_EQ(Parsed<v1::ListReviewsResponse>(found.out).reviews_size(), 9);
}

TEST_F(CliServerTest, Import_CreatesTheSampleAndASecondRunKeepsIt) {
  const ProcessResult first = ImportSample();
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("regions/east-midlands/people: 90 created\n"));
  EXPECT_THAT(first.out, HasSubstr("reviews/lincolnshire-2012: created\n"));
  const ProcessResult second = ImportSample();
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_THAT(second.out, Not(HasSubstr("created")));
}

TEST_F(SampleServerTest, Import_TheRulesAcceptTheLincolnshireReviewOf2012) {
  const ProcessResult shown =
      RunCommand({"review", "show", "east-midlands/lincolnshire-2012", "--json"});
  ASSERT_EQ(shown.code, 0) << shown.err;
  const auto review = Parsed<v1::Review>(shown.out);
  EXPECT_EQ(review.state(), v1::Review::STATE_TEAM_AGREED);
  EXPECT_EQ(review.start_date(), "2012-07-09");
  EXPECT_EQ(review.end_date(), "2012-07-11");
  EXPECT_EQ(review.team_size(), 6);
  EXPECT_EQ(review.team(0).authority(), "regions/east-midlands/authorities/E10000024");
}

TEST_F(SampleServerTest, Plan_StartsWatchesAdoptsAndShowsTheYear) {
  const std::string programme = "east-midlands/2012-13";
  const ProcessResult planned = RunCommand(
      {"plan", "start", programme, "--time-limit", "2s", "--adopt", "--quiet", "--json"});
  ASSERT_EQ(planned.code, 0) << planned.err << planned.out;
  const auto plan = Parsed<v1::Plan>(planned.out);
  EXPECT_EQ(plan.state(), v1::Plan::STATE_SUCCEEDED);
  EXPECT_TRUE(plan.has_adopt_time());

  const ProcessResult again =
      RunCommand({"plan", "start", programme, "--adopt", "--unless-adopted", "--json"});
  EXPECT_EQ(Parsed<v1::Plan>(again.out).name(), plan.name());

  const ProcessResult year = RunCommand({"plan", "year", programme});
  ASSERT_EQ(year.code, 0) << year.err;
  for (const char* host :
       {"Derby", "Leicester", "Rutland", "Nottingham", "Derbyshire", "Leicestershire",
        "Lincolnshire", "Northamptonshire", "Nottinghamshire"}) {
    EXPECT_THAT(year.out, HasSubstr(host));
  }
  EXPECT_THAT(year.out, Not(HasSubstr("not planned")));
  EXPECT_THAT(year.out, HasSubstr("9 Jul 2012"));

  const auto json =
      Parsed<google::protobuf::Struct>(RunCommand({"plan", "year", programme, "--json"}).out);
  EXPECT_EQ(json.fields()
                .at("giveAndTake")
                .struct_value()
                .fields()
                .at("balances")
                .list_value()
                .values_size(),
            9);

  const ProcessResult why =
      RunCommand({"plan", "explain", programme, "--review", "derby-2012-13", "--week", "2012-W41"});
  EXPECT_EQ(why.code, 0) << why.err;
  EXPECT_THAT(why.out, HasSubstr("2012-W41"));
  EXPECT_THAT(why.out, HasSubstr("searched"));
  const ProcessResult shares = RunCommand({"plan", "explain", programme});
  EXPECT_THAT(shares.out, HasSubstr("authority  E06000015"));
}

TEST_F(SampleServerTest, Timetable_BuildsShowsMendsReleasesAndExportsTheVisitOf2012) {
  const std::string visit = "east-midlands/lincolnshire-2012";
  const ProcessResult built = RunCommand(
      {"timetable", "build", visit, "--step-limit", kSteps, "--adopt", "--quiet", "--json"});
  ASSERT_EQ(built.code, 0) << built.err << built.out;
  EXPECT_TRUE(Parsed<v1::Build>(built.out).has_adopt_time());
  EXPECT_EQ(RunCommand({"timetable", "build", visit, "--unless-built"}).out, "");

  const ProcessResult shown = RunCommand({"timetable", "show", visit});
  ASSERT_EQ(shown.code, 0) << shown.err;
  for (const char* text : {"9 Jul 2012", "11 Jul 2012", "Team briefing", "lunch to", "way to"}) {
    EXPECT_THAT(shown.out, HasSubstr(text));
  }
  // Some session that has another place; in a tight timetable few have.
  std::string session;
  v1::SuggestSlotsResponse suggested;
  for (const char* each : {"data-talk", "documents-reading", "health-talk", "members-talk",
                           "contractor-talk", "mentoring-group", "follow-up-1"}) {
    session = each;
    suggested = Parsed<v1::SuggestSlotsResponse>(
        RunCommand({"timetable", "suggest", visit, session, "--limit", "3", "--json"}).out);
    if (suggested.suggestions_size() > 0) break;
  }
  ASSERT_GT(suggested.suggestions_size(), 0);
  const v1::Placement& place = suggested.suggestions(0).placement();
  std::vector<std::string> move{"timetable",  "move",    visit,         session,   "--date",
                                place.date(), "--start", place.start(), "--venue", place.venue()};
  for (const std::string& id : place.reviewers()) move.insert(move.end(), {"--reviewer", id});
  const ProcessResult moved = RunCommand(move);
  EXPECT_EQ(moved.code, 0) << moved.out << moved.err;
  EXPECT_THAT(moved.out, HasSubstr("moved, now"));
  const ProcessResult shares = RunCommand({"timetable", "explain", visit});
  EXPECT_THAT(shares.out, HasSubstr("2012-07-10"));
  const ProcessResult why =
      RunCommand({"timetable", "explain", visit, "briefing", "--start", "16:00", "--json"});
  const auto explained = Parsed<v1::BuildExplanation>(why.out);
  ASSERT_EQ(explained.choices_size(), 1) << why.err;
  EXPECT_TRUE(explained.choices(0).has_pinned());
  const ProcessResult refused =
      RunCommand({"timetable", "move", visit, "briefing", "--start", "16:00"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.out, HasSubstr("not moved"));

  const ProcessResult disrupted =
      RunCommand({"timetable", "disrupt", visit, "--withdrawn", "parents", "--reason", "unwell",
                  "--step-limit", kSteps, "--accept", "--quiet"});
  EXPECT_EQ(disrupted.code, 0) << disrupted.err;
  EXPECT_THAT(disrupted.out, HasSubstr("ACCEPTED"));
  EXPECT_THAT(disrupted.out, HasSubstr("GROUP_WITHDRAWN"));
  EXPECT_EQ(RunCommand({"timetable", "release", visit, "--note", "first"}).code, 0);
  const ProcessResult schedule = RunCommand({"timetable", "schedule", visit, "em-073"});
  EXPECT_THAT(schedule.out, HasSubstr("Team briefing"));
  const ProcessResult calendar =
      RunCommand({"timetable", "calendar", visit, "--subject", "em-073"});
  EXPECT_THAT(calendar.out, HasSubstr("BEGIN:VCALENDAR\r\n"));
  EXPECT_THAT(calendar.out, HasSubstr("SUMMARY:Team briefing\r\n"));
}

TEST_F(SampleServerTest, Review_GoesThroughItsStepsByHand) {
  const std::string derby = "east-midlands/derby-2012-13";
  const std::string scope =
      folder_.Write("scope.json", R"({"lines": [{"id": "k", "question": "How well?"}]})");
  EXPECT_EQ(RunCommand({"review", "scope", derby, scope}).code, 0);
  // That a letter is out is for its lead and the service that issues it to say.
  const ProcessResult early = RunCommand({"review", "letter", derby, "--json"});
  EXPECT_NE(early.code, 0);
  EXPECT_THAT(early.out, HasSubstr("PERMISSION_MISSING"));
  const ProcessResult cancelled = RunCommand({"review", "cancel", derby, "--reason", "merged"});
  EXPECT_EQ(cancelled.code, 0) << cancelled.err;
  EXPECT_THAT(cancelled.out, HasSubstr("cancelled: merged"));
  EXPECT_THAT(RunCommand({"review", "list", "east-midlands"}).out, HasSubstr("team agreed"));
}

TEST_F(SampleServerTest, Call_PrintsTheAnswerOrAReadableError) {
  const ProcessResult good =
      RunCommand({"call", "DirectoryService/GetRegion", R"({"name": "regions/east-midlands"})"});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_EQ(Parsed<v1::Region>(good.out).display_name(), "East Midlands");

  const ProcessResult bad = RunCommand({"call", "ReviewService/ListReviews",
                                        R"({"parent": "regions/east-midlands", "pageSize": -1})"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_THAT(bad.err, HasSubstr("INVALID_ARGUMENT (FIELD_INVALID)"));
  EXPECT_THAT(bad.err, HasSubstr("field  page_size"));
  EXPECT_THAT(bad.err, HasSubstr("request id cli-"));
}

TEST_F(SampleServerTest, Call_StreamsLinesOfJson) {
  const ProcessResult started =
      RunCommand({"plan", "start", "east-midlands/2012-13", "--time-limit", "1s", "--json"});
  const std::string name = Parsed<v1::Plan>(started.out).name();
  const ProcessResult watched =
      RunCommand({"call", "ProgrammeService/WatchPlan", "{\"name\": \"" + name + "\"}"});
  EXPECT_EQ(watched.code, 0) << watched.err;
  const std::vector<std::string> lines = absl::StrSplit(watched.out, '\n', absl::SkipEmpty());
  ASSERT_FALSE(lines.empty());
  EXPECT_NE(Parsed<v1::Plan>(lines.back()).state(), v1::Plan::STATE_RUNNING);
}

// Begins a plan, kills the server at once, starts it again and gives the plan as it then ends.
v1::Plan SampleServerTest::PlanOfAKilledServer() {
  const ProcessResult started =
      RunCommand({"plan", "start", "east-midlands/2012-13", "--time-limit", "10m", "--json"});
  const auto plan = Parsed<v1::Plan>(started.out);
  EXPECT_EQ(plan.state(), v1::Plan::STATE_RUNNING) << started.out << started.err;
  server_->Kill();

  server_.emplace(folder_.path(), std::vector<std::string>{"--plan-lease", "3s"});
  EXPECT_EQ(RunCommand({"call", "DirectoryService/ListRegions"}).code, 0);  // it answers
  const ProcessResult watched =
      RunCommand({"call", "ProgrammeService/WatchPlan", "{\"name\": \"" + plan.name() + "\"}",
                  "--timeout", "60s"});
  EXPECT_EQ(watched.code, 0) << watched.err;
  const std::vector<std::string> lines = absl::StrSplit(watched.out, '\n', absl::SkipEmpty());
  EXPECT_FALSE(lines.empty()) << watched.err;
  return lines.empty() ? v1::Plan() : Parsed<v1::Plan>(lines.back());
}

TEST_F(SampleServerTest, Plan_WhoseServerWasKilledIsInterruptedAfterTheRestart) {
  v1::Plan last;
  int attempts = 0;
  do {  // the planner may have been faster than the kill
    last = PlanOfAKilledServer();
  } while (last.state() == v1::Plan::STATE_SUCCEEDED && ++attempts < 20);
  EXPECT_EQ(last.state(), v1::Plan::STATE_INTERRUPTED);
  EXPECT_TRUE(last.has_end_time());
}

TEST_F(CliServerTest, Call_TellsWhatIsMissingWithoutAToken) {
  ASSERT_EQ(RunCommand({"call", "DirectoryService/ListRegions"}).code, 0);
  const TempFolder elsewhere;
  const ProcessResult none = RunBinary({"call", "DirectoryService/ListRegions", "--server",
                                        server_->address(), "--data-dir", elsewhere.path()});
  EXPECT_EQ(none.code, 6);
  EXPECT_THAT(none.err, HasSubstr("CREDENTIALS_MISSING"));
  EXPECT_THAT(none.err, HasSubstr("--token"));
  const ProcessResult wrong = RunBinary({"call", "DirectoryService/ListRegions", "--server",
                                         server_->address(), "--token", "nonsense", "--json"});
  EXPECT_EQ(wrong.code, 6);
  EXPECT_THAT(wrong.out, HasSubstr("TOKEN_INVALID"));
}

TEST_F(SampleServerTest, Token_IsTakenByTheServerForWhatItGrants) {
  const ProcessResult token =
      RunBinary({"token", "--subject", "peer", "--role", "REVIEWER@regions/east-midlands",
                 "--data-dir", folder_.path()});
  const std::string file = folder_.Write("token", token.out);
  const ProcessResult may = RunBinary({"call", "ProgrammeService/ListProgrammes",
                                       R"({"parent": "regions/east-midlands"})", "--server",
                                       server_->address(), "--token-file", file});
  EXPECT_EQ(may.code, 0) << may.err;
  const ProcessResult may_not = RunBinary({"plan", "start", "east-midlands/2012-13", "--server",
                                           server_->address(), "--token-file", file});
  EXPECT_EQ(may_not.code, 6);
  EXPECT_THAT(may_not.err, HasSubstr("PERMISSION_MISSING"));
}

TEST_F(SampleServerTest, Watch_ResumesWithTheTokenOfTheLastChange) {
  const std::string derby = "east-midlands/derby-2012-13";
  // The first answer carries a token only; from it on every change follows.
  const ProcessResult start = RunCommand(
      {"call", "scheduling.v1.ChangesService/Watch", R"({"parent": "regions/east-midlands"})"},
      {.await = "resumeToken", .then = SendInterrupt});
  EXPECT_EQ(start.code, 0) << start.err;
  const std::string first_line = start.out.substr(0, start.out.find('\n'));
  const std::string token =
      Parsed<google::protobuf::Struct>(first_line).fields().at("resumeToken").string_value();
  for (const char* reason : {"first", "second"}) {
    RunCommand({"review", "cancel",
                reason == std::string("first") ? derby : "east-midlands/rutland-2012-13",
                "--reason", reason});
  }
  const ProcessResult both =
      RunCommand({"watch", "--parent", "east-midlands", "--resume", token, "--count", "2"});
  EXPECT_EQ(both.code, 0) << both.err;
  EXPECT_THAT(both.out, HasSubstr("UPDATED  regions/east-midlands/reviews/derby-2012-13\n"));
  EXPECT_THAT(both.out, HasSubstr("UPDATED  regions/east-midlands/reviews/rutland-2012-13\n"));
  EXPECT_LT(both.out.find("derby"), both.out.find("rutland"));
  EXPECT_THAT(both.err, HasSubstr("resume with --resume "));
}

TEST_F(SampleServerTest, Watch_GoesOnAfterTheServerHasRestarted) {
  const auto cancel = [this](const std::string& review) {
    EXPECT_EQ(RunCommand({"review", "cancel", "east-midlands/" + review, "--reason", "x"}).code, 0);
  };
  const ProcessResult start = RunCommand(
      {"call", "scheduling.v1.ChangesService/Watch", R"({"parent": "regions/east-midlands"})"},
      {.await = "resumeToken", .then = SendInterrupt});
  const std::string first_line = start.out.substr(0, start.out.find('\n'));
  const std::string token =
      Parsed<google::protobuf::Struct>(first_line).fields().at("resumeToken").string_value();
  cancel("derby-2012-13");
  const auto restart = [&](pid_t) {
    EXPECT_EQ(server_->Stop(), 0);
    server_.emplace(folder_.path());
    cancel("rutland-2012-13");
  };
  const ProcessResult watched =
      RunCommand({"watch", "--parent", "east-midlands", "--resume", token, "--count", "2"},
                 {.await = "derby", .then = restart});
  EXPECT_EQ(watched.code, 0) << watched.err;
  EXPECT_THAT(watched.out, HasSubstr("reviews/rutland-2012-13\n"));
}

TEST_F(SampleServerTest, People_AreImportedAllOrNone) {
  const std::string bad =
      "id,display_name,role\nnew-1,New 1,PRACTITIONER\nNEW 2,New 2,PRACTITIONER\n";
  const ProcessResult rejected =
      RunCommand({"import", "people", "east-midlands", "-"}, {.input = bad});
  EXPECT_EQ(rejected.code, 1);
  EXPECT_THAT(rejected.out, HasSubstr("line 3: id: "));
  EXPECT_THAT(rejected.out, HasSubstr("nothing imported"));
  const std::string good = "id,display_name,role\nnew-1,New 1,PRACTITIONER\n";
  const ProcessResult checked =
      RunCommand({"import", "people", "east-midlands", "-", "--validate-only"}, {.input = good});
  EXPECT_EQ(checked.code, 0);
  EXPECT_THAT(checked.out, HasSubstr("checked only: 1 created"));
  EXPECT_THAT(RunCommand({"import", "people", "east-midlands", "-"}, {.input = good}).out,
              HasSubstr("imported: 1 created"));
}

}  // namespace
}  // namespace peerchallenge::cli
