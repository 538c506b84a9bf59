// Moves by hand and suggested places.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "tests/services/scheduling/visits/visit_world.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_ETAG_MISMATCH;
using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using errors::v1::ERROR_REASON_WRONG_STATE;
using testing::HasSubstr;

class MovesTest : public testing::Test {
 protected:
  v1::MoveSessionResponse Move(const std::string& placements, const std::string& more = "") {
    return world_.Do("MoveSession", Request(placements, more)).As<v1::MoveSessionResponse>();
  }
  static std::string Request(const std::string& placements, const std::string& more = "") {
    return Below(absl::StrCat(R"("placements": [)", placements, "]", more));
  }
  v1::SuggestSlotsResponse Suggest(const std::string& session, int limit = 5) {
    return world_
        .Do("SuggestSlots", absl::StrCat(R"({"session": ")", kLin, "/sessions/", session,
                                         R"(", "limit": )", limit, "}"))
        .As<v1::SuggestSlotsResponse>();
  }
  // The cheapest place that is suggested for the session, as JSON.
  std::string Cheapest(const std::string& session) {
    const auto suggestions = Suggest(session);
    EXPECT_GT(suggestions.suggestions_size(), 0);
    if (suggestions.suggestions().empty()) return "{}";
    const v1::Placement& placement = suggestions.suggestions(0).placement();
    return absl::StrCat(R"({"session": ")", session, R"(", "date": ")", placement.date(),
                        R"(", "start": ")", placement.start(), R"(", "venue": ")",
                        placement.venue(), R"(", "reviewers": [")", placement.reviewers(0),
                        R"(", ")", placement.reviewers(1), "\"]}");
  }

  VisitWorld world_;
};

TEST_F(MovesTest, MoveSession_MakesTheNextVersionAndSaysWhatChanged) {
  const v1::VisitTimetable first = world_.Timetable();
  const auto response = Move(Cheapest("staff-group"), R"(, "reason": "asked for")");
  EXPECT_TRUE(response.moved()) << response.DebugString();
  EXPECT_EQ(response.clashes_size(), 0);
  EXPECT_TRUE(response.has_cost_change());
  ASSERT_EQ(response.changes_size(), 1);
  const auto& change = response.changes(0);
  EXPECT_EQ(change.session(), absl::StrCat(kLin, "/sessions/staff-group"));
  EXPECT_EQ(change.kind(), v1::TimetableChange::KIND_MOVED);
  ASSERT_EQ(change.causes_size(), 1);
  EXPECT_EQ(change.causes(0).kind(), "BY_HAND");
  EXPECT_EQ(change.causes(0).detail(), "asked for");
  EXPECT_THAT(change.affected(), testing::Contains(absl::StrCat(kLin, "/participantGroups/staff")));
  EXPECT_EQ(response.timetable().name(), absl::StrCat(kLin, "/timetables/2"));
  EXPECT_EQ(world_.InForce().reason(), "asked for");
  // What the first version placed stays as it was.
  const auto old = world_.Do("GetTimetable", Named("/timetables/1")).As<v1::VisitTimetable>();
  EXPECT_EQ(old.timetable().SerializeAsString(), first.timetable().SerializeAsString());
}

TEST_F(MovesTest, MoveSession_ReportsEveryClashAndLeavesTheTimetableAsItWas) {
  const v1::VisitTimetable first = world_.Timetable();
  const auto response =
      Move(R"({"session": "leavers-talk", "date": "2012-10-01", "start": "08:35"})");
  EXPECT_FALSE(response.moved());
  EXPECT_FALSE(response.has_cost_change());
  std::set<std::string> rules;
  for (const v1::Clash& clash : response.clashes()) {
    rules.insert(clash.rule());
    EXPECT_FALSE(clash.message().empty());
  }
  // Not on a slot; the group comes later; the briefing has all reviewers.
  EXPECT_TRUE(rules.contains("T1")) << response.DebugString();
  EXPECT_TRUE(rules.contains("T3")) << response.DebugString();
  EXPECT_EQ(world_.InForce().name(), first.name());
}

TEST_F(MovesTest, MoveSession_FindsSomebodyMetTwiceAtOnceThroughTwoGroups) {
  const std::string people = std::string(kLin) + "/participants/";
  world_.AddGroup("heads", absl::StrCat(R"("displayName": "Heads", "perspective": "PARTNER",
      "members": [")",
                                        people, "teacher\"]"));
  world_.AddSession("heads-talk", absl::StrCat(R"("displayName": "Heads", "kind": "KIND_MEETING",
      "minutes": 60, "mandatory": true, "groups": [")",
                                               kLin, "/participantGroups/heads\"]"));
  const v1::VisitTimetable version = world_.Timetable();
  const v1::Placement school = PlaceOf(version.timetable(), "school-visit");
  const auto response = Move(absl::StrCat(R"({"session": "heads-talk", "date": ")", school.date(),
                                          R"(", "start": ")", school.start(), "\"}"));
  EXPECT_FALSE(response.moved());
  bool found = false;
  for (const v1::Clash& clash : response.clashes()) {
    if (clash.rule() != "G2") continue;
    found = true;
    EXPECT_EQ(clash.subject(), people + "teacher");
    EXPECT_EQ(clash.sessions_size(), 2);
    EXPECT_THAT(clash.message(), HasSubstr("Head teacher 1"));
  }
  EXPECT_TRUE(found) << response.DebugString();
}

TEST_F(MovesTest, MoveSession_OnlyChecksWhenAsked) {
  const v1::VisitTimetable first = world_.Timetable();
  const auto response = Move(Cheapest("staff-group"), R"(, "validateOnly": true)");
  EXPECT_FALSE(response.moved());
  EXPECT_EQ(response.clashes_size(), 0);
  EXPECT_TRUE(response.has_cost_change());
  EXPECT_EQ(world_.InForce().name(), first.name());
}

TEST_F(MovesTest, MoveSession_GivesASessionThatHasNoPlaceTheCheapestReviewers) {
  world_.Timetable();
  world_.AddSession("late", absl::StrCat(R"("displayName": "Late", "kind": "KIND_MEETING",
      "minutes": 30, "venues": [")",
                                         kLin, "/venues/hall\"]"));
  const auto suggestion = Suggest("late").suggestions(0);
  const auto& place = suggestion.placement();
  const auto response =
      Move(absl::StrCat(R"({"session": "late", "date": ")", place.date(), R"(", "start": ")",
                        place.start(), R"(", "venue": "hall"})"));
  EXPECT_TRUE(response.moved()) << response.DebugString();
  EXPECT_EQ(response.cost_change(), suggestion.cost_change());
  EXPECT_EQ(response.changes(0).kind(), v1::TimetableChange::KIND_PLACED);
}

TEST_F(MovesTest, MoveSession_LeavesOptionalSessionsOut) {
  world_.Timetable();
  const auto response =
      world_
          .Do("MoveSession",
              Below(absl::StrCat(R"("leftOut": [")", kLin, "/sessions/hub-visit\"]")))
          .As<v1::MoveSessionResponse>();
  EXPECT_TRUE(response.moved()) << response.DebugString();
  EXPECT_EQ(response.changes(0).kind(), v1::TimetableChange::KIND_LEFT_OUT);
  EXPECT_GT(response.cost_items_change().unplaced(), 0);
  EXPECT_THAT(world_.InForce().unplaced_sessions(),
              testing::ElementsAre(absl::StrCat(kLin, "/sessions/hub-visit")));
  EXPECT_EQ(world_
                .Try("MoveSession",
                     Below(absl::StrCat(R"("leftOut": [")", kLin, "/sessions/briefing\"]")))
                .reason(),
            ERROR_REASON_FIELD_INVALID);
}

TEST_F(MovesTest, MoveSession_PinsForLaterBuilds) {
  world_.Timetable();
  const auto response = Move(Cheapest("staff-group"), R"(, "pin": true)");
  ASSERT_TRUE(response.moved()) << response.DebugString();
  const v1::Placement there = PlaceOf(response.timetable().timetable(), "staff-group");
  const auto session = world_.Do("GetSession", Named("/sessions/staff-group")).As<v1::Session>();
  EXPECT_EQ(session.pinned().start(), there.start());
  EXPECT_EQ(session.pinned().reviewers_size(), 2);
  const v1::Placement again = PlaceOf(world_.Timetable("later").timetable(), "staff-group");
  EXPECT_EQ(again.date(), there.date());
  EXPECT_EQ(again.start(), there.start());
  EXPECT_EQ(again.venue(), there.venue());
}

TEST_F(MovesTest, MoveSession_NeedsAReasonCloseToTheVisit) {
  world_.Timetable();
  const std::string place = Cheapest("staff-group");
  world_.clock().Set(
      absl::FromCivil(absl::CivilSecond(2012, 9, 24, 12, 0, 0), absl::UTCTimeZone()));
  const Answer refused = world_.Try("MoveSession", Request(place));
  EXPECT_EQ(refused.reason(), ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(refused.status.message()), HasSubstr("reason"));
  EXPECT_TRUE(Move(place, R"(, "reason": "a room was double booked")").moved());
}

TEST_F(MovesTest, MoveSession_LeavesASessionThatHasBegun) {
  const v1::VisitTimetable version = world_.Timetable();
  const v1::Placement feedback = PlaceOf(version.timetable(), "feedback");
  world_.SetTime(2, 20, 0);
  const auto response = Move(absl::StrCat(R"({"session": "briefing", "date": "2012-10-03",
      "start": ")",
                                          feedback.start(), "\"}"),
                             R"(, "reason": "x")");
  EXPECT_FALSE(response.moved());
  ASSERT_GT(response.clashes_size(), 0);
  EXPECT_EQ(response.clashes(0).rule(), "FROZEN");
}

TEST_F(MovesTest, MoveSession_PlacesNothingInThePast) {
  const v1::VisitTimetable version = world_.Timetable();
  world_.SetTime(3, 8, 0);
  const auto response = Move(R"({"session": "feedback", "date": "2012-10-02", "start": "14:00"})",
                             R"(, "reason": "x")");
  EXPECT_FALSE(response.moved());
  bool frozen = false;
  for (const v1::Clash& clash : response.clashes()) frozen |= clash.rule() == "FROZEN";
  EXPECT_TRUE(frozen) << response.DebugString();
}

TEST_F(MovesTest, MoveSession_RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(
      world_.Try("MoveSession", Request(R"({"session": "briefing", "start": "09:00"})")).reason(),
      ERROR_REASON_WRONG_STATE);
  world_.Timetable();
  EXPECT_EQ(world_.Try("MoveSession", Request(R"({"session": "none", "start": "09:00"})")).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  for (
      const char* wrong :
      {"", R"({"session": "briefing", "start": "9"})",
       R"({"session": "briefing", "venue": "none"})",
       R"({"session": "briefing", "reviewers": ["e06000015-1"]})",
       R"({"session": "briefing", "date": "2012-12-24"})", R"({"session": "briefing"})",
       R"({"session": "briefing", "start": "09:00"}, {"session": "briefing", "start": "09:15"})"}) {
    EXPECT_EQ(world_.Try("MoveSession", Request(wrong)).reason(), ERROR_REASON_FIELD_INVALID)
        << wrong;
  }
  EXPECT_EQ(world_
                .Try("MoveSession", Request(R"({"session": "staff-group", "start": "13:00"})",
                                            R"(, "etag": "stale")"))
                .reason(),
            ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(MovesTest, MoveSession_SentTwiceWithOneRequestIdMovesOnce) {
  world_.Timetable();
  const std::string request = Request(Cheapest("staff-group"), R"(, "requestId": "r")");
  EXPECT_EQ(world_.Do("MoveSession", request).json, world_.Do("MoveSession", request).json);
  EXPECT_EQ(world_.InForce().name(), absl::StrCat(kLin, "/timetables/2"));
}

TEST_F(MovesTest, SuggestSlots_HasTheCheapestFirstAndNoneThatClashes) {
  world_.Timetable();
  const auto response = Suggest("school-visit", 20);
  ASSERT_EQ(response.suggestions_size(), 20);
  int64_t before = response.suggestions(0).cost_change();
  for (const auto& suggestion : response.suggestions()) {
    EXPECT_GE(suggestion.cost_change(), before);
    before = suggestion.cost_change();
    std::string reviewers;
    for (const std::string& id : suggestion.placement().reviewers()) {
      absl::StrAppend(&reviewers, reviewers.empty() ? "" : ", ", "\"", id, "\"");
    }
    const auto moved =
        Move(absl::StrCat(R"({"session": "school-visit", "date": ")", suggestion.placement().date(),
                          R"(", "start": ")", suggestion.placement().start(), R"(", "venue": ")",
                          suggestion.placement().venue(), R"(", "reviewers": [)", reviewers, "]}"),
             R"(, "validateOnly": true)");
    EXPECT_EQ(moved.clashes_size(), 0) << moved.DebugString();
    EXPECT_EQ(moved.cost_change(), suggestion.cost_change());
  }
}

TEST_F(MovesTest, SuggestSlots_SaysWhatStandsInTheWay) {
  world_.Timetable();
  world_.AddSession("impossible", absl::StrCat(R"("displayName": "X", "kind": "KIND_MEETING",
      "minutes": 120, "groups": [")",
                                               kLin, "/participantGroups/leavers\"]"));
  const auto response = Suggest("impossible");
  EXPECT_EQ(response.suggestions_size(), 0);
  ASSERT_GT(response.obstacles_size(), 0);
  EXPECT_EQ(response.obstacles(0).kind(), "T3");
  EXPECT_EQ(response.obstacles(0).subject(), "leavers");
  EXPECT_THAT(response.obstacles(0).message(), HasSubstr("Care leavers"));
}

TEST_F(MovesTest, SuggestSlots_RefusesWhatCannotBePlaced) {
  const std::string request = absl::StrCat(R"({"session": ")", kLin, R"(/sessions/briefing"})");
  EXPECT_EQ(world_.Try("SuggestSlots", request).reason(), ERROR_REASON_WRONG_STATE);
  world_.Timetable();
  EXPECT_EQ(
      world_.Try("SuggestSlots", absl::StrCat(R"({"session": ")", kLin, R"(/sessions/none"})"))
          .reason(),
      ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(world_.Try("SuggestSlots", R"({"session": "x"})").reason(), ERROR_REASON_FIELD_INVALID);
  world_.SetTime(2, 20, 0);
  EXPECT_EQ(world_.Try("SuggestSlots", request).reason(), ERROR_REASON_WRONG_STATE);
}

TEST_F(MovesTest, UpdateSession_RefusesASessionThatHasBegun) {
  world_.Timetable();
  world_.SetTime(2, 20, 0);
  EXPECT_EQ(world_
                .Try("UpdateSession", absl::StrCat(R"({"session": {"name": ")", kLin,
                                                   R"(/sessions/briefing", "minutes": 30}})"))
                .reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(MovesTest, GetTimetable_SaysWhichRulesNoLongerHold) {
  world_.Timetable();
  world_.AddSession("must", R"("displayName": "Must", "kind": "KIND_MEETING", "minutes": 30,
      "mandatory": true)");
  const v1::VisitTimetable version = world_.InForce();
  ASSERT_EQ(version.clashes_size(), 1) << version.DebugString();
  EXPECT_EQ(version.clashes(0).rule(), "T8");
  EXPECT_EQ(version.clashes(0).sessions(0), absl::StrCat(kLin, "/sessions/must"));
  // Another session may be moved all the same: that clash is not of its making.
  EXPECT_TRUE(Move(Cheapest("staff-group")).moved());
}

}  // namespace
}  // namespace peerchallenge::scheduling
