#include <gmock/gmock.h>

#include "services/recommendations/plans/day_clerk.h"
#include "tests/services/recommendations/plans/plan_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Action;
using v1::ActionPlan;
using v1::ActionUpdate;
using v1::PlanClock;

// On both stores: what is due is found by a query of its own.
class DaysTest : public PlanTest, public testing::WithParamInterface<storage::Backend> {
 protected:
  DaysTest() : PlanTest(GetParam()) {}

  bool IsPending() {
    bool pending = false;
    const absl::Status status =
        world_.database().Read(storage::Soon(), [&](storage::Transaction& tx) {
          const auto found = IsDayPending(tx, world_.context());
          pending = found.ok() && *found;
          return found.status();
        });
    EXPECT_TRUE(status.ok()) << status;
    return pending;
  }
};

TEST_P(DaysTest, Reads_AreAsOfTodayBeforeTheClerkComes) {
  Value(Create(Acting("a1")));  // due on 31 January 2013, a Thursday
  world_.GoTo("2013-01-31");
  EXPECT_FALSE(Value(GetAction("a1")).overdue());
  world_.GoTo("2013-02-01");
  EXPECT_TRUE(IsPending());
  const Action action = Value(GetAction("a1"));
  EXPECT_TRUE(action.overdue());
  EXPECT_EQ(action.escalation(), 1);
  EXPECT_FALSE(IsPending()) << "what was read is stored";
  EXPECT_EQ(Plan().progress().overdue(), 1);
  EXPECT_EQ(Plan().clocks(2).state(), PlanClock::STATE_OVERDUE);
  EXPECT_EQ(Plans(kOffice)[0].progress().overdue(), 1);
  EXPECT_EQ(Actions(kOffice)[0].escalation(), 1);
}

TEST_P(DaysTest, Escalation_GoesFromDirectorToOfficeToBoard) {
  Value(Create(Acting("a1")));
  const struct {
    const char* today;
    int told;
  } rows[] = {{"2013-02-01", 1}, {"2013-02-14", 1}, {"2013-02-15", 2},
              {"2013-03-14", 2}, {"2013-03-15", 3}, {"2014-01-01", 3}};
  for (const auto& row : rows) {
    world_.GoTo(row.today);
    world_.Tick();
    EXPECT_FALSE(IsPending());
    EXPECT_EQ(Value(GetAction("a1")).escalation(), row.told) << row.today;
    EXPECT_EQ(Plan().clocks(2).escalation(), row.told) << row.today;
  }
}

TEST_P(DaysTest, WhatIsDoneIsNeverOverdue) {
  Value(Create(Acting("a1")));
  ActionUpdate delivered;
  delivered.set_delivery(Action::DELIVERY_DELIVERED);
  delivered.add_evidence()->set_title("Contract");
  delivered.mutable_evidence(0)->set_date("2012-07-31");
  Value(Record("a1", delivered));
  world_.GoTo("2013-02-01");
  world_.Tick();
  EXPECT_FALSE(Value(GetAction("a1")).overdue());
  ActionUpdate back;
  back.set_delivery(Action::DELIVERY_IN_PROGRESS);
  back.set_note("The contract was ended.");
  EXPECT_TRUE(Value(Record("a1", back)).overdue()) << "and is as soon as it is taken back";
  EXPECT_EQ(Plan().progress().overdue(), 1);
}

TEST_P(DaysTest, ALaterDayEndsIt) {
  Value(Create(Acting("a1")));
  world_.GoTo("2013-02-18");
  world_.Tick();
  v1::UpdateActionRequest request;
  *request.mutable_action() = Value(GetAction("a1"));
  EXPECT_EQ(request.action().escalation(), 2);
  request.mutable_action()->set_due_date("2013-02-28");
  request.mutable_update_mask()->add_paths("due_date");
  const Action moved = Value(world_.Call<Action>(kDirector, "UpdateAction", request));
  EXPECT_FALSE(moved.overdue());
  EXPECT_EQ(moved.escalation(), 0);
  EXPECT_EQ(Plan().progress().overdue(), 0);
  world_.GoTo("2013-03-01");
  world_.Tick();
  EXPECT_EQ(Value(GetAction("a1")).escalation(), 1);
}

TEST_P(DaysTest, TheClerkWorksOffMoreThanOneTransactionTakes) {
  for (int i = 0; i < 120; ++i) Value(Create(Acting(absl::StrCat("a", i))));
  world_.GoTo("2013-02-01");
  world_.Tick();
  EXPECT_FALSE(IsPending());
  EXPECT_EQ(Plan().progress().overdue(), 120);
}

INSTANTIATE_TEST_SUITE_P(Stores, DaysTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace peerchallenge::recommendations
