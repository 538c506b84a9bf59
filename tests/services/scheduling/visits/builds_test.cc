#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/scheduling/search_runs.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/services/scheduling/visits/visit_world.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_ETAG_MISMATCH;
using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_PERMISSION_MISSING;
using errors::v1::ERROR_REASON_QUOTA_EXCEEDED;
using errors::v1::ERROR_REASON_RESOURCE_EXISTS;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using errors::v1::ERROR_REASON_RULE_BROKEN;
using errors::v1::ERROR_REASON_WRONG_STATE;
using testing::HasSubstr;

std::string Start(const std::string& id, const std::string& options = kOptions) {
  return Below(absl::StrCat(R"("buildId": ")", id, R"(", "options": )", options));
}

class BuildsTest : public testing::Test {
 protected:
  v1::Build Finished(const std::string& id) {
    world_.Do("StartBuild", Start(id));
    world_.Read(kCoordinator, "TimetableService/WatchBuild", Named("/builds/" + id));
    return Get(id);
  }
  v1::Build Get(const std::string& id) {
    return world_.Do("GetBuild", Named("/builds/" + id)).As<v1::Build>();
  }

  VisitWorld world_;
};

TEST_F(BuildsTest, StartBuild_PlacesEverySessionAndAdoptBuildPutsItInForce) {
  const v1::Build build = Finished("b");
  ASSERT_EQ(build.state(), v1::Build::STATE_SUCCEEDED) << build.DebugString();
  EXPECT_EQ(build.timetable().placements_size(), 7);
  EXPECT_TRUE(build.base_timetable().empty());
  EXPECT_EQ(world_.Try("GetTimetable", Named("/timetables/current")).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  const auto adopted = world_.Do("AdoptBuild", Named("/builds/b")).As<v1::Build>();
  EXPECT_EQ(adopted.adopted_timetable(), absl::StrCat(kLin, "/timetables/1"));
  EXPECT_TRUE(adopted.has_adopt_time());
  const v1::VisitTimetable version = world_.InForce();
  EXPECT_EQ(version.name(), adopted.adopted_timetable());
  EXPECT_EQ(version.origin(), build.name());
  EXPECT_EQ(version.timetable().placements_size(), 7);
  EXPECT_EQ(version.unplaced_sessions_size(), 0);
  EXPECT_EQ(version.clashes_size(), 0) << version.DebugString();
}

TEST_F(BuildsTest, StartBuild_KeepsNearToTheTimetableInForceAndSaysWhatItChanges) {
  const v1::VisitTimetable first = world_.Timetable("a");
  world_.AddSession("late", R"("displayName": "Late", "kind": "KIND_MEETING", "minutes": 30,
      "mandatory": true)");
  const v1::Build build = Finished("b");
  ASSERT_EQ(build.state(), v1::Build::STATE_SUCCEEDED) << build.DebugString();
  EXPECT_EQ(build.base_timetable(), first.name());
  ASSERT_GE(build.changes_size(), 1);
  bool placed = false;
  for (const auto& change : build.changes()) {
    ASSERT_EQ(change.causes_size(), 1);
    EXPECT_EQ(change.causes(0).kind(), "BUILD");
    placed |= change.session() == absl::StrCat(kLin, "/sessions/late") &&
              change.kind() == v1::TimetableChange::KIND_PLACED;
  }
  EXPECT_TRUE(placed) << build.DebugString();
}

TEST_F(BuildsTest, StartBuild_RefusesWhatIsNotReady) {
  AddChallenge(world_, "early", "E10000019");
  EXPECT_EQ(world_.Try("StartBuild", R"({"parent": "regions/em/reviews/early"})").reason(),
            ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(world_.Try("StartBuild", Start("B!")).reason(), ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(world_.Try("StartBuild", Start("b", R"({"timeLimit": "7200s"})")).reason(),
            ERROR_REASON_FIELD_INVALID);
  Finished("b");
  EXPECT_EQ(world_.Try("StartBuild", Start("b")).reason(), ERROR_REASON_RESOURCE_EXISTS);
}

TEST_F(BuildsTest, StartBuild_RefusesMoreThanTheServerRuns) {
  world_.SearchWithoutEnd();
  world_.Do("StartBuild", Start("a"));
  world_.Do("StartBuild", Start("b"));
  EXPECT_EQ(world_.Try("StartBuild", Start("c")).reason(), ERROR_REASON_QUOTA_EXCEEDED);
}

TEST_F(BuildsTest, CancelBuild_StopsItAndKeepsTheBestSoFar) {
  world_.SearchWithoutEnd();
  world_.Do("StartBuild", Start("b"));
  world_.WaitForSolved(1);
  const auto build = world_.Do("CancelBuild", Named("/builds/b")).As<v1::Build>();
  EXPECT_EQ(build.state(), v1::Build::STATE_CANCELLED);
  EXPECT_TRUE(build.has_end_time());
  EXPECT_EQ(build.timetable().placements_size(), 7);
  EXPECT_EQ(world_.Do("CancelBuild", Named("/builds/b")).As<v1::Build>().state(), build.state());
}

TEST_F(BuildsTest, Build_IsInterruptedWhenTheServerStops) {
  world_.SearchWithoutEnd();
  world_.Do("StartBuild", Start("b"));
  world_.Restart();
  EXPECT_EQ(Get("b").state(), v1::Build::STATE_INTERRUPTED);
  EXPECT_TRUE(Get("b").has_end_time());
}

TEST_F(BuildsTest, Build_OfAProcessThatWasKilledIsInterruptedByAnother) {
  v1::Build build;
  build.set_name(absl::StrCat(kLin, "/builds/lost"));
  build.set_state(v1::Build::STATE_RUNNING);
  // As a process leaves it that was killed while it ran.
  ASSERT_TRUE(
      world_.database()
          .Write(absl::InfiniteFuture(),
                 [&](storage::Transaction& tx) {
                   const storage::Value row[] = {build.name(), std::string(kLin), int64_t{1},
                                                 storage::Blob{build.SerializeAsString()}};
                   absl::Status status = tx.Execute(
                                               "INSERT INTO builds (name, parent, version, body, "
                                               "listed) VALUES ($1, $2, $3, $4, '0')",
                                               row)
                                             .status();
                   return status.ok() ? BeginRun(tx, build.name(), "gone") : status;
                 })
          .ok());
  EXPECT_EQ(Get("lost").state(), v1::Build::STATE_RUNNING);
  world_.clock().Advance(absl::Minutes(1));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  EXPECT_EQ(Get("lost").state(), v1::Build::STATE_INTERRUPTED);
  EXPECT_TRUE(Get("lost").has_end_time());
}

TEST_F(BuildsTest, WatchBuild_OfAFinishedBuildGivesItOnce) {
  Finished("b");
  const auto states = world_.Read(kCoordinator, "TimetableService/WatchBuild", Named("/builds/b"));
  ASSERT_EQ(states.size(), 1u);
  EXPECT_THAT(states[0], HasSubstr("STATE_SUCCEEDED"));
}

TEST_F(BuildsTest, ListBuilds_HasTheOldestFirst) {
  Finished("z");
  world_.clock().Advance(absl::Seconds(1));
  Finished("a");
  const auto all = world_.Do("ListBuilds", Below()).As<v1::ListBuildsResponse>();
  ASSERT_EQ(all.builds_size(), 2);
  EXPECT_THAT(all.builds(0).name(), HasSubstr("/builds/z"));
  const auto page = world_.Do("ListBuilds", Below(R"("pageSize": 1)")).As<v1::ListBuildsResponse>();
  const auto next =
      world_
          .Do("ListBuilds",
              Below(absl::StrCat(R"("pageSize": 1, "pageToken": ")", page.next_page_token(), "\"")))
          .As<v1::ListBuildsResponse>();
  ASSERT_EQ(next.builds_size(), 1);
  EXPECT_THAT(next.builds(0).name(), HasSubstr("/builds/a"));
}

TEST_F(BuildsTest, AdoptBuild_ChecksTheRulesAgain) {
  Finished("b");
  // The school is closed all through the visit since.
  world_.Do("UpdateVenue", absl::StrCat(R"({"venue": {"name": ")", kLin, R"(/venues/school",
      "unavailable": [{"date": "2012-10-01", "start": "00:00", "end": "24:00"},
                      {"date": "2012-10-02", "start": "00:00", "end": "24:00"},
                      {"date": "2012-10-03", "start": "00:00", "end": "24:00"}]}})"));
  const Answer answer = world_.Try("AdoptBuild", Named("/builds/b"));
  EXPECT_EQ(answer.reason(), ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(std::string(answer.status.message()), HasSubstr("T2"));
}

TEST_F(BuildsTest, AdoptBuild_RejectsStaleEtags) {
  Finished("b");
  const v1::VisitTimetable first = world_.Timetable("a");
  world_.AddSession("late", R"("displayName": "Late", "kind": "KIND_MEETING", "minutes": 30)");
  EXPECT_EQ(
      world_
          .Try("AdoptBuild", absl::StrCat(R"({"name": ")", kLin, R"(/builds/b", "etag": "stale"})"))
          .reason(),
      ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(world_
                .Try("AdoptBuild", absl::StrCat(R"({"name": ")", kLin,
                                                R"(/builds/b", "timetableEtag": "stale"})"))
                .reason(),
            ERROR_REASON_ETAG_MISMATCH);
  world_.Do("AdoptBuild", absl::StrCat(R"({"name": ")", kLin, R"(/builds/b", "timetableEtag": ")",
                                       first.etag(), "\"}"));
}

TEST_F(BuildsTest, AdoptBuild_NeedsATimetable) {
  // Nobody can be met: the leavers come at no time that is long enough.
  world_.Do("UpdateSession", absl::StrCat(R"({"session": {"name": ")", kLin,
                                          R"(/sessions/leavers-talk", "minutes": 120}})"));
  const v1::Build build = Finished("b");
  EXPECT_TRUE(build.state() == v1::Build::STATE_INFEASIBLE ||
              build.state() == v1::Build::STATE_NOT_FOUND)
      << build.DebugString();
  EXPECT_EQ(world_.Try("AdoptBuild", Named("/builds/b")).reason(), ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(world_.Try("ExplainBuild", Named("/builds/b")).reason(), ERROR_REASON_WRONG_STATE);
}

TEST_F(BuildsTest, Builds_AreForThoseWhoWriteTheTimetable) {
  Finished("b");
  EXPECT_EQ(world_.Call(kDirector, "TimetableService/GetBuild", Named("/builds/b")).reason(),
            ERROR_REASON_PERMISSION_MISSING);
  EXPECT_EQ(world_.Call(kReviewer, "TimetableService/GetBuild", Named("/builds/b")).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(world_.Call(kLead, "TimetableService/GetBuild", Named("/builds/b")).ok());
}

TEST_F(BuildsTest, ExplainBuild_SaysWhatOtherPlacesWouldCost) {
  const v1::Build build = Finished("b");
  const auto explanation =
      world_
          .Do("ExplainBuild", absl::StrCat(R"({"name": ")", kLin, R"(/builds/b", "session": ")",
                                           kLin, R"(/sessions/staff-group", "limit": 200})"))
          .As<v1::BuildExplanation>();
  ASSERT_GT(explanation.choices_size(), 10);
  EXPECT_TRUE(explanation.choices(0).chosen());
  EXPECT_EQ(explanation.choices(0).cost_change(), 0);
  int forbidden = 0;
  for (const auto& choice : explanation.choices()) {
    EXPECT_EQ(choice.has_cost_change(), choice.rules().empty());
    EXPECT_FALSE(choice.message().empty());
    forbidden += choice.rules().empty() ? 0 : 1;
  }
  EXPECT_GT(forbidden, 0);
}

TEST_F(BuildsTest, ExplainBuild_SplitsTheCostByDayAndByPerson) {
  const v1::Build build = Finished("b");
  const auto explanation = world_.Do("ExplainBuild", Named("/builds/b")).As<v1::BuildExplanation>();
  int64_t travel_by_day = 0;
  int64_t travel_by_person = 0;
  for (const auto& share : explanation.shares()) {
    (share.subject().find('/') == std::string::npos ? travel_by_day : travel_by_person) +=
        share.cost_items().travel();
  }
  EXPECT_EQ(travel_by_day, build.timetable().cost_items().travel());
  EXPECT_EQ(travel_by_person, build.timetable().cost_items().travel());
  EXPECT_EQ(explanation.choices_size(), 0);
}

TEST_F(BuildsTest, ExplainBuild_SaysWhyAChoiceIsForbidden) {
  Finished("b");
  const auto explanation =
      world_
          .Do("ExplainBuild", absl::StrCat(R"({"name": ")", kLin, R"(/builds/b", "session": ")",
                                           kLin, R"(/sessions/leavers-talk",
              "choice": {"date": "2012-10-01", "start": "09:00"}, "solve": true})"))
          .As<v1::BuildExplanation>();
  ASSERT_EQ(explanation.choices_size(), 1);
  ASSERT_GT(explanation.choices(0).rules_size(), 0);
  EXPECT_EQ(explanation.choices(0).rules(0).kind(), "T3");
  EXPECT_FALSE(explanation.choices(0).has_pinned_cost_change());
  EXPECT_EQ(explanation.choices(0).pinned().outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
  EXPECT_GT(explanation.choices(0).pinned().infeasibility().conflict_size(), 0);
}

TEST_F(BuildsTest, ExplainBuild_SolvesAnewOnlyWhereTheServerHasRoomForASearch) {
  Finished("b");
  world_.SearchWithoutEnd();
  world_.Do("StartBuild", Start("full-1"));
  world_.Do("StartBuild", Start("full-2"));
  const std::string request = absl::StrCat(R"({"name": ")", kLin, R"(/builds/b", "session": ")",
                                           kLin, R"(/sessions/leavers-talk",
      "choice": {"date": "2012-10-01", "start": "09:00"})");
  const Answer refused = world_.Try("ExplainBuild", request + R"(, "solve": true})");
  EXPECT_EQ(refused.reason(), ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_GT(rpc::DetailOf<google::rpc::RetryInfo>(refused.status).retry_delay().seconds(), 0);
  world_.Do("ExplainBuild", request + "}");
  world_.Do("CancelBuild", Named("/builds/full-1"));
  for (int n = 0; n <= World::kMaxSearches; ++n) {
    world_.Do("ExplainBuild", request + R"(, "solve": true})");
  }
}

TEST_F(BuildsTest, ExplainBuild_RefusesWhatTheBuildDoesNotKnow) {
  Finished("b");
  const std::string name = absl::StrCat(R"({"name": ")", kLin, R"(/builds/b")");
  for (const std::string& more :
       {absl::StrCat(R"(, "session": ")", kLin, "/sessions/none\""),
        std::string(R"(, "choice": {"start": "09:00"})"), std::string(R"(, "solve": true)"),
        std::string(R"(, "limit": 201)"),
        absl::StrCat(R"(, "session": ")", kLin,
                     R"(/sessions/briefing", "choice": {"venue": "none"})")}) {
    EXPECT_EQ(world_.Try("ExplainBuild", name + more + "}").reason(), ERROR_REASON_FIELD_INVALID)
        << more;
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling
