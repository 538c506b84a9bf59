#include <gmock/gmock.h>

#include "tests/services/recommendations/plans/plan_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Action;
using v1::ActionUpdate;
using v1::RecommendationResponse;

class ActionTest : public PlanTest {
 protected:
  absl::StatusOr<Action> Change(const Action& patch, const std::vector<std::string>& paths,
                                const std::string& reason = "") {
    v1::UpdateActionRequest request;
    *request.mutable_action() = patch;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    request.set_reason(reason);
    return world_.Call<Action>(kDirector, "UpdateAction", request);
  }
  absl::StatusOr<Action> Delete(const std::string& id, const std::string& etag = "") {
    v1::DeleteActionRequest request;
    request.set_name(ActionName(id));
    request.set_etag(etag);
    return world_.Call<Action>(kDirector, "DeleteAction", request);
  }
  absl::StatusOr<v1::ListActionUpdatesResponse> Updates(const std::string& id,
                                                        const Who& who = kDirector) {
    v1::ListActionUpdatesRequest request;
    request.set_parent(ActionName(id));
    return world_.Call<v1::ListActionUpdatesResponse>(who, "ListActionUpdates", request);
  }
  absl::StatusOr<v1::ListActionsResponse> List(const v1::ListActionsRequest& request) {
    return world_.Call<v1::ListActionsResponse>(kOffice, "ListActions", request);
  }
  std::vector<std::string> Names(const v1::ListActionsRequest& request) {
    std::vector<std::string> names;
    const auto listed = Value(List(request));
    for (const Action& action : listed.actions()) names.push_back(action.name());
    return names;
  }
  static ActionUpdate Delivered() {
    ActionUpdate update;
    update.set_delivery(Action::DELIVERY_DELIVERED);
    update.add_evidence()->set_title("Contract");
    update.mutable_evidence(0)->set_date("2012-07-31");
    return update;
  }
};

TEST_F(ActionTest, CreateAction_BeginsAndIsCounted) {
  v1::CreateActionRequest request = Acting("a1", {"r1", "r3"});
  request.mutable_action()->set_delivery(Action::DELIVERY_DELIVERED);  // output only
  request.mutable_action()->mutable_measures(0)->set_latest(60);
  const Action action = Value(Create(request));
  EXPECT_EQ(action.name(), ActionName("a1"));
  EXPECT_EQ(action.delivery(), Action::DELIVERY_NOT_STARTED);
  EXPECT_EQ(action.effect(), Action::EFFECT_NOT_KNOWN);
  EXPECT_FALSE(action.measures(0).has_latest());
  EXPECT_FALSE(action.overdue());
  EXPECT_EQ(Value(GetAction("a1")).etag(), action.etag());
  EXPECT_EQ(Plan().progress().actions(), 1);
  EXPECT_THAT(Responses()[0].actions(), ElementsAre(ActionName("a1")));
  EXPECT_THAT(Responses()[1].actions(), IsEmpty());
  EXPECT_THAT(Responses()[2].actions(), ElementsAre(ActionName("a1")));
}

TEST_F(ActionTest, CreateAction_MakesAnId) {
  const Action action = Value(Create(Acting("")));
  EXPECT_EQ(action.name().size(), ActionName("").size() + 36);
}

TEST_F(ActionTest, CreateAction_RejectsBadRequests) {
  Value(Create(Acting("a1")));
  ExpectError(Create(Acting("a1")), reasons::ERROR_REASON_RESOURCE_EXISTS);
  ExpectError(Create(Acting("A 1")), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Create(Acting("a2", {})), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Create(Acting("a2", {"r9"})), reasons::ERROR_REASON_REFERENCE_BROKEN);
  world_.Issue("regions/em/reviews/not", kNottingham, {{"n1"}});
  v1::CreateActionRequest request = Acting("a2");
  request.mutable_action()->add_recommendations("regions/em/reviews/not/recommendations/n1");
  ExpectError(Create(request), reasons::ERROR_REASON_REFERENCE_BROKEN);
  request = Acting("a2");
  request.set_parent(kReview);
  ExpectError(Create(request), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_parent("regions/em/reviews/none/actionPlan");
  ExpectError(Create(request), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ActionTest, CreateAction_GoesOnUntilThePlanIsClosed) {
  PublishWhole();
  Value(Create(Acting("a2")));
  using Verdict = v1::ProgressReview::Verdict;
  Value(Review(Reviewing({{"r1", Verdict::DECISION_CLOSE},
                          {"r2", Verdict::DECISION_CLOSE},
                          {"r3", Verdict::DECISION_CLOSE}})));
  ExpectError(Create(Acting("a3")), reasons::ERROR_REASON_WRONG_STATE);
  ExpectError(Record("a2", ActionUpdate()), reasons::ERROR_REASON_WRONG_STATE);
  Action patch = Value(GetAction("a2"));
  patch.set_text("Something else");
  ExpectError(Change(patch, {"text"}), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(ActionTest, CreateAction_StopsAtTheMost) {
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(Create(Acting(absl::StrCat("a", i))).ok()) << i;
  }
  ExpectError(Create(Acting("one-more")), reasons::ERROR_REASON_QUOTA_EXCEEDED);
}

TEST_F(ActionTest, RecordActionUpdate_StopsAtTheMost) {
  Value(Create(Acting("a1")));
  world_.Write([&](storage::Transaction& tx) -> absl::Status {
    absl::Status status;
    for (int i = 0; i < 999; ++i) {
      ActionUpdate update;
      update.set_name(absl::StrCat(ActionName("a1"), "/updates/u", i));
      status.Update(world_.context().store.plans.updates.Insert(tx, update));
    }
    return status;
  });
  Value(Record("a1", ActionUpdate()));
  ExpectError(Record("a1", ActionUpdate()), reasons::ERROR_REASON_QUOTA_EXCEEDED);
}

TEST_F(ActionTest, GetAction_KnowsNoOtherNames) {
  ExpectError(GetAction("none"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::GetActionRequest request;
  for (const std::string& name : {kPlan, std::string("x"), kOtherPlan + "/actions/a1"}) {
    request.set_name(name);
    ExpectError(world_.Call<Action>(kDirector, "GetAction", request),
                reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
}

TEST_F(ActionTest, ListActions_GoesByDueDateAndFilters) {
  world_.Issue("regions/em/reviews/not", kNottingham, {{"n1"}});
  const auto add = [&](const std::string& id, const std::string& due, const std::string& serves) {
    v1::CreateActionRequest request = Acting(id, {serves});
    request.mutable_action()->set_due_date(due);
    Value(Create(request));
  };
  add("b", "2012-12-31", "r1");
  add("a", "2013-01-31", "r2");
  add("c", "2012-09-28", "r1");
  v1::CreateActionRequest other = Acting("n");
  other.set_parent(kOtherPlan);
  other.mutable_action()->set_recommendations(0, "regions/em/reviews/not/recommendations/n1");
  other.mutable_action()->set_due_date("2012-10-31");
  Value(Create(other, kOtherDirector));
  ActionUpdate red;
  red.set_rag(Action::RAG_RED);
  red.set_note("No money.");
  Value(Record("b", red));

  v1::ListActionsRequest of_plan;
  of_plan.set_parent(kPlan);
  EXPECT_THAT(Names(of_plan), ElementsAre(ActionName("c"), ActionName("b"), ActionName("a")));
  v1::ListActionsRequest of_region;
  of_region.set_parent("regions/em/reviews/-/actionPlan");
  EXPECT_THAT(Names(of_region), ElementsAre(ActionName("c"), kOtherPlan + "/actions/n",
                                            ActionName("b"), ActionName("a")));
  of_region.set_page_size(3);
  const auto first = Value(List(of_region));
  EXPECT_EQ(first.actions_size(), 3);
  of_region.set_page_token(first.next_page_token());
  EXPECT_THAT(Names(of_region), ElementsAre(ActionName("a")));
  of_region.set_rag(Action::RAG_RED);
  ExpectError(List(of_region), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  of_region.clear_page_token();
  EXPECT_THAT(Names(of_region), ElementsAre(ActionName("b")));
  of_region.clear_rag();
  of_region.set_recommendation(Recommended("r2"));
  EXPECT_THAT(Names(of_region), ElementsAre(ActionName("a")));
  of_region.clear_recommendation();
  of_region.set_due_by_date("2012-10-31");
  EXPECT_THAT(Names(of_region), ElementsAre(ActionName("c"), kOtherPlan + "/actions/n"));
  of_region.clear_due_by_date();
  of_region.set_overdue(true);
  EXPECT_THAT(Names(of_region), IsEmpty());
  world_.GoTo("2012-11-01");
  EXPECT_THAT(Names(of_region), ElementsAre(ActionName("c"), kOtherPlan + "/actions/n"));
}

TEST_F(ActionTest, ListActions_RejectsBadRequests) {
  const auto with = [](auto change) {
    v1::ListActionsRequest request;
    request.set_parent(kPlan);
    change(request);
    return request;
  };
  for (const auto& request : {with([](auto& r) { r.set_parent(kRegion); }),
                              with([](auto& r) { r.set_parent("regions/em/reviews/-"); }),
                              with([](auto& r) { r.set_page_size(-1); }),
                              with([](auto& r) { r.set_recommendation("r1"); }),
                              with([](auto& r) { r.set_rag(static_cast<Action::Rag>(9)); }),
                              with([](auto& r) { r.set_due_by_date("2012-13-01"); })}) {
    ExpectError(List(request), reasons::ERROR_REASON_FIELD_INVALID);
  }
  ExpectError(List(with([](auto& r) { r.set_page_token("x"); })),
              reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  ExpectError(List(with([](auto& r) { r.set_parent(kOtherPlan); })),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(List(with([](auto& r) { r.set_parent("regions/none/reviews/-/actionPlan"); })),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ActionTest, UpdateAction_ChangesThePlanAndKeepsTheProgress) {
  Value(Create(Acting("a1")));
  ActionUpdate update;
  update.set_rag(Action::RAG_GREEN);
  update.add_readings()->set_measure("in-work");
  update.mutable_readings(0)->set_value(50);
  update.mutable_readings(0)->set_date("2012-07-31");
  Action patch = Value(Record("a1", update));
  patch.set_recommendations(0, Recommended("r2"));
  patch.mutable_measures(0)->set_target(50);
  patch.set_due_date("2013-03-29");
  patch.set_rag(Action::RAG_RED);  // output only
  const Action changed = Value(Change(patch, {"recommendations", "measures", "due_date"}));
  EXPECT_EQ(changed.rag(), Action::RAG_GREEN);
  EXPECT_EQ(changed.measures(0).latest(), 50);
  EXPECT_EQ(changed.measures(0).distance_percent(), 0);
  EXPECT_EQ(changed.effect(), Action::EFFECT_ON_TARGET);
  EXPECT_EQ(changed.due_date(), "2013-03-29");
  EXPECT_THAT(Responses()[0].actions(), IsEmpty());
  EXPECT_THAT(Responses()[1].actions(), ElementsAre(ActionName("a1")));
  EXPECT_EQ(Value(Updates("a1")).action_updates_size(), 1) << "before publication none is kept";
}

TEST_F(ActionTest, UpdateAction_RejectsBadRequests) {
  Action patch = Value(Create(Acting("a1")));
  const std::string stale = patch.etag();
  patch.set_text("");
  ExpectError(Change(patch, {"text"}), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Change(patch, {"rag"}), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Change(patch, {"colour"}), reasons::ERROR_REASON_FIELD_INVALID);
  patch.set_recommendations(0, Recommended("r9"));
  ExpectError(Change(patch, {"recommendations"}), reasons::ERROR_REASON_REFERENCE_BROKEN);
  patch.set_text("Another");
  ExpectError(Change(patch, {"text"}, std::string(2'001, 'x')),
              reasons::ERROR_REASON_FIELD_INVALID);
  Value(Change(patch, {"text"}));
  patch.set_etag(stale);
  ExpectError(Change(patch, {"text"}), reasons::ERROR_REASON_ETAG_MISMATCH);
  patch.set_name(ActionName("none"));
  ExpectError(Change(patch, {"text"}), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ActionTest, UpdateAction_OfAPublicPlanIsKeptAndHasAReasonWhereItPromisesLess) {
  PublishWhole();
  Action patch = Value(GetAction("a1"));
  patch.set_due_date("2013-03-29");
  const auto later = Change(patch, {"due_date"});
  ExpectError(later, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(rpc::FieldsOf(later.status()), ElementsAre("reason"));
  patch.mutable_measures(0)->set_target(55);
  ExpectError(Change(patch, {"measures"}), reasons::ERROR_REASON_FIELD_INVALID);
  Value(Change(patch, {"due_date", "measures"}, "The contract began late."));
  patch = Value(GetAction("a1"));
  patch.set_text("Contract two mentoring programmes");
  Value(Change(patch, {"text"}));
  const auto updates = Value(Updates("a1"));
  ASSERT_EQ(updates.action_updates_size(), 2);
  EXPECT_EQ(updates.action_updates(0).note(), "Changed: text.");
  EXPECT_EQ(updates.action_updates(0).author(), "director");
  EXPECT_EQ(updates.action_updates(1).note(),
            "Changed: due date 2013-01-31 to 2013-03-29, measure in-work from 40 to 60 now from 40 "
            "to 55. The contract began late.");
}

TEST_F(ActionTest, UpdateAction_LeavesDroppedOnesAlone) {
  Value(Create(Acting("a1")));
  ActionUpdate drop;
  drop.set_delivery(Action::DELIVERY_DROPPED);
  drop.set_note("Overtaken by events.");
  Action patch = Value(Record("a1", drop));
  EXPECT_EQ(Plan().progress().actions(), 0);
  patch.set_text("After all");
  ExpectError(Change(patch, {"text"}), reasons::ERROR_REASON_WRONG_STATE);
  ExpectError(Record("a1", ActionUpdate()), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(ActionTest, DeleteAction_IsForOpenPlans) {
  const Action action = Value(Create(Acting("a1")));
  Value(Record("a1", Delivered()));
  ExpectError(Delete("a1", action.etag()), reasons::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(Value(Delete("a1")).delivery(), Action::DELIVERY_DELIVERED);
  ExpectError(Delete("a1"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(Plan().progress().actions(), 0);
  EXPECT_THAT(Responses()[0].actions(), IsEmpty());
  Value(Create(Acting("a1")));
  EXPECT_EQ(Value(Updates("a1")).action_updates_size(), 0) << "a new action has no past";
  for (const char* id : {"r1", "r2", "r3"}) Value(Respond(id));
  Value(Create(Acting("a2", {"r1", "r2", "r3"})));
  Value(Submit());
  ExpectError(Delete("a1"), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(ActionTest, RecordActionUpdate_TellsDeliveredFromImproved) {
  Value(Create(Acting("a1")));
  const Action delivered = Value(Record("a1", Delivered()));
  EXPECT_EQ(delivered.delivery(), Action::DELIVERY_DELIVERED);
  EXPECT_EQ(delivered.evidence_size(), 1);
  EXPECT_EQ(Plan().progress().delivered(), 1);
  EXPECT_EQ(Plan().progress().improved(), 0);
  ActionUpdate reading;
  reading.add_readings()->set_measure("in-work");
  reading.mutable_readings(0)->set_value(45);
  reading.mutable_readings(0)->set_date("2012-07-31");
  const Action read = Value(Record("a1", reading));
  EXPECT_EQ(read.effect(), Action::EFFECT_IMPROVED);
  EXPECT_EQ(read.measures(0).distance_percent(), 75);
  EXPECT_EQ(Plan().progress().improved(), 1);
}

TEST_F(ActionTest, RecordActionUpdate_RejectsBadRequests) {
  Value(Create(Acting("a1")));
  ActionUpdate update;
  update.set_delivery(Action::DELIVERY_DELIVERED);
  const auto unproven = Record("a1", update);
  ExpectError(unproven, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(rpc::FieldsOf(unproven.status()), ElementsAre("action_update.evidence"));
  Value(Record("a1", Delivered(), "u1"));
  ExpectError(Record("a1", Delivered(), "u1"), reasons::ERROR_REASON_RESOURCE_EXISTS);
  ExpectError(Record("a1", Delivered(), "U 1"), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Record("none", Delivered()), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  update.set_delivery(Action::DELIVERY_NOT_STARTED);
  ExpectError(Record("a1", update), reasons::ERROR_REASON_WRONG_STATE);
  update.set_delivery(Action::DELIVERY_IN_PROGRESS);
  ExpectError(Record("a1", update), reasons::ERROR_REASON_FIELD_INVALID);
  update.set_note("The contract was ended.");
  EXPECT_EQ(Value(Record("a1", update)).delivery(), Action::DELIVERY_IN_PROGRESS);
}

TEST_F(ActionTest, ListActionUpdates_ListsNewestFirstAndNamesAuthorsToTheHostOnly) {
  Value(Create(Acting("a1")));
  for (const char* day : {"2012-08-01", "2012-08-02", "2012-08-03"}) {
    world_.GoTo(day);
    ActionUpdate update;
    update.set_note(day);
    Value(Record("a1", update));
  }
  v1::ListActionUpdatesRequest request;
  request.set_parent(ActionName("a1"));
  request.set_page_size(2);
  const auto list = [&](const Who& who) {
    return world_.Call<v1::ListActionUpdatesResponse>(who, "ListActionUpdates", request);
  };
  const auto first = Value(list(kDirector));
  ASSERT_EQ(first.action_updates_size(), 2);
  EXPECT_EQ(first.action_updates(0).note(), "2012-08-03");
  EXPECT_EQ(first.action_updates(1).note(), "2012-08-02");
  EXPECT_EQ(first.action_updates(0).author(), "director");
  EXPECT_EQ(Value(list(kSystem)).action_updates(0).author(), "director");
  EXPECT_EQ(Value(list(kOffice)).action_updates(0).author(), "");
  EXPECT_EQ(Value(list(kLead)).action_updates(0).author(), "");
  request.set_page_token(first.next_page_token());
  EXPECT_EQ(Value(list(kDirector)).action_updates_size(), 1);
  ExpectError(list(kOffice), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  request.clear_page_token();
  request.set_parent(kPlan);
  ExpectError(list(kDirector), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_parent(ActionName("none"));
  ExpectError(list(kDirector), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace peerchallenge::recommendations
