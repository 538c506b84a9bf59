#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "peerchallenge/scheduling/v1/planner.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "services/scheduling/search_runs.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_PERMISSION_MISSING;
using errors::v1::ERROR_REASON_QUOTA_EXCEEDED;
using errors::v1::ERROR_REASON_RESOURCE_EXISTS;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using errors::v1::ERROR_REASON_RULE_BROKEN;
using errors::v1::ERROR_REASON_WRONG_STATE;
using testing::HasSubstr;

constexpr char kProgramme[] = R"({"name": "regions/em/programmes/y"})";
constexpr char kPlan[] = R"({"name": "regions/em/programmes/y/plans/p"})";
// Ends soon and in the same way on every machine.
constexpr char kStart[] = R"({"parent": "regions/em/programmes/y", "planId": "p",
    "options": {"seed": "1", "stepLimit": "20000", "timeLimit": "60s"}})";

class ProgrammeServiceTest : public testing::Test {
 protected:
  ProgrammeServiceTest() {
    AddChallenge(world_, "lin", "E10000019");
    AddChallenge(world_, "not", "E10000024");
    AddChallenge(world_, "der", "E06000015");
  }

  // Starts the plan and waits for its end by its stream.
  v1::Plan Finished(const std::string& request = kStart) {
    world_.Must(kOffice, "ProgrammeService/StartPlan", request);
    const auto states = world_.Read(kOffice, "ProgrammeService/WatchPlan", kPlan);
    EXPECT_FALSE(states.empty());
    return Plan();
  }
  // Begins as many plans ("full-1" and so on) as one caller may run at once.
  void FillTheServer() {
    world_.SearchWithoutEnd();
    for (int n = 1; n <= World::kMaxSearches; ++n) {
      world_.Must(kOffice, "ProgrammeService/StartPlan",
                  absl::StrCat(R"({"parent": "regions/em/programmes/y", "planId": "full-)", n,
                               R"(", "options": {"stepLimit": "1"}})"));
    }
  }
  v1::Plan Plan() { return world_.Must(kOffice, "ProgrammeService/GetPlan", kPlan).As<v1::Plan>(); }

  RegionWorld world_;
};

TEST_F(ProgrammeServiceTest, CreateProgramme_ShowsTheDefaultsThatItWorksWith) {
  const auto programme =
      world_.Must(kOffice, "ProgrammeService/GetProgramme", kProgramme).As<v1::Programme>();
  EXPECT_EQ(programme.rules().max_reviews_per_week(), 2);
  EXPECT_EQ(programme.weights().theme(), 60);
  EXPECT_GT(programme.election_cost(), 0);
}

TEST_F(ProgrammeServiceTest, CreateProgramme_RefusesAYearThatEndsBeforeItBegins) {
  const Answer answer = world_.Call(kOffice, "ProgrammeService/CreateProgramme", R"({
      "parent": "regions/em", "programmeId": "z", "programme": {"displayName": "z",
      "startDate": "2013-09-03", "endDate": "2012-06-28"}})");
  EXPECT_EQ(answer.reason(), ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(answer.status.message()), HasSubstr("programme.end_date"));
}

TEST_F(ProgrammeServiceTest, StartPlan_PlansEveryReviewAndAdoptPlanPutsItInForce) {
  const v1::Plan plan = Finished();
  ASSERT_EQ(plan.state(), v1::Plan::STATE_SUCCEEDED) << plan.DebugString();
  EXPECT_EQ(plan.solution().plan().reviews_size(), 3);
  world_.Must(kOffice, "ProgrammeService/AdoptPlan", kPlan);
  const auto year = world_.Must(kOffice, "ProgrammeService/GetYear", kProgramme).As<v1::Year>();
  ASSERT_EQ(year.entries_size(), 3);
  for (const auto& entry : year.entries()) {
    EXPECT_FALSE(entry.week_start_date().empty());
    EXPECT_FALSE(entry.lead_authority().empty());
    EXPECT_GE(entry.team_size(), 5);
  }
  const auto programme =
      world_.Must(kOffice, "ProgrammeService/GetProgramme", kProgramme).As<v1::Programme>();
  EXPECT_EQ(programme.adopted_plan(), plan.name());
}

TEST_F(ProgrammeServiceTest, StartPlan_GivesTheSamePlanForTheSameSeedAndSteps) {
  const v1::Plan first = Finished();
  world_.Must(kOffice, "ProgrammeService/StartPlan", R"({
      "parent": "regions/em/programmes/y", "planId": "q",
      "options": {"seed": "1", "stepLimit": "20000", "timeLimit": "60s"}})");
  world_.Read(kOffice, "ProgrammeService/WatchPlan",
              R"({"name": "regions/em/programmes/y/plans/q"})");
  const auto second = world_
                          .Must(kOffice, "ProgrammeService/GetPlan",
                                R"({"name": "regions/em/programmes/y/plans/q"})")
                          .As<v1::Plan>();
  EXPECT_EQ(first.solution().plan().SerializeAsString(),
            second.solution().plan().SerializeAsString());
}

TEST_F(ProgrammeServiceTest, StartPlan_SentTwiceWithOneRequestIdRunsOnce) {
  const std::string request = R"({"parent": "regions/em/programmes/y", "requestId": "r",
      "options": {"seed": "1", "stepLimit": "2000"}})";
  const Answer first = world_.Must(kOffice, "ProgrammeService/StartPlan", request);
  const Answer second = world_.Must(kOffice, "ProgrammeService/StartPlan", request);
  EXPECT_EQ(first.json, second.json);
  const auto plans =
      world_.Must(kOffice, "ProgrammeService/ListPlans", R"({"parent": "regions/em/programmes/y"})")
          .As<v1::ListPlansResponse>();
  EXPECT_EQ(plans.plans_size(), 1);
}

TEST_F(ProgrammeServiceTest, StartPlan_RefusesMoreThanTheServerRuns) {
  FillTheServer();
  const Answer refused = world_.Call(kOffice, "ProgrammeService/StartPlan",
                                     R"({"parent": "regions/em/programmes/y"})");
  EXPECT_EQ(refused.reason(), ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_GT(rpc::DetailOf<google::rpc::RetryInfo>(refused.status).retry_delay().seconds(), 0);
}

TEST_F(ProgrammeServiceTest, StartPlan_LeavesRoomForAnotherCaller) {
  const Who colleague = {"colleague", kOffice.grants};
  const std::string request = R"({"parent": "regions/em/programmes/y"})";
  const auto quota = [](const Answer& refused) { return rpc::MetadataOf(refused.status, "quota"); };
  FillTheServer();
  EXPECT_EQ(quota(world_.Call(kOffice, "ProgrammeService/StartPlan", request)),
            "searches_per_caller");
  world_.Must(colleague, "ProgrammeService/StartPlan", request);
  EXPECT_EQ(quota(world_.Call(colleague, "ProgrammeService/StartPlan", request)), "searches");
}

TEST_F(ProgrammeServiceTest, StartPlan_FindsRoomAgainWhenASearchHasEnded) {
  FillTheServer();
  world_.Must(kOffice, "ProgrammeService/CancelPlan",
              R"({"name": "regions/em/programmes/y/plans/full-1"})");
  world_.Must(kOffice, "ProgrammeService/StartPlan", kStart);
}

TEST_F(ProgrammeServiceTest, StartPlan_ThatIsRefusedTakesNoRoom) {
  world_.SearchWithoutEnd();
  const std::string wrong = R"({"parent": "regions/em/programmes/none"})";
  for (int n = 0; n <= World::kMaxSearches; ++n) {
    EXPECT_EQ(world_.Call(kOffice, "ProgrammeService/StartPlan", wrong).reason(),
              ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  world_.Must(kOffice, "ProgrammeService/StartPlan", kStart);
  for (int n = 0; n <= World::kMaxSearches; ++n) {
    EXPECT_EQ(world_.Call(kOffice, "ProgrammeService/StartPlan", kStart).reason(),
              ERROR_REASON_RESOURCE_EXISTS);
  }
  world_.Must(kOffice, "ProgrammeService/StartPlan", R"({"parent": "regions/em/programmes/y"})");
}

TEST_F(ProgrammeServiceTest, StartPlan_SentAgainIsAnsweredWhileTheServerIsFull) {
  world_.SearchWithoutEnd();
  const std::string request = R"({"parent": "regions/em/programmes/y", "requestId": "r"})";
  const Answer first = world_.Must(kOffice, "ProgrammeService/StartPlan", request);
  world_.Must(kOffice, "ProgrammeService/StartPlan", kStart);
  EXPECT_EQ(world_.Must(kOffice, "ProgrammeService/StartPlan", request).json, first.json);
}

TEST_F(ProgrammeServiceTest, StartPlan_NeedsAReviewThatIsStillToBePlanned) {
  for (const char* id : {"lin", "not", "der"}) {
    world_.Must(kOffice, "ReviewService/CancelReview",
                absl::StrCat(R"({"name": "regions/em/reviews/)", id, R"(", "reason": "x"})"));
  }
  EXPECT_EQ(world_.Call(kOffice, "ProgrammeService/StartPlan", kStart).reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(ProgrammeServiceTest, StartPlan_SaysWhyAProblemIsInfeasible) {
  // Nobody may review: everybody is away all year.
  for (const char* gss : {"e10000019", "e10000024", "e06000018", "e10000018", "e06000015"}) {
    for (int n = 1; n <= 2; ++n) {
      world_.Must(
          kOffice, "DirectoryService/SetAvailability",
          absl::StrCat(
              R"({"name": "regions/em/people/)", gss, "-", n,
              R"(", "unavailable": [{"startDate": "2012-08-01", "endDate": "2013-08-01"}]})"));
    }
  }
  const v1::Plan plan = Finished();
  EXPECT_EQ(plan.state(), v1::Plan::STATE_INFEASIBLE) << plan.DebugString();
  EXPECT_GT(plan.solution().infeasibility().conflict_size(), 0);
}

TEST_F(ProgrammeServiceTest, CancelPlan_StopsThePlanAndKeepsTheBestSoFar) {
  world_.SearchWithoutEnd();
  world_.Must(kOffice, "ProgrammeService/StartPlan", kStart);
  world_.WaitForSolved(1);
  const auto plan = world_.Must(kOffice, "ProgrammeService/CancelPlan", kPlan).As<v1::Plan>();
  EXPECT_EQ(plan.state(), v1::Plan::STATE_CANCELLED);
  EXPECT_TRUE(plan.has_end_time());
  EXPECT_EQ(plan.solution().plan().reviews_size(), 3);
}

TEST_F(ProgrammeServiceTest, Plan_IsInterruptedWhenTheServerStops) {
  world_.SearchWithoutEnd();
  world_.Must(kOffice, "ProgrammeService/StartPlan", kStart);
  world_.Restart();
  EXPECT_EQ(Plan().state(), v1::Plan::STATE_INTERRUPTED);
}

TEST_F(ProgrammeServiceTest, Tick_ForgetsTheRunOfAProcessThatIsGone) {
  const v1::Plan plan = Finished();
  // As a process leaves it that was killed while it ran: begun by a runner that is never seen
  // again.
  ASSERT_TRUE(
      world_.database()
          .Write(absl::InfiniteFuture(),
                 [&](storage::Transaction& tx) { return BeginRun(tx, plan.name(), "gone"); })
          .ok());
  world_.clock().Advance(absl::Minutes(1));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  ASSERT_TRUE(world_.database()
                  .Read(absl::InfiniteFuture(),
                        [&](storage::Transaction& tx) {
                          auto runs = RunsOf(tx, "gone");
                          EXPECT_TRUE(runs.ok() && runs->empty());
                          return runs.status();
                        })
                  .ok());
}

TEST_F(ProgrammeServiceTest, AdoptPlan_RefusesAPlanThatTheWorldHasOvertaken) {
  const v1::Plan plan = Finished();
  const auto& entry = plan.solution().plan().reviews(0);
  world_.Must(
      kOffice, "DirectoryService/SetAvailability",
      absl::StrCat(R"({"name": "regions/em/people/)", entry.members(0),
                   R"(", "unavailable": [{"startDate": "2012-08-01", "endDate": "2013-08-01"}]})"));
  EXPECT_EQ(world_.Call(kOffice, "ProgrammeService/AdoptPlan", kPlan).reason(),
            ERROR_REASON_RULE_BROKEN);
}

TEST_F(ProgrammeServiceTest, AdoptPlan_NeedsASolution) {
  world_.SearchWithoutEnd();
  world_.Must(kOffice, "ProgrammeService/StartPlan", kStart);
  EXPECT_EQ(world_.Call(kOffice, "ProgrammeService/AdoptPlan", kPlan).reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(ProgrammeServiceTest, ExplainPlan_GivesACostOrARuleForEveryPersonAndWeek) {
  Finished();
  const auto explanation =
      world_
          .Must(kOffice, "ProgrammeService/ExplainPlan",
                R"({"name": "regions/em/programmes/y/plans/p", "review": "lin"})")
          .As<v1::PlanExplanation>();
  int chosen = 0;
  bool own_authority_is_ruled_out = false;
  for (const auto& choice : explanation.choices()) {
    chosen += choice.chosen() ? 1 : 0;
    EXPECT_NE(choice.rules().empty(), !choice.has_cost_change()) << choice.DebugString();
    if (choice.subject() == "e10000019-4") {
      for (const auto& rule : choice.rules()) own_authority_is_ruled_out |= rule.kind() == "P5";
    }
  }
  EXPECT_GE(chosen, 6);  // the week and five members
  EXPECT_TRUE(own_authority_is_ruled_out);
}

TEST_F(ProgrammeServiceTest, ExplainPlan_SplitsTheCostByReviewAuthorityPersonAndWeek) {
  const v1::Plan plan = Finished();
  const auto explanation =
      world_.Must(kOffice, "ProgrammeService/ExplainPlan", kPlan).As<v1::PlanExplanation>();
  EXPECT_TRUE(explanation.choices().empty());
  std::map<v1::PlanExplanation::Share::Kind, v1::ProgrammeCostItems> sums;
  for (const auto& share : explanation.shares()) {
    auto& sum = sums[share.kind()];
    sum.set_week(sum.week() + share.cost_items().week());
    sum.set_theme(sum.theme() + share.cost_items().theme());
    sum.set_balance(sum.balance() + share.cost_items().balance());
    sum.set_travel(sum.travel() + share.cost_items().travel());
    sum.set_novice(sum.novice() + share.cost_items().novice());
    sum.set_spread(sum.spread() + share.cost_items().spread());
  }
  const v1::ProgrammeCostItems& all = plan.solution().plan().cost_items();
  using Share = v1::PlanExplanation::Share;
  EXPECT_EQ(sums[Share::KIND_REVIEW].week(), all.week());
  EXPECT_EQ(sums[Share::KIND_REVIEW].theme(), all.theme());
  EXPECT_EQ(sums[Share::KIND_REVIEW].novice(), all.novice());
  EXPECT_EQ(sums[Share::KIND_WEEK].spread(), all.spread());
  EXPECT_EQ(sums[Share::KIND_AUTHORITY].balance(), all.balance());
  for (const auto kind : {Share::KIND_REVIEW, Share::KIND_AUTHORITY, Share::KIND_PERSON}) {
    EXPECT_EQ(sums[kind].travel(), all.travel());
  }
}

// The choice that ExplainPlan makes of "lin" with one thing pinned.
v1::PlanExplanation::Choice Pinned(World& world, const std::string& what) {
  const auto explanation =
      world
          .Must(kOffice, "ProgrammeService/ExplainPlan",
                R"({"name": "regions/em/programmes/y/plans/p", "review": "lin", "solve": true, )" +
                    what + "}")
          .As<v1::PlanExplanation>();
  EXPECT_EQ(explanation.choices_size(), 1);
  return explanation.choices(0);
}

TEST_F(ProgrammeServiceTest, ExplainPlan_SolvesAnewWithTheChoicePinned) {
  const v1::Plan plan = Finished();
  const v1::PlannedReview* lin = nullptr;
  for (const auto& entry : plan.solution().plan().reviews()) {
    if (entry.review() == "lin") lin = &entry;
  }
  ASSERT_NE(lin, nullptr);
  const auto without = Pinned(world_, R"("person": ")" + lin->members(0) + "\"");
  EXPECT_TRUE(without.chosen());
  ASSERT_TRUE(without.pinned().has_cost_change()) << without.DebugString();
  // All else free, leaving somebody out can only be cheaper than with all else as it is.
  if (without.has_cost_change()) {
    EXPECT_LE(without.pinned().cost_change(), without.cost_change());
  }
  EXPECT_LE(without.pinned().least_cost_change(), without.pinned().cost_change());
}

TEST_F(ProgrammeServiceTest, ExplainPlan_SaysWhyNoPlanHasTheChoice) {
  Finished();
  // From the host itself; and a practitioner as the lead.
  for (const char* what : {R"("person": "e10000019-4")", R"("lead": "e10000019-4")"}) {
    const auto choice = Pinned(world_, what);
    EXPECT_FALSE(choice.rules().empty());
    EXPECT_EQ(choice.pinned().outcome(), v1::SOLVE_OUTCOME_INFEASIBLE) << choice.DebugString();
    EXPECT_GT(choice.pinned().infeasibility().conflict_size(), 0);
    EXPECT_TRUE(choice.pinned().infeasibility().minimal());
    EXPECT_FALSE(choice.pinned().has_cost_change());
  }
}

TEST_F(ProgrammeServiceTest, ExplainPlan_SolvesForOneChoiceOnly) {
  Finished();
  for (const char* more :
       {R"("review": "lin", "solve": true)", R"("week": "2012-W40")",
        R"("review": "lin", "solve": true, "week": "2012-W40", "person": "e10000019-4")",
        R"("review": "lin", "lead": "nobody")"}) {
    EXPECT_EQ(world_
                  .Call(kOffice, "ProgrammeService/ExplainPlan",
                        absl::StrCat(R"({"name": "regions/em/programmes/y/plans/p", )", more, "}"))
                  .reason(),
              ERROR_REASON_FIELD_INVALID)
        << more;
  }
}

TEST_F(ProgrammeServiceTest, ExplainPlan_SolvesAnewOnlyWhereTheServerHasRoomForASearch) {
  Finished();
  FillTheServer();
  // A lead who may not lead, of which the search is soon done.
  const std::string request = R"({"name": "regions/em/programmes/y/plans/p", "review": "lin",
      "lead": "e10000019-4")";
  const Answer refused =
      world_.Call(kOffice, "ProgrammeService/ExplainPlan", request + R"(, "solve": true})");
  EXPECT_EQ(refused.reason(), ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_GT(rpc::DetailOf<google::rpc::RetryInfo>(refused.status).retry_delay().seconds(), 0);
  world_.Must(kOffice, "ProgrammeService/ExplainPlan", request + "}");
  world_.Must(kOffice, "ProgrammeService/CancelPlan",
              R"({"name": "regions/em/programmes/y/plans/full-1"})");
  for (int n = 0; n <= World::kMaxSearches; ++n) {
    world_.Must(kOffice, "ProgrammeService/ExplainPlan", request + R"(, "solve": true})");
  }
}

TEST_F(ProgrammeServiceTest, SolveProgramme_SharesTheRoomForSearchesWithPlans) {
  const v1::Plan plan = Finished();
  v1::SolveProgrammeRequest solve;
  ASSERT_TRUE(world_.database()
                  .Read(absl::InfiniteFuture(),
                        [&](storage::Transaction& tx) {
                          return LoadProblem(tx, plan.name(), *solve.mutable_problem());
                        })
                  .ok());
  solve.mutable_options()->set_step_limit(1);
  FillTheServer();
  const Answer refused = world_.Call(kOffice, "PlannerService/SolveProgramme", ToJson(solve));
  EXPECT_EQ(refused.reason(), ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_GT(rpc::DetailOf<google::rpc::RetryInfo>(refused.status).retry_delay().seconds(), 0);
  world_.Must(kOffice, "ProgrammeService/CancelPlan",
              R"({"name": "regions/em/programmes/y/plans/full-1"})");
  world_.Must(kOffice, "PlannerService/SolveProgramme", ToJson(solve));
}

TEST_F(ProgrammeServiceTest, GetGiveAndTake_CountsPlacesBothWays) {
  Finished();
  world_.Must(kOffice, "ProgrammeService/AdoptPlan", kPlan);
  const auto sum =
      world_.Must(kOffice, "ProgrammeService/GetGiveAndTake", kProgramme).As<v1::GiveAndTake>();
  ASSERT_EQ(sum.balances_size(), 5);
  int given = 0;
  int got = 0;
  int led = 0;
  for (const auto& balance : sum.balances()) {
    given += balance.given();
    got += balance.got();
    led += balance.led();
  }
  EXPECT_EQ(given, got);
  EXPECT_GE(given, 3 * 4);
  EXPECT_EQ(led, 3);
}

TEST_F(ProgrammeServiceTest, Plans_AreForTheProgrammeOfficeOnly) {
  Finished();
  EXPECT_EQ(world_.Call(Officer("HOST_DIRECTOR", "E10000019"), "ProgrammeService/GetPlan", kPlan)
                .reason(),
            ERROR_REASON_PERMISSION_MISSING);
}

TEST_F(ProgrammeServiceTest, GetYear_NamesTheTeamOnlyToThoseWhoMayReadTheReview) {
  Finished();
  world_.Must(kOffice, "ProgrammeService/AdoptPlan", kPlan);
  const auto year =
      world_.Must(Officer("HOST_DIRECTOR", "E10000019"), "ProgrammeService/GetYear", kProgramme)
          .As<v1::Year>();
  ASSERT_EQ(year.entries_size(), 3);
  for (const auto& entry : year.entries()) {
    const bool own = entry.host() == "regions/em/authorities/E10000019";
    EXPECT_EQ(entry.team_size() > 0, own);
    EXPECT_FALSE(entry.lead_authority().empty());
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling
