#include "services/scheduling/visits/timetable_problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/scheduling/planning/timetable_check.h"
#include "services/scheduling/planning/timetable_validate.h"
#include "services/scheduling/visits/conflict_text.h"
#include "services/scheduling/visits/visit_time.h"

namespace peerchallenge::scheduling {
namespace {

using testing::ElementsAre;

constexpr char kReview[] = "regions/em/reviews/r";

// One day, a hall with two rooms, two members, a session "talk" of group "g" at 10:00 in force.
class TimetableProblemTest : public testing::Test {
 protected:
  TimetableProblemTest() {
    visit_.review.set_name(kReview);
    visit_.settings.set_slot_minutes(15);
    auto* day = visit_.settings.add_days();
    day->set_date("2012-10-01");
    day->set_start("08:30");
    day->set_end("17:30");
    Add(visit_.venues, "venues/hall")->set_rooms(2);
    Add(visit_.team, "")->set_name("regions/em/people/a");
    Add(visit_.team, "")->set_name("regions/em/people/b");
    AddGroup("g", {"x"});
    auto* talk = Add(visit_.sessions, "sessions/talk");
    talk->set_minutes(60);
    talk->add_groups(absl::StrCat(kReview, "/participantGroups/g"));
    visit_.in_force.emplace();
    auto* placement = visit_.in_force->mutable_timetable()->add_placements();
    placement->set_session("talk");
    placement->set_date("2012-10-01");
    placement->set_start("10:00");
    placement->set_venue("hall");
    placement->add_reviewers("a");
    placement->add_reviewers("b");
  }

  template <typename Message>
  Message* Add(std::vector<Message>& list, const std::string& tail) {
    list.emplace_back();
    list.back().set_name(absl::StrCat(kReview, "/", tail));
    return &list.back();
  }
  void AddGroup(const std::string& id, const std::vector<std::string>& members) {
    auto* group = Add(visit_.groups, "participantGroups/" + id);
    for (const std::string& member : members) {
      group->add_members(absl::StrCat(kReview, "/participants/", member));
    }
  }
  v1::TimetableProblem Build(const ProblemOptions& options = {}) {
    const v1::TimetableProblem problem = BuildTimetableProblem(visit_, options);
    EXPECT_TRUE(planning::ValidateTimetable(problem).ok())
        << planning::ValidateTimetable(problem) << problem.DebugString();
    return problem;
  }
  static ProblemOptions FrozenAt(int minute) {
    return {.freeze = MomentOf("2012-10-01", minute), .close_past = true};
  }

  Visit visit_;
};

TEST_F(TimetableProblemTest, Build_FillsInWhatSessionsLeaveOpen) {
  const v1::TimetableSession session = Build().sessions(0);
  EXPECT_EQ(session.reviewers_needed(), 2);
  EXPECT_EQ(session.priority(), 5);
  EXPECT_THAT(session.venues(), ElementsAre("hall"));
  EXPECT_THAT(session.groups(), ElementsAre("g"));
}

TEST_F(TimetableProblemTest, Build_CountsALimbForItsLine) {
  visit_.sessions[0].add_lines("kloe-1/a");
  visit_.sessions[0].add_lines("kloe-1/b");
  visit_.sessions[0].add_lines("kloe-2");
  EXPECT_THAT(Build().sessions(0).lines(), ElementsAre("kloe-1", "kloe-2"));
}

TEST_F(TimetableProblemTest, Build_MakesAGroupOfAPersonWhoIsInSeveral) {
  AddGroup("h", {"x", "y"});
  const v1::TimetableProblem problem = Build();
  ASSERT_EQ(problem.groups_size(), 3);
  EXPECT_EQ(ParticipantOf(problem.groups(2).id()), "x");
  EXPECT_THAT(problem.sessions(0).groups(), ElementsAre("g", problem.groups(2).id()));
}

TEST_F(TimetableProblemTest, Build_TakesEveryRoomOfAClosedVenue) {
  auto* window = visit_.venues[0].add_unavailable();
  window->set_date("2012-10-01");
  window->set_start("12:10");
  window->set_end("20:00");
  const v1::TimetableProblem problem = Build();
  ASSERT_EQ(problem.sessions_size(), 3);
  for (int i = 1; i < 3; ++i) {
    EXPECT_EQ(ClosedVenueOf(problem.sessions(i).id()), "hall");
    EXPECT_EQ(problem.sessions(i).pinned().start(), "12:00");  // the slot that it begins in
    EXPECT_EQ(problem.sessions(i).minutes(), 330);             // to the end of the day
  }
  v1::Timetable timetable = visit_.in_force->timetable();
  AddClosedVenues(problem, timetable);
  EXPECT_EQ(timetable.placements_size(), 3);
  EXPECT_TRUE(planning::CheckTimetable(problem, timetable).violations.empty());
  RemoveClosedVenues(timetable);
  EXPECT_EQ(timetable.placements_size(), 1);
}

TEST_F(TimetableProblemTest, Translate_SaysWhatAConflictMeansForTheVisit) {
  AddGroup("h", {"x"});
  auto* window = visit_.venues[0].add_unavailable();
  window->set_date("2012-10-01");
  window->set_start("08:30");
  window->set_end("17:30");
  const v1::TimetableProblem problem = Build();
  v1::InfeasibilityReport report;
  for (int i = 1; i < 3; ++i) {
    auto* element = report.add_conflict();
    element->set_kind("PINNED");
    element->set_subject(problem.sessions(i).id());
    element->set_message(absl::StrCat("Session ", problem.sessions(i).id(), " is pinned to hall."));
  }
  report.add_conflict()->set_subject(problem.groups(2).id());
  report.mutable_conflict(2)->set_message("group " + problem.groups(2).id());
  auto* relaxation = report.add_relaxations();
  relaxation->set_message(
      absl::StrCat("If session ", problem.sessions(1).id(), " could be left out"));
  auto* room = report.add_relaxations()->add_changes();
  room->set_kind("T2");
  room->set_subject("hall");
  room->set_detail("rooms 3");
  Translate(problem, report);
  ASSERT_EQ(report.relaxations_size(), 1) << "a closed venue with a room more is closed";
  ASSERT_EQ(report.conflict_size(), 2);
  EXPECT_EQ(report.conflict(0).kind(), "VENUE_CLOSED");
  EXPECT_EQ(report.conflict(0).subject(), "hall");
  EXPECT_EQ(report.conflict(0).detail(), "2012-10-01 08:30-17:30");
  EXPECT_EQ(report.conflict(0).message(), "hall is closed on 2012-10-01 08:30-17:30.");
  EXPECT_EQ(report.relaxations(0).message(),
            "If the closing of hall on 2012-10-01 08:30-17:30 could be left out");
  EXPECT_EQ(report.conflict(1).kind(), "G2");
  EXPECT_EQ(report.conflict(1).message(), "group participant x");
}

TEST_F(TimetableProblemTest, Build_LeavesDroppedSessionsAndWithdrawnGroupsOut) {
  AddGroup("h", {"y"});
  visit_.groups[1].set_withdrawn(true);
  visit_.sessions[0].add_groups(visit_.groups[1].name());
  EXPECT_THAT(Build().sessions(0).groups(), ElementsAre("g"));
  visit_.sessions[0].set_dropped(true);
  EXPECT_EQ(Build().sessions_size(), 0);
}

TEST_F(TimetableProblemTest, Build_PinsWhatBeginsBeforeTheFreezeWhateverChangedSince) {
  // Since then the hall was closed, the group came to another hour, one member left the team, the
  // other was away, and slots became longer.
  auto* closed = visit_.venues[0].add_unavailable();
  closed->set_date("2012-10-01");
  closed->set_start("08:00");
  closed->set_end("18:00");
  *visit_.groups[0].add_available() = *closed;
  visit_.groups[0].mutable_available(0)->set_start("15:00");
  visit_.team.pop_back();
  auto* away = visit_.settings.add_absences();
  away->set_person("regions/em/people/a");
  *away->add_windows() = *closed;
  visit_.settings.set_slot_minutes(240);
  visit_.settings.mutable_days(0)->set_start("11:00");
  visit_.sessions[0].add_themes("nobody-holds-it");
  v1::Timetable timetable = visit_.in_force->timetable();
  const v1::TimetableProblem frozen = Build(FrozenAt(11 * 60));
  AddClosedVenues(frozen, timetable);
  const auto check = planning::CheckTimetable(frozen, timetable);
  EXPECT_TRUE(check.violations.empty()) << check.violations[0].description;
  EXPECT_EQ(frozen.sessions(0).pinned().start(), "10:00");
  // Without the freeze it breaks rules.
  const v1::TimetableProblem free = Build();
  EXPECT_FALSE(planning::CheckTimetable(free, visit_.in_force->timetable()).violations.empty());
}

TEST_F(TimetableProblemTest, Build_LetsNobodyBeginAnythingInThePast) {
  const v1::TimetableProblem problem = Build(FrozenAt(9 * 60 + 20));
  for (const v1::TimetableMember& member : problem.team()) {
    ASSERT_EQ(member.unavailable_size(), 1);
    EXPECT_EQ(member.unavailable(0).start(), "00:00");
    EXPECT_EQ(member.unavailable(0).end(), "09:20");
  }
}

TEST_F(TimetableProblemTest, Build_ForgetsAPinOnSomebodyWhoLeftTheTeam) {
  visit_.sessions[0].mutable_pinned()->add_reviewers("gone");
  visit_.sessions[0].mutable_pinned()->set_start("10:00");
  const v1::Placement pin = Build().sessions(0).pinned();
  EXPECT_EQ(pin.reviewers_size(), 0);
  EXPECT_EQ(pin.start(), "10:00");
}

TEST_F(TimetableProblemTest, Build_KnowsAVenueWithoutPositionAtTheMainOffice) {
  visit_.host.set_latitude(53.23);
  visit_.host.set_longitude(-0.54);
  auto* school = Add(visit_.venues, "venues/school");
  school->set_latitude(53.23);
  school->set_longitude(-0.54);
  EXPECT_THAT(Build().travel_minutes(), ElementsAre(0, 0, 0, 0));
  auto* way = visit_.settings.add_travel_times();
  way->set_venue(visit_.venues[1].name());
  way->set_other(visit_.venues[0].name());
  way->set_minutes(7);
  EXPECT_THAT(Build().travel_minutes(), ElementsAre(0, 7, 7, 0));
}

}  // namespace
}  // namespace peerchallenge::scheduling
