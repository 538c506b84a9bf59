#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "tests/services/scheduling/visits/visit_world.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_ETAG_MISMATCH;
using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_REFERENCE_BROKEN;
using errors::v1::ERROR_REASON_RULE_BROKEN;
using errors::v1::ERROR_REASON_WRONG_STATE;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::string SchoolLost(const std::string& reason = "burst pipe") {
  return absl::StrCat(R"([{"venueLost": {"venue": ")", kLin, R"(/venues/school", "windows": [
      {"date": "2012-10-01", "start": "08:00", "end": "18:00"}]}, "reason": ")",
                      reason, "\"}]");
}

class DisruptionsTest : public testing::Test {
 protected:
  // The only change of a session, or an empty one.
  static v1::TimetableChange ChangeOf(const v1::Disruption& disruption,
                                      const std::string& session) {
    for (const auto& change : disruption.changes()) {
      if (change.session() == absl::StrCat(kLin, "/sessions/", session)) return change;
    }
    return {};
  }
  v1::Disruption Get(const std::string& id) {
    return world_.Do("GetDisruption", Named("/disruptions/" + id)).As<v1::Disruption>();
  }
  // Puts the school visit on the first day, so that losing the school then hits it.
  void PlaceSchoolVisitOnFirstDay(const std::string& fields = "") {
    world_.Do("UpdateSession",
              absl::StrCat(R"({"session": {"name": ")", kLin,
                           R"(/sessions/school-visit", "dates": ["2012-10-01"])", fields, "}}"));
    world_.Timetable();
    world_.Do("UpdateSession",
              absl::StrCat(R"({"session": {"name": ")", kLin,
                           R"(/sessions/school-visit"}, "updateMask": "dates,earliest"})"));
  }

  VisitWorld world_;
};

TEST_F(DisruptionsTest, VenueLost_MovesItsSessionAndSaysWhy) {
  PlaceSchoolVisitOnFirstDay();
  const v1::Disruption disruption = world_.Disrupt("d", SchoolLost());
  ASSERT_EQ(disruption.state(), v1::Disruption::STATE_PROPOSED) << disruption.DebugString();
  EXPECT_EQ(disruption.base_timetable(), world_.InForce().name());
  const v1::TimetableChange change = ChangeOf(disruption, "school-visit");
  EXPECT_EQ(change.kind(), v1::TimetableChange::KIND_MOVED) << disruption.DebugString();
  EXPECT_NE(change.after().date(), "2012-10-01");
  ASSERT_GT(change.causes_size(), 0);
  EXPECT_EQ(change.causes(0).kind(), "VENUE_LOST");
  EXPECT_EQ(change.causes(0).detail(), "burst pipe");
  EXPECT_THAT(change.affected(), Contains(absl::StrCat(kLin, "/venues/school")));
  // Nothing changes before it is accepted.
  EXPECT_EQ(PlaceOf(world_.InForce().timetable(), "school-visit").date(), "2012-10-01");
  EXPECT_EQ(world_.Do("GetVenue", Named("/venues/school")).As<v1::Venue>().unavailable_size(), 0);
}

TEST_F(DisruptionsTest, AcceptDisruption_RecordsWhatHappenedAndPutsItInForce) {
  PlaceSchoolVisitOnFirstDay();
  const v1::Disruption proposed = world_.Disrupt("d", SchoolLost());
  const auto accepted = world_.Do("AcceptDisruption", Named("/disruptions/d")).As<v1::Disruption>();
  EXPECT_EQ(accepted.state(), v1::Disruption::STATE_ACCEPTED);
  const v1::VisitTimetable version = world_.InForce();
  EXPECT_EQ(version.name(), accepted.accepted_timetable());
  EXPECT_EQ(version.origin(), accepted.name());
  EXPECT_EQ(version.timetable().SerializeAsString(), proposed.proposal().SerializeAsString());
  EXPECT_EQ(version.clashes_size(), 0) << version.DebugString();
  EXPECT_EQ(world_.Do("GetVenue", Named("/venues/school")).As<v1::Venue>().unavailable_size(), 1);
  EXPECT_EQ(world_.Try("AcceptDisruption", Named("/disruptions/d")).reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(DisruptionsTest, ReviewerAway_ChangesWhoAttends) {
  const v1::Placement talk = PlaceOf(world_.Timetable().timetable(), "leaders-talk");
  const std::string person = talk.reviewers(0);
  const v1::Disruption disruption =
      world_.Disrupt("d", absl::StrCat(R"([{"reviewerAway": {"person": "regions/em/people/)",
                                       person, R"(", "windows": [)", WindowOf(talk, 60), "]}}]"));
  ASSERT_EQ(disruption.state(), v1::Disruption::STATE_PROPOSED) << disruption.DebugString();
  const v1::Placement after = PlaceOf(disruption.proposal(), "leaders-talk");
  if (after.date() == talk.date() && after.start() == talk.start()) {
    EXPECT_THAT(after.reviewers(), Not(Contains(person)));
  }
  const v1::TimetableChange change = ChangeOf(disruption, "leaders-talk");
  ASSERT_GT(change.causes_size(), 0) << disruption.DebugString();
  EXPECT_EQ(change.causes(0).kind(), "REVIEWER_AWAY");
  EXPECT_EQ(change.causes(0).subject(), person);
  world_.Do("AcceptDisruption", Named("/disruptions/d"));
  const auto settings =
      world_.Do("GetVisitSettings", Named("/visitSettings")).As<v1::VisitSettings>();
  ASSERT_EQ(settings.absences_size(), 1);
  EXPECT_EQ(settings.absences(0).person(), "regions/em/people/" + person);
}

TEST_F(DisruptionsTest, GroupWithdrawn_DropsSessionsThatWouldMeetNobody) {
  world_.Timetable();
  const v1::Disruption disruption =
      world_.Disrupt("d", absl::StrCat(R"([{"groupWithdrawn": {"group": ")", kLin,
                                       R"(/participantGroups/leavers"}, "reason": "unwell"}])"));
  ASSERT_EQ(disruption.state(), v1::Disruption::STATE_PROPOSED) << disruption.DebugString();
  const v1::TimetableChange change = ChangeOf(disruption, "leavers-talk");
  EXPECT_EQ(change.kind(), v1::TimetableChange::KIND_DROPPED);
  EXPECT_FALSE(change.has_after());
  ASSERT_EQ(change.causes_size(), 1);
  EXPECT_EQ(change.causes(0).kind(), "GROUP_WITHDRAWN");
  world_.Do("AcceptDisruption", Named("/disruptions/d"));
  EXPECT_TRUE(world_.Do("GetSession", Named("/sessions/leavers-talk")).As<v1::Session>().dropped());
  EXPECT_TRUE(world_.Do("GetParticipantGroup", Named("/participantGroups/leavers"))
                  .As<v1::ParticipantGroup>()
                  .withdrawn());
  EXPECT_EQ(world_.InForce().clashes_size(), 0);
  EXPECT_EQ(world_.InForce().unplaced_sessions_size(), 0);
}

TEST_F(DisruptionsTest, SessionAdded_IsFittedIn) {
  world_.Timetable();
  world_.AddSession("late", R"("displayName": "Late", "kind": "KIND_MEETING", "minutes": 30)");
  const v1::Disruption disruption = world_.Disrupt(
      "d", absl::StrCat(R"([{"sessionAdded": {"session": ")", kLin, R"(/sessions/late"}}])"));
  ASSERT_EQ(disruption.state(), v1::Disruption::STATE_PROPOSED) << disruption.DebugString();
  const v1::TimetableChange change = ChangeOf(disruption, "late");
  EXPECT_EQ(change.kind(), v1::TimetableChange::KIND_PLACED);
  EXPECT_EQ(change.causes(0).kind(), "SESSION_ADDED");
}

TEST_F(DisruptionsTest, SessionDropped_FreesItsPlace) {
  world_.Timetable();
  const v1::Disruption disruption = world_.Disrupt(
      "d",
      absl::StrCat(R"([{"sessionDropped": {"session": ")", kLin, R"(/sessions/hub-visit"}}])"));
  ASSERT_EQ(disruption.state(), v1::Disruption::STATE_PROPOSED);
  EXPECT_EQ(ChangeOf(disruption, "hub-visit").kind(), v1::TimetableChange::KIND_DROPPED);
  world_.Do("AcceptDisruption", Named("/disruptions/d"));
  EXPECT_EQ(world_
                .Try("MoveSession", Below(R"("placements": [{"session": "hub-visit",
                    "date": "2012-10-02", "start": "09:00", "venue": "hub"}])"))
                .reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(DisruptionsTest, NoEvents_MendWhatIsBrokenAlready) {
  world_.Timetable();
  world_.AddSession("must", R"("displayName": "Must", "kind": "KIND_MEETING", "minutes": 30,
      "mandatory": true)");
  ASSERT_EQ(world_.InForce().clashes_size(), 1);
  const v1::Disruption disruption = world_.Disrupt("d", "[]");
  ASSERT_EQ(disruption.state(), v1::Disruption::STATE_PROPOSED) << disruption.DebugString();
  EXPECT_EQ(ChangeOf(disruption, "must").causes(0).kind(), "T8");
  world_.Do("AcceptDisruption", Named("/disruptions/d"));
  EXPECT_EQ(world_.InForce().clashes_size(), 0);
}

TEST_F(DisruptionsTest, ReportDisruption_KeepsWhatBeginsBeforeTheFreeze) {
  PlaceSchoolVisitOnFirstDay(R"(, "earliest": "13:00")");
  const v1::VisitTimetable version = world_.InForce();
  world_.SetTime(1, 11, 0);
  const v1::Disruption disruption = world_.Disrupt("d", SchoolLost());
  ASSERT_EQ(disruption.state(), v1::Disruption::STATE_PROPOSED) << disruption.DebugString();
  EXPECT_EQ(ChangeOf(disruption, "school-visit").kind(), v1::TimetableChange::KIND_MOVED);
  int kept = 0;
  for (const v1::Placement& placement : version.timetable().placements()) {
    if (placement.date() + placement.start() >= "2012-10-0111:00") continue;
    ++kept;
    EXPECT_EQ(PlaceOf(disruption.proposal(), placement.session()).SerializeAsString(),
              placement.SerializeAsString());
  }
  EXPECT_GT(kept, 0);
  for (const v1::Placement& placement : disruption.proposal().placements()) {
    const v1::Placement old = PlaceOf(version.timetable(), placement.session());
    const bool moved = placement.date() + placement.start() != old.date() + old.start();
    if (moved) {
      EXPECT_GE(placement.date() + placement.start(), "2012-10-0111:00");
    }
  }
}

TEST_F(DisruptionsTest, Proposal_IsOutdatedOnceTheTimetableChanges) {
  PlaceSchoolVisitOnFirstDay();
  world_.Disrupt("d", SchoolLost());
  world_.Do("MoveSession", Below(absl::StrCat(R"("leftOut": [")", kLin, "/sessions/hub-visit\"]")));
  EXPECT_EQ(Get("d").state(), v1::Disruption::STATE_OUTDATED);
  EXPECT_EQ(world_.Try("AcceptDisruption", Named("/disruptions/d")).reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(DisruptionsTest, AcceptDisruption_RefusesWhatHasBegunMeanwhile) {
  PlaceSchoolVisitOnFirstDay();
  const v1::Disruption disruption = world_.Disrupt("d", SchoolLost());
  ASSERT_GT(disruption.changes_size(), 0);
  world_.SetTime(3, 7, 0);
  const Answer answer = world_.Try("AcceptDisruption", Named("/disruptions/d"));
  EXPECT_EQ(answer.reason(), ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(std::string(answer.status.message()), HasSubstr("FROZEN"));
}

TEST_F(DisruptionsTest, AcceptDisruption_RejectsAStaleEtag) {
  PlaceSchoolVisitOnFirstDay();
  world_.Disrupt("d", SchoolLost());
  EXPECT_EQ(world_
                .Try("AcceptDisruption",
                     absl::StrCat(R"({"name": ")", kLin, R"(/disruptions/d", "etag": "stale"})"))
                .reason(),
            ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(Get("d").state(), v1::Disruption::STATE_PROPOSED);
}

TEST_F(DisruptionsTest, RejectDisruption_LeavesEverythingAsItWas) {
  PlaceSchoolVisitOnFirstDay();
  const std::string before = world_.InForce().name();
  world_.Disrupt("d", SchoolLost());
  const auto rejected =
      world_
          .Do("RejectDisruption", absl::StrCat(R"({"name": ")", kLin,
                                               R"(/disruptions/d", "reason": "the pipe holds"})"))
          .As<v1::Disruption>();
  EXPECT_EQ(rejected.state(), v1::Disruption::STATE_REJECTED);
  EXPECT_EQ(rejected.reject_reason(), "the pipe holds");
  EXPECT_EQ(world_.InForce().name(), before);
  EXPECT_EQ(world_.Do("RejectDisruption", Named("/disruptions/d")).As<v1::Disruption>().etag(),
            rejected.etag());
  EXPECT_EQ(world_.Try("AcceptDisruption", Named("/disruptions/d")).reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(DisruptionsTest, RejectDisruption_StopsItsSearch) {
  world_.Timetable();
  world_.SearchWithoutEnd();
  world_.Do("ReportDisruption",
            Below(absl::StrCat(R"("disruptionId": "d", "disruption": {"events": )", SchoolLost(),
                               R"(, "options": )", kOptions, "}")));
  world_.Do("RejectDisruption", Named("/disruptions/d"));
  const v1::Disruption rejected = Get("d");
  EXPECT_EQ(rejected.state(), v1::Disruption::STATE_REJECTED);
  EXPECT_TRUE(rejected.has_end_time());
  EXPECT_EQ(rejected.proposal().placements_size(), 0);
}

TEST_F(DisruptionsTest, Disruption_IsInterruptedWhenTheServerStops) {
  world_.Timetable();
  world_.SearchWithoutEnd();
  world_.Do("ReportDisruption",
            Below(absl::StrCat(R"("disruptionId": "d", "disruption": {"events": )", SchoolLost(),
                               R"(, "options": )", kOptions, "}")));
  world_.Restart();
  EXPECT_EQ(Get("d").state(), v1::Disruption::STATE_INTERRUPTED);
}

TEST_F(DisruptionsTest, ReportDisruption_RefusesWhatItNamesAndIsNotThere) {
  EXPECT_EQ(world_.Try("ReportDisruption", Below(R"("disruption": {})")).reason(),
            ERROR_REASON_WRONG_STATE);
  world_.Timetable();
  const std::map<std::string, errors::ErrorReason> wrong = {
      {R"([{}])", ERROR_REASON_FIELD_INVALID},
      {R"([{"venueLost": {"venue": "hall"}}])", ERROR_REASON_FIELD_INVALID},
      {R"([{"reviewerAway": {"person": "regions/em/people/e06000015-1"}}])",
       ERROR_REASON_REFERENCE_BROKEN},
      {absl::StrCat(R"([{"venueLost": {"venue": ")", kLin, R"(/venues/none"}}])"),
       ERROR_REASON_REFERENCE_BROKEN},
      {absl::StrCat(R"([{"groupWithdrawn": {"group": ")", kLin, R"(/participantGroups/none"}}])"),
       ERROR_REASON_REFERENCE_BROKEN},
      {absl::StrCat(R"([{"sessionAdded": {"session": ")", kLin, R"(/sessions/none"}}])"),
       ERROR_REASON_REFERENCE_BROKEN}};
  for (const auto& [events, reason] : wrong) {
    EXPECT_EQ(world_
                  .Try("ReportDisruption",
                       Below(absl::StrCat(R"("disruption": {"events": )", events, "}")))
                  .reason(),
              reason)
        << events;
  }
}

TEST_F(DisruptionsTest, ReportDisruption_CannotDropWhatHasBegun) {
  world_.Timetable();
  world_.SetTime(2, 20, 0);
  EXPECT_EQ(world_
                .Try("ReportDisruption",
                     Below(absl::StrCat(R"("disruption": {"events": [{"sessionDropped":
                         {"session": ")",
                                        kLin, R"(/sessions/briefing"}}]})")))
                .reason(),
            ERROR_REASON_FIELD_INVALID);
}

TEST_F(DisruptionsTest, ListDisruptions_HasTheOldestFirst) {
  world_.Timetable();
  world_.Disrupt("z", "[]");
  world_.clock().Advance(absl::Seconds(1));
  world_.Disrupt("a", "[]");
  const auto all = world_.Do("ListDisruptions", Below()).As<v1::ListDisruptionsResponse>();
  ASSERT_EQ(all.disruptions_size(), 2);
  EXPECT_THAT(all.disruptions(0).name(), HasSubstr("/disruptions/z"));
}

}  // namespace
}  // namespace peerchallenge::scheduling
