#include "services/recommendations/plans/action_updates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/recommendations/plans/measures.h"
#include "tests/services/recommendations/plans/plan_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using rpc::ExpectError;
using testing::ElementsAre;
using testing::HasSubstr;
using v1::Action;
using v1::ActionUpdate;

void AddReading(const std::string& measure, double value, const std::string& date,
                ActionUpdate& update) {
  auto& reading = *update.add_readings();
  reading.set_measure(measure);
  reading.set_value(value);
  reading.set_date(date);
}

// An action that has begun, with one measure that should rise and one that should fall.
Action BegunAction() {
  Action action = MakeAction("a1");
  *action.add_measures() = MakeMeasure("in-work", 40, 60);
  *action.add_measures() = MakeMeasure("days", 30, 10);
  Begin(action);
  return action;
}

Action After(Action action, const std::vector<std::pair<std::string, double>>& readings) {
  for (const auto& [measure, value] : readings) {
    ActionUpdate update;
    AddReading(measure, value, "2013-01-31", update);
    EXPECT_TRUE(TakeUpdate(update, action).ok());
  }
  return action;
}

TEST(Measures, TellTheDistanceFromTarget) {
  const struct {
    const char* measure;
    double value, distance;
  } rows[] = {{"in-work", 40, 100}, {"in-work", 50, 50}, {"in-work", 60, 0}, {"in-work", 70, -50},
              {"in-work", 30, 150}, {"days", 30, 100},   {"days", 15, 25},   {"days", 10, 0},
              {"days", 0, -50},     {"days", 50, 200}};
  for (const auto& row : rows) {
    const Action action = After(BegunAction(), {{row.measure, row.value}});
    const v1::Measure& measure = action.measures(row.measure == std::string("days") ? 1 : 0);
    EXPECT_EQ(measure.distance_percent(), row.distance) << row.measure << " at " << row.value;
    EXPECT_EQ(measure.latest(), row.value);
    EXPECT_EQ(measure.latest_date(), "2013-01-31");
  }
}

TEST(Measures, TellWhetherAnActionHelped) {
  const struct {
    const char* name;
    std::vector<std::pair<std::string, double>> readings;
    Action::Effect effect;
  } rows[] = {
      {"nothing read", {}, Action::EFFECT_NOT_KNOWN},
      {"none moved", {{"in-work", 40}, {"days", 30}}, Action::EFFECT_UNCHANGED},
      {"one not moved, one not read", {{"in-work", 40}}, Action::EFFECT_UNCHANGED},
      {"one better", {{"in-work", 41}, {"days", 30}}, Action::EFFECT_IMPROVED},
      {"one better, one worse", {{"in-work", 60}, {"days", 31}}, Action::EFFECT_WORSE},
      {"one at target, one not read", {{"in-work", 60}}, Action::EFFECT_IMPROVED},
      {"one at target", {{"in-work", 60}, {"days", 11}}, Action::EFFECT_IMPROVED},
      {"all at target", {{"in-work", 60}, {"days", 9}}, Action::EFFECT_ON_TARGET},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(After(BegunAction(), row.readings).effect(), row.effect) << row.name;
  }
}

TEST(Measures, GoByTheLatestDayWhateverComesLast) {
  Action action = BegunAction();
  ActionUpdate update;
  AddReading("in-work", 50, "2013-01-31", update);
  AddReading("in-work", 45, "2012-12-31", update);
  AddReading("in-work", 52, "2013-01-31", update);
  ASSERT_TRUE(TakeUpdate(update, action).ok());
  EXPECT_EQ(action.measures(0).latest(), 52);
  EXPECT_EQ(action.measures(0).latest_date(), "2013-01-31");
}

TEST(Begin, TakesNothingOfWhatOnlyUpdatesSay) {
  Action action = MakeAction("a1", {"r1"}, Action::DELIVERY_DELIVERED);
  action.set_rag(Action::RAG_GREEN);
  action.add_evidence()->set_title("Board paper");
  *action.add_measures() = MakeMeasure("in-work", 40, 60);
  action.mutable_measures(0)->set_latest(60);
  action.mutable_measures(0)->set_distance_percent(0);
  Begin(action);
  EXPECT_EQ(action.delivery(), Action::DELIVERY_NOT_STARTED);
  EXPECT_EQ(action.rag(), Action::RAG_UNSPECIFIED);
  EXPECT_EQ(action.evidence_size(), 0);
  EXPECT_FALSE(action.measures(0).has_latest());
  EXPECT_FALSE(action.measures(0).has_distance_percent());
  EXPECT_EQ(action.effect(), Action::EFFECT_NOT_KNOWN);
}

TEST(TakeUpdate, LeavesOpenWhatItDoesNotSay) {
  Action action = BegunAction();
  ActionUpdate first;
  first.set_rag(Action::RAG_AMBER);
  first.set_delivery(Action::DELIVERY_IN_PROGRESS);
  ASSERT_TRUE(TakeUpdate(first, action).ok());
  ActionUpdate second;
  second.set_note("No news.");
  ASSERT_TRUE(TakeUpdate(second, action).ok());
  EXPECT_EQ(action.rag(), Action::RAG_AMBER);
  EXPECT_EQ(action.delivery(), Action::DELIVERY_IN_PROGRESS);
  EXPECT_EQ(second.rag(), Action::RAG_AMBER);
  EXPECT_EQ(second.delivery(), Action::DELIVERY_IN_PROGRESS);
}

TEST(TakeUpdate, DeliversWithEvidenceNowOrBefore) {
  Action action = BegunAction();
  ActionUpdate delivered;
  delivered.set_delivery(Action::DELIVERY_DELIVERED);
  const absl::Status without = TakeUpdate(delivered, action);
  ExpectError(without, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(FieldsOf(without), ElementsAre("action_update.evidence"));
  EXPECT_EQ(action.delivery(), Action::DELIVERY_NOT_STARTED);

  ActionUpdate evidence;
  evidence.add_evidence()->set_title("Contract with the mentoring programme");
  ASSERT_TRUE(TakeUpdate(evidence, action).ok());
  ASSERT_TRUE(TakeUpdate(evidence, action).ok());
  EXPECT_EQ(action.evidence_size(), 1) << "the same piece counts once";
  ASSERT_TRUE(TakeUpdate(delivered, action).ok());
  EXPECT_EQ(action.delivery(), Action::DELIVERY_DELIVERED);
  EXPECT_EQ(action.effect(), Action::EFFECT_NOT_KNOWN) << "delivered is not improved";
}

TEST(TakeUpdate, GathersNoMoreEvidenceThanAllowed) {
  Action action = BegunAction();
  for (int i = 0; i < kMostEvidence; ++i) action.add_evidence()->set_title(std::to_string(i));
  ActionUpdate update;
  update.add_evidence()->set_title("one more");
  EXPECT_THAT(FieldsOf(TakeUpdate(update, action)), ElementsAre("action_update.evidence"));
}

TEST(TakeUpdate, TakesADeliveredActionBackWithANote) {
  Action action = MakeAction("a1", {"r1"}, Action::DELIVERY_DELIVERED);
  action.add_evidence()->set_title("Board paper");
  ActionUpdate back;
  back.set_delivery(Action::DELIVERY_IN_PROGRESS);
  EXPECT_THAT(FieldsOf(TakeUpdate(back, action)), ElementsAre("action_update.note"));
  back.set_delivery(Action::DELIVERY_NOT_STARTED);
  back.set_note("The contract was ended.");
  ExpectError(TakeUpdate(back, action), reasons::ERROR_REASON_WRONG_STATE);
  back.set_delivery(Action::DELIVERY_IN_PROGRESS);
  ASSERT_TRUE(TakeUpdate(back, action).ok());
  EXPECT_EQ(action.delivery(), Action::DELIVERY_IN_PROGRESS);
}

TEST(TakeUpdate, LeavesDroppedActionsAlone) {
  Action action = MakeAction("a1", {"r1"}, Action::DELIVERY_DROPPED);
  ActionUpdate update;
  update.set_note("After all?");
  ExpectError(TakeUpdate(update, action), reasons::ERROR_REASON_WRONG_STATE);
}

TEST(TakeUpdate, ReadsKnownMeasuresOnly) {
  Action action = BegunAction();
  ActionUpdate update;
  AddReading("in-work", 50, "2013-01-31", update);
  AddReading("exclusions", 3, "2013-01-31", update);
  EXPECT_THAT(FieldsOf(TakeUpdate(update, action)),
              ElementsAre("action_update.readings[1].measure"));
  EXPECT_FALSE(action.measures(0).has_latest()) << "nothing of a wrong update is taken";
}

TEST(KeepProgress, CarriesReadingsOverToChangedMeasures) {
  const Action before = After(BegunAction(), {{"in-work", 50}, {"days", 20}});
  Action after = before;
  after.clear_measures();
  *after.add_measures() = MakeMeasure("in-work", 40, 50);
  *after.add_measures() = MakeMeasure("new", 0, 1);
  KeepProgress(before, after);
  EXPECT_EQ(after.measures(0).latest(), 50);
  EXPECT_EQ(after.measures(0).distance_percent(), 0);
  EXPECT_FALSE(after.measures(1).has_latest());
  EXPECT_EQ(after.effect(), Action::EFFECT_IMPROVED);
}

TEST(LowersPromise, MeansALaterDayOrAnotherTarget) {
  const Action before = BegunAction();
  const struct {
    const char* name;
    void (*change)(Action&);
    bool lowers;
  } rows[] = {
      {"later day", [](Action& a) { a.set_due_date("2013-04-01"); }, true},
      {"earlier day", [](Action& a) { a.set_due_date("2013-02-01"); }, false},
      {"another target", [](Action& a) { a.mutable_measures(0)->set_target(55); }, true},
      {"another baseline", [](Action& a) { a.mutable_measures(0)->set_baseline(35); }, true},
      {"a measure gone", [](Action& a) { a.mutable_measures()->RemoveLast(); }, true},
      {"another one", [](Action& a) { *a.add_measures() = MakeMeasure("new", 0, 1); }, false},
      {"other words", [](Action& a) { a.set_text("Offer mentors"); }, false},
  };
  for (const auto& row : rows) {
    Action after = before;
    row.change(after);
    EXPECT_EQ(LowersPromise(before, after), row.lowers) << row.name;
  }
}

TEST(UpdateOf, KeepsWhatWasChangedAndWhy) {
  const Action before = After(BegunAction(), {{"in-work", 50}});
  EXPECT_FALSE(UpdateOf(before, before, "for no reason").has_value());
  Action after = before;
  after.set_due_date("2013-06-28");
  after.set_owner_role("Assistant director");
  after.mutable_measures(0)->set_target(55);
  after.mutable_measures()->RemoveLast();
  const auto update = UpdateOf(before, after, "The contract began late.");
  ASSERT_TRUE(update.has_value());
  EXPECT_EQ(update->note(),
            "Changed: due date 2013-03-29 to 2013-06-28, measure in-work from 40 to 60 now from 40 "
            "to 55, measure days taken out, owner, measures. The contract began late.");
  EXPECT_EQ(update->delivery(), before.delivery());
  EXPECT_EQ(update->readings_size(), 0);
}

}  // namespace
}  // namespace peerchallenge::recommendations
