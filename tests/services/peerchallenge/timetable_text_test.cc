#include "services/peerchallenge/timetable_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using testing::AllOf;
using testing::HasSubstr;

TEST(TimetableTextTest, MoveText_SaysWhyNothingMoved) {
  v1::MoveSessionResponse response;
  auto* clash = response.add_clashes();
  clash->set_rule("T3");
  clash->set_message("the group comes later");
  EXPECT_THAT(MoveText(response),
              AllOf(HasSubstr("not moved"), HasSubstr("T3"), HasSubstr("the group comes later")));
}

TEST(TimetableTextTest, MoveText_TellsADoneMoveFromAPossibleOne) {
  v1::MoveSessionResponse response;
  response.set_cost_change(40);
  EXPECT_EQ(MoveText(response), "possible, cost +40\n");
  response.set_moved(true);
  response.mutable_timetable()->set_name("r/timetables/2");
  EXPECT_EQ(MoveText(response), "moved, now r/timetables/2, cost +40\n");
}

TEST(TimetableTextTest, ChangesText_HasWhatForWhomAndWhy) {
  v1::Disruption disruption;
  disruption.set_name("r/disruptions/d");
  disruption.set_state(v1::Disruption::STATE_PROPOSED);
  EXPECT_THAT(DisruptionText(disruption), HasSubstr("nothing has to change"));
  auto* change = disruption.add_changes();
  change->set_message("Visit moves");
  change->add_affected("regions/em/people/a");
  auto* cause = change->add_causes();
  cause->set_kind("VENUE_LOST");
  cause->set_message("the hall cannot be used");
  EXPECT_THAT(DisruptionText(disruption), AllOf(HasSubstr("PROPOSED"), HasSubstr("Visit moves"),
                                                HasSubstr("a"), HasSubstr("VENUE_LOST: the hall")));
}

TEST(TimetableTextTest, SlotsText_SaysWhatStandsInTheWay) {
  v1::SuggestSlotsResponse response;
  auto* obstacle = response.add_obstacles();
  obstacle->set_kind("T2");
  obstacle->set_message("no free room");
  EXPECT_THAT(SlotsText(response), AllOf(HasSubstr("nowhere"), HasSubstr("no free room")));
  auto* suggestion = response.add_suggestions();
  suggestion->mutable_placement()->set_date("2012-07-09");
  suggestion->mutable_placement()->set_start("10:00");
  suggestion->set_cost_change(-3);
  EXPECT_THAT(SlotsText(response), AllOf(HasSubstr("2012-07-09 10:00"), HasSubstr("-3")));
}

TEST(TimetableTextTest, VersionText_SaysWhatNoLongerHolds) {
  v1::VisitTimetable version;
  version.set_name("r/timetables/1");
  version.add_unplaced_sessions("r/sessions/late");
  auto* clash = version.add_clashes();
  clash->set_rule("T8");
  clash->set_message("must is not placed");
  EXPECT_THAT(VersionText(version),
              AllOf(HasSubstr("not released"), HasSubstr("without a place: late"),
                    HasSubstr("T8  must is not placed")));
}

TEST(TimetableTextTest, ReleaseText_CountsWhatChanged) {
  v1::Release release;
  release.set_number(2);
  release.set_timetable("r/timetables/2");
  release.set_change_count(1);
  EXPECT_EQ(ReleaseText(release), "release 2 of r/timetables/2, 1 session changed\n");
}

}  // namespace
}  // namespace peerchallenge::cli
