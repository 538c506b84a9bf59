#include "services/recommendations/plans/deadline.h"

#include <gtest/gtest.h>

#include "services/recommendations/follow_up_rules.h"
#include "services/recommendations/plans/plan_clocks.h"
#include "tests/services/recommendations/plans/plan_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using absl::CivilDay;
using v1::PlanClock;

// Due on a Friday; the programme office is told after ten working days, the board after thirty.
const Deadline kFriday =
    DeadlineOn(CivilDay(2012, 8, 17), WithDefaults({}), environment::WorkingDays());

TEST(Deadline, CountsWorkingDaysToEachEscalation) {
  EXPECT_EQ(kFriday.due, CivilDay(2012, 8, 17));
  EXPECT_EQ(kFriday.office, CivilDay(2012, 9, 3));  // 27 August is a bank holiday
  EXPECT_EQ(kFriday.board, CivilDay(2012, 10, 1));
}

TEST(Deadline, IsOverdueOnceItsDayIsPast) {
  EXPECT_FALSE(IsOverdue(kFriday, CivilDay(2012, 8, 17)));
  EXPECT_TRUE(IsOverdue(kFriday, CivilDay(2012, 8, 18)));
}

TEST(Deadline, IsPassedOnStepByStep) {
  const struct {
    CivilDay today;
    int told;
    std::optional<CivilDay> next;
  } rows[] = {
      {CivilDay(2012, 7, 1), 0, CivilDay(2012, 8, 18)},
      {CivilDay(2012, 8, 17), 0, CivilDay(2012, 8, 18)},
      {CivilDay(2012, 8, 18), 1, CivilDay(2012, 9, 4)},  // the director, at once
      {CivilDay(2012, 9, 3), 1, CivilDay(2012, 9, 4)},
      {CivilDay(2012, 9, 4), 2, CivilDay(2012, 10, 2)},
      {CivilDay(2012, 10, 1), 2, CivilDay(2012, 10, 2)},
      {CivilDay(2012, 10, 2), 3, std::nullopt},
      {CivilDay(2020, 1, 1), 3, std::nullopt},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(EscalationOn(kFriday, row.today), row.told) << row.today;
    EXPECT_EQ(NextChange(kFriday, row.today), row.next) << row.today;
  }
}

TEST(Deadline, MayGoToOfficeAndBoardOnOneDay) {
  v1::FollowUpRules rules;
  rules.set_office_escalation_working_days(5);
  rules.set_board_escalation_working_days(5);
  const Deadline deadline = DeadlineOn(CivilDay(2012, 7, 6), rules, environment::WorkingDays());
  EXPECT_EQ(EscalationOn(deadline, CivilDay(2012, 7, 13)), 1);
  EXPECT_EQ(EscalationOn(deadline, CivilDay(2012, 7, 14)), 3);
}

v1::ActionPlan PlanWithClock(PlanClock::Kind kind, const std::string& due) {
  v1::ActionPlan plan;
  plan.add_clocks()->set_kind(kind);
  plan.mutable_clocks(0)->set_due_date(due);
  return plan;
}

TEST(PlanClocks, RunAndGoOverdueWithTheDay) {
  v1::ActionPlan plan = PlanWithClock(PlanClock::KIND_SUBMISSION, "2012-08-17");
  const ClockDeadlines deadlines = {{PlanClock::KIND_SUBMISSION, kFriday}};
  EXPECT_EQ(SetDay(plan, deadlines, CivilDay(2012, 8, 17)), CivilDay(2012, 8, 18));
  EXPECT_EQ(plan.clocks(0).state(), PlanClock::STATE_RUNNING);
  EXPECT_FALSE(HasOverdue(plan));
  EXPECT_EQ(SetDay(plan, deadlines, CivilDay(2012, 9, 4)), CivilDay(2012, 10, 2));
  EXPECT_EQ(plan.clocks(0).state(), PlanClock::STATE_OVERDUE);
  EXPECT_EQ(plan.clocks(0).escalation(), 2);
  EXPECT_TRUE(HasOverdue(plan));
}

TEST(PlanClocks, StopOnceAndStay) {
  const ClockDeadlines deadlines = {{PlanClock::KIND_SUBMISSION, kFriday}};
  v1::ActionPlan in_time = PlanWithClock(PlanClock::KIND_SUBMISSION, "2012-08-17");
  StopClock(in_time, PlanClock::KIND_PUBLICATION, CivilDay(2012, 8, 1));
  EXPECT_EQ(in_time.clocks(0).done_date(), "");
  StopClock(in_time, PlanClock::KIND_SUBMISSION, CivilDay(2012, 8, 17));
  EXPECT_EQ(in_time.clocks(0).state(), PlanClock::STATE_MET);
  StopClock(in_time, PlanClock::KIND_SUBMISSION, CivilDay(2012, 9, 17));
  EXPECT_EQ(in_time.clocks(0).done_date(), "2012-08-17");
  EXPECT_EQ(SetDay(in_time, deadlines, CivilDay(2012, 12, 1)), std::nullopt);
  EXPECT_EQ(in_time.clocks(0).state(), PlanClock::STATE_MET);

  v1::ActionPlan late = PlanWithClock(PlanClock::KIND_SUBMISSION, "2012-08-17");
  SetDay(late, deadlines, CivilDay(2012, 9, 4));
  StopClock(late, PlanClock::KIND_SUBMISSION, CivilDay(2012, 9, 4));
  EXPECT_EQ(late.clocks(0).state(), PlanClock::STATE_MET_LATE);
  EXPECT_EQ(late.clocks(0).escalation(), 0);
}

TEST(ActionDay, PassesOverWhatIsDoneOrGivenUp) {
  for (const auto delivery : {v1::Action::DELIVERY_NOT_STARTED, v1::Action::DELIVERY_IN_PROGRESS}) {
    v1::Action action = MakeAction("a1", {"r1"}, delivery);
    action.set_due_date("2012-08-17");
    EXPECT_EQ(SetDay(action, kFriday, CivilDay(2012, 8, 18)), CivilDay(2012, 9, 4));
    EXPECT_TRUE(action.overdue());
    EXPECT_EQ(action.escalation(), 1);
    action.set_delivery(v1::Action::DELIVERY_DELIVERED);
    EXPECT_EQ(SetDay(action, kFriday, CivilDay(2012, 8, 18)), std::nullopt);
    EXPECT_FALSE(action.overdue());
    EXPECT_EQ(action.escalation(), 0);
  }
  v1::Action dropped = MakeAction("a1", {"r1"}, v1::Action::DELIVERY_DROPPED);
  EXPECT_EQ(SetDay(dropped, kFriday, CivilDay(2012, 12, 1)), std::nullopt);
  EXPECT_FALSE(dropped.overdue());
}

}  // namespace
}  // namespace peerchallenge::recommendations
