#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "services/peerchallenge/json.h"
#include "services/scheduling/planning/check.h"
#include "services/scheduling/planning/timetable_check.h"
#include "tests/system/cli_process.h"

// `peerchallenge solve` as a user runs it.
namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using testing::HasSubstr;
using testing::IsEmpty;

// Each authority hosts one review and has four people; one of them a director who may lead.
v1::ProgrammeProblem MakeProblem(int authorities) {
  v1::ProgrammeProblem problem;
  for (int w = 0; w < 30; ++w) {
    auto* week = problem.add_weeks();
    week->set_id(absl::StrCat("w", w));
    week->set_start_date("2012-09-03");
  }
  for (int a = 0; a < authorities; ++a) {
    const std::string id = absl::StrCat("a", a);
    problem.add_authorities()->set_id(id);
    for (int b = 0; b < authorities; ++b)
      problem.add_travel_minutes(a == b ? 0 : 20 + 7 * ((a + b) % 9));
    auto* review = problem.add_reviews();
    review->set_id(absl::StrCat("review-", id));
    review->set_host(id);
    for (int w = 0; w < 30; ++w) {
      review->add_weeks(absl::StrCat("w", w));
      auto* cost = review->add_week_costs();
      cost->set_week(absl::StrCat("w", w));
      cost->set_cost((w * 7 + a * 11) % 60);
    }
    auto* theme = review->add_themes();
    theme->set_theme(a % 2 == 0 ? "send" : "early-help");
    auto* role = review->add_roles();
    role->set_role("DIRECTOR");
    role->set_min(1);
    review->set_team_min(3);
    review->set_team_max(5);
    for (int p = 0; p < 4; ++p) {
      auto* person = problem.add_reviewers();
      person->set_id(absl::StrCat(id, "-p", p));
      person->set_authority(id);
      person->set_role(p == 0 ? "DIRECTOR" : "PRACTITIONER");
      person->set_can_lead(p == 0);
      person->add_themes(p % 2 == 0 ? "send" : "early-help");
      person->set_max_reviews(2);
      person->set_reviews_done(p % 3);
    }
  }
  problem.mutable_rules()->set_max_members_per_authority(2);
  problem.mutable_weights()->set_week(1);
  problem.mutable_weights()->set_theme(60);
  problem.mutable_weights()->set_balance(40);
  problem.mutable_weights()->set_travel(1);
  problem.mutable_weights()->set_novice(60);
  problem.mutable_weights()->set_spread(30);
  return problem;
}

std::string Json(const v1::ProgrammeProblem& problem) {
  return FormatJson(problem, JsonStyle::kPretty);
}

v1::ProgrammeProblem Infeasible() {
  v1::ProgrammeProblem problem = MakeProblem(3);
  for (auto& person : *problem.mutable_reviewers()) person.set_role("PRACTITIONER");
  return problem;
}

// Whether `text` is a plan of the problem that keeps all rules and costs what it says.
void ExpectGoodPlan(const v1::ProgrammeProblem& problem, const std::string& text) {
  v1::ProgrammePlan plan;
  ASSERT_TRUE(ParseJson(text, "plan", plan).ok()) << text;
  const auto check = scheduling::planning::CheckProgramme(problem, plan);
  EXPECT_THAT(check.violations, IsEmpty());
  EXPECT_EQ(check.cost, plan.cost());
  EXPECT_LE(plan.bound(), plan.cost());
}

class CliSolve : public testing::Test {
 protected:
  TempFolder folder_;
};

TEST_F(CliSolve, PrintsThePlanAsPureJson) {
  const auto problem = MakeProblem(4);
  const std::string file = folder_.Write("problem.json", Json(problem));
  const ProcessResult result = RunBinary({"solve", "programme", file, "--time-limit", "1s"});
  EXPECT_EQ(result.code, 0) << result.err;
  ExpectGoodPlan(problem, result.out);
  EXPECT_THAT(result.err, HasSubstr("plan: cost"));
}

TEST_F(CliSolve, WritesThePlanToAFile) {
  const auto problem = MakeProblem(4);
  const std::string file = folder_.Write("problem.json", Json(problem));
  const std::string out = folder_.Write("plan.json", "an older plan");
  const ProcessResult result =
      RunBinary({"solve", "programme", file, "--time-limit", "1s", "-o", out, "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  ExpectGoodPlan(problem, ReadWholeFile(out));
  v1::ProgrammeSolution summary;
  EXPECT_TRUE(ParseJson(result.out, "summary", summary).ok()) << result.out;
  EXPECT_TRUE(summary.plan().reviews().empty());
}

TEST_F(CliSolve, ReadsStandardInput) {
  const auto problem = MakeProblem(3);
  const ProcessResult result = RunBinary(
      {"solve", "programme", "-", "--time-limit", "1s", "--quiet"}, {.input = Json(problem)});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, "");
  ExpectGoodPlan(problem, result.out);
}

TEST_F(CliSolve, GivesTheSamePlanForTheSameSeedAndSteps) {
  const std::string file = folder_.Write("problem.json", Json(MakeProblem(5)));
  const std::vector<std::string> line{"solve", "programme",    file, "--seed", "7", "--step-limit",
                                      "20000", "--time-limit", "5m", "--quiet"};
  const std::string plan = RunBinary(line).out;
  EXPECT_THAT(plan, HasSubstr("\"cost\""));
  EXPECT_EQ(RunBinary(line).out, plan);
}

TEST_F(CliSolve, ExplainsInWordsWhyThereIsNoPlan) {
  const std::string file = folder_.Write("problem.json", Json(Infeasible()));
  const std::string out = folder_.Write("plan.json", "an older plan");
  const ProcessResult result = RunBinary({"solve", "programme", file, "-o", out});
  EXPECT_EQ(result.code, 3) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("P9"));
  EXPECT_THAT(result.err, HasSubstr("What would make a plan possible"));
  EXPECT_EQ(ReadWholeFile(out), "an older plan");
}

TEST_F(CliSolve, ExplainsInJsonWhyThereIsNoPlan) {
  const ProcessResult result =
      RunBinary({"solve", "programme", "-", "--json"}, {.input = Json(Infeasible())});
  EXPECT_EQ(result.code, 3);
  v1::InfeasibilityReport report;
  ASSERT_TRUE(ParseJson(result.out, "report", report).ok()) << result.out;
  EXPECT_FALSE(report.conflict().empty());
  EXPECT_FALSE(report.relaxations().empty());
}

// Two members, one venue, two sessions; `needed` of the team attend the second.
v1::TimetableProblem MakeVisit(int needed) {
  v1::TimetableProblem problem;
  problem.set_slot_minutes(15);
  auto* day = problem.add_days();
  day->set_date("2012-10-15");
  day->set_start("09:00");
  day->set_end("17:00");
  auto* venue = problem.add_venues();
  venue->set_id("office");
  venue->set_rooms(1);
  problem.add_travel_minutes(0);
  for (const char* id : {"ann", "bob"}) problem.add_team()->set_id(id);
  for (const char* id : {"briefing", "interview"}) {
    auto* session = problem.add_sessions();
    session->set_id(id);
    session->set_minutes(60);
    session->add_venues("office");
    session->set_reviewers_needed(1);
    session->set_mandatory(true);
  }
  problem.mutable_sessions(1)->set_reviewers_needed(needed);
  problem.mutable_weights()->set_balance(1);
  return problem;
}

TEST_F(CliSolve, SolvesTimetables) {
  const auto problem = MakeVisit(1);
  const std::string file = folder_.Write("visit.json", FormatJson(problem, JsonStyle::kPretty));
  const ProcessResult result =
      RunBinary({"solve", "timetable", file, "--step-limit", "2000", "--seed", "3"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("timetable: cost 0"));
  v1::Timetable timetable;
  ASSERT_TRUE(ParseJson(result.out, "timetable", timetable).ok()) << result.out;
  EXPECT_THAT(scheduling::planning::CheckTimetable(problem, timetable).violations, IsEmpty());
}

TEST_F(CliSolve, ExplainsInWordsWhyThereIsNoTimetable) {
  const ProcessResult result = RunBinary({"solve", "timetable", "-"},
                                         {.input = FormatJson(MakeVisit(3), JsonStyle::kPretty)});
  EXPECT_EQ(result.code, 3) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("Session interview needs 3 reviewers; the team has 2."));
}

TEST_F(CliSolve, RefusesWhatIsNotAProblem) {
  v1::ProgrammeProblem unknown_host = MakeProblem(2);
  unknown_host.mutable_reviews(0)->set_host("nobody");
  const std::vector<std::pair<std::string, std::string>> table{
      {"", "input"},
      {"{", "input"},
      {R"({"reviews": [{"teamMinn": 3}]})", "unknown field 'teamMinn' in reviews[0]"},
      {R"({"reviews": "many"})", "reviews"},
      {Json(unknown_host), "reviews[0].host"}};
  for (const auto& [input, words] : table) {
    const ProcessResult result = RunBinary({"solve", "programme", "-"}, {.input = input});
    EXPECT_EQ(result.code, 2) << input;
    EXPECT_THAT(result.err, HasSubstr(words));
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(RunBinary({"solve", "programme", folder_.Path("none.json")}).code, 2);
}

TEST_F(CliSolve, FailsWhenThePlanCannotBeWritten) {
  const std::string file = folder_.Write("problem.json", Json(MakeProblem(3)));
  const ProcessResult result = RunBinary({"solve", "programme", file, "--time-limit", "1s", "-o",
                                          folder_.Path("no/folder/plan.json")});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err, HasSubstr("cannot write"));
}

TEST_F(CliSolve, EndsWithTheBestPlanSoFarOnCtrlC) {
  const auto problem = MakeProblem(30);
  const std::string file = folder_.Write("problem.json", Json(problem));
  const auto start = std::chrono::steady_clock::now();
  const ProcessResult result = RunBinary({"solve", "programme", file, "--time-limit", "10m"},
                                         {.await = "best ", .then = SendInterrupt});
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(2));
  EXPECT_EQ(result.code, 0) << result.err;
  ExpectGoodPlan(problem, result.out);
}

}  // namespace
}  // namespace peerchallenge::cli
