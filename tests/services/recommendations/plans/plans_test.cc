#include <gmock/gmock.h>

#include "tests/services/recommendations/plans/plan_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using v1::ActionPlan;
using v1::PlanClock;
using v1::RecommendationResponse;

class ActionPlanTest : public PlanTest {
 protected:
  absl::StatusOr<ActionPlan> Introduce(const std::string& introduction,
                                       const std::string& etag = "",
                                       const std::string& request_id = "") {
    v1::UpdateActionPlanRequest request;
    request.mutable_action_plan()->set_name(kPlan);
    request.mutable_action_plan()->set_introduction(introduction);
    request.mutable_action_plan()->set_etag(etag);
    request.set_request_id(request_id);
    return world_.Call<ActionPlan>(kDirector, "UpdateActionPlan", request);
  }
  void AnswerAll() {
    Value(Respond("r1"));
    Value(Respond("r2", RecommendationResponse::DECISION_PARTLY_ACCEPTED, "In the cities."));
    Value(Respond("r3", RecommendationResponse::DECISION_DECLINED, "It is done."));
    Value(Create(Acting("a1", {"r1", "r2"})));
  }
  absl::StatusOr<v1::ListActionPlansResponse> List(const v1::ListActionPlansRequest& request,
                                                   const Who& who = kOffice) {
    return world_.Call<v1::ListActionPlansResponse>(who, "ListActionPlans", request);
  }
  std::vector<std::string> Names(const v1::ListActionPlansRequest& request,
                                 const Who& who = kOffice) {
    std::vector<std::string> names;
    const auto listed = Value(List(request, who));
    for (const ActionPlan& plan : listed.action_plans()) names.push_back(plan.name());
    return names;
  }
};

TEST_F(ActionPlanTest, GetActionPlan_IsThereOnceTheLetterIsIssued) {
  const ActionPlan plan = Plan();
  EXPECT_EQ(plan.host(), kLincolnshire);
  EXPECT_EQ(plan.state(), ActionPlan::STATE_OPEN);
  EXPECT_EQ(plan.progress().recommendations(), 3);
  ASSERT_EQ(plan.clocks_size(), 3);
  EXPECT_EQ(plan.clocks(0).due_date(), "2012-09-12");  // the region's bank holiday is left out
  EXPECT_EQ(plan.clocks(1).due_date(), "2012-10-31");
  EXPECT_EQ(plan.clocks(2).due_date(), "2013-01-31");
  EXPECT_FALSE(plan.etag().empty());
  EXPECT_TRUE(plan.has_create_time());
}

TEST_F(ActionPlanTest, GetActionPlan_KnowsNoOtherNames) {
  for (const std::string& name :
       {kOtherPlan, kPlan + "/actions/a1", kPlan + "s", kReview, std::string("x"),
        std::string("regions/em/reviews/-/actionPlan")}) {
    ExpectError(Get(kDirector, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  ExpectError(Get(kDirector, ""), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(ActionPlanTest, UpdateActionPlan_ChangesTheIntroductionUntilItIsPublic) {
  const ActionPlan introduced = Value(Introduce("We are grateful."));
  EXPECT_EQ(introduced.introduction(), "We are grateful.");
  EXPECT_EQ(Plan().etag(), introduced.etag());
  AnswerAll();
  Value(Submit());
  EXPECT_EQ(Value(Introduce("We thank the team.")).state(), ActionPlan::STATE_SUBMITTED);
  Value(Publish());
  ExpectError(Introduce("Too late."), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(ActionPlanTest, UpdateActionPlan_RejectsWhatItMayNotChange) {
  ExpectError(Introduce(std::string(8'001, 'x')), reasons::ERROR_REASON_FIELD_INVALID);
  v1::UpdateActionPlanRequest request;
  request.mutable_action_plan()->set_name(kPlan);
  request.mutable_action_plan()->set_state(ActionPlan::STATE_CLOSED);
  request.mutable_update_mask()->add_paths("state");
  ExpectError(world_.Call<ActionPlan>(kDirector, "UpdateActionPlan", request),
              reasons::ERROR_REASON_FIELD_INVALID);
  request.clear_update_mask();
  EXPECT_EQ(Value(world_.Call<ActionPlan>(kDirector, "UpdateActionPlan", request)).state(),
            ActionPlan::STATE_OPEN);
}

TEST_F(ActionPlanTest, UpdateActionPlan_RejectsAStaleEtag) {
  const std::string stale = Plan().etag();
  Value(Introduce("One.", stale));
  ExpectError(Introduce("Two.", stale), reasons::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(Plan().introduction(), "One.");
}

TEST_F(ActionPlanTest, UpdateActionPlan_ActsOnceForOneRequest) {
  const ActionPlan first = Value(Introduce("One.", "", "request-1"));
  EXPECT_EQ(Value(Introduce("One.", "", "request-1")).etag(), first.etag());
  ExpectError(Introduce("Two.", "", "request-1"), reasons::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_F(ActionPlanTest, SubmitActionPlan_NamesWhatIsMissing) {
  Value(Respond("r2"));
  const auto submitted = Submit();
  ExpectError(submitted, reasons::ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(rpc::RulesOf(submitted.status()),
              ElementsAre(Pair("PLAN_UNANSWERED", kPlan + "/responses/r1"),
                          Pair("PLAN_NO_ACTION", kPlan + "/responses/r2"),
                          Pair("PLAN_UNANSWERED", kPlan + "/responses/r3")));
  EXPECT_EQ(Plan().state(), ActionPlan::STATE_OPEN);
}

TEST_F(ActionPlanTest, SubmitActionPlan_StopsItsClock) {
  AnswerAll();
  world_.GoTo("2012-09-12");
  const ActionPlan plan = Value(Submit(Plan().etag()));
  EXPECT_EQ(plan.state(), ActionPlan::STATE_SUBMITTED);
  EXPECT_EQ(plan.clocks(0).done_date(), "2012-09-12");
  EXPECT_EQ(plan.clocks(0).state(), PlanClock::STATE_MET);
  EXPECT_EQ(plan.clocks(1).state(), PlanClock::STATE_RUNNING);
  ExpectError(Submit(), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(ActionPlanTest, SubmitActionPlan_RejectsAStaleEtag) {
  const std::string stale = Plan().etag();
  AnswerAll();
  ExpectError(Submit(stale), reasons::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(Plan().state(), ActionPlan::STATE_OPEN);
}

TEST_F(ActionPlanTest, PublishActionPlan_FollowsSubmission) {
  AnswerAll();
  ExpectError(Publish(), reasons::ERROR_REASON_WRONG_STATE);
  const ActionPlan submitted = Value(Submit());
  world_.GoTo("2012-11-01");
  ExpectError(Publish("stale"), reasons::ERROR_REASON_ETAG_MISMATCH);
  const ActionPlan plan = Value(Publish());
  EXPECT_EQ(plan.state(), ActionPlan::STATE_PUBLISHED);
  EXPECT_EQ(plan.clocks(1).done_date(), "2012-11-01");
  EXPECT_EQ(plan.clocks(1).state(), PlanClock::STATE_MET_LATE);
  ExpectError(Publish(), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(ActionPlanTest, PublishActionPlan_IsRefusedForWhatIsNoLongerWhole) {
  AnswerAll();
  Value(Submit());
  Value(Respond("r3"));  // accepted after all, and nobody acts on it
  const auto published = Publish();
  ExpectError(published, reasons::ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(rpc::RulesOf(published.status()),
              ElementsAre(Pair("PLAN_NO_ACTION", kPlan + "/responses/r3")));
}

TEST_F(ActionPlanTest, ListActionPlans_FiltersAndPages) {
  world_.Issue("regions/em/reviews/not", kNottingham, {{"n1"}});
  world_.Issue("regions/em/reviews/nhs", kNorthamptonshire, {{"o1"}});
  v1::ListActionPlansRequest request;
  request.set_parent(kRegion);
  EXPECT_THAT(Names(request), ElementsAre(kPlan, kOldPlan, kOtherPlan));

  request.set_page_size(2);
  const auto first = Value(List(request));
  EXPECT_EQ(first.action_plans_size(), 2);
  request.set_page_token(first.next_page_token());
  EXPECT_THAT(Names(request), ElementsAre(kOtherPlan));
  request.add_states(ActionPlan::STATE_OPEN);
  ExpectError(List(request), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);

  v1::ListActionPlansRequest of_host;
  of_host.set_parent(kRegion);
  of_host.set_host(kNottingham);
  EXPECT_THAT(Names(of_host), ElementsAre(kOtherPlan));

  AnswerAll();
  Value(Submit());
  v1::ListActionPlansRequest in_state;
  in_state.set_parent(kRegion);
  in_state.add_states(ActionPlan::STATE_SUBMITTED);
  in_state.add_states(ActionPlan::STATE_PUBLISHED);
  EXPECT_THAT(Names(in_state), ElementsAre(kPlan));

  v1::ListActionPlansRequest overdue;
  overdue.set_parent(kRegion);
  overdue.set_overdue(true);
  EXPECT_THAT(Names(overdue), IsEmpty());
  world_.GoTo("2012-09-13");
  EXPECT_THAT(Names(overdue), ElementsAre(kOldPlan, kOtherPlan)) << "this one was submitted";
}

TEST_F(ActionPlanTest, ListActionPlans_RejectsBadRequests) {
  const auto with = [](auto change) {
    v1::ListActionPlansRequest request;
    request.set_parent(kRegion);
    change(request);
    return request;
  };
  for (const auto& request :
       {with([](auto& r) { r.set_parent("em"); }), with([](auto& r) { r.set_page_size(-1); }),
        with([](auto& r) { r.set_host("Lincolnshire"); }),
        with([](auto& r) { r.set_host("regions/wm/authorities/E10000019"); }),
        with([](auto& r) { r.add_states(ActionPlan::STATE_UNSPECIFIED); }),
        with([](auto& r) { r.add_states(static_cast<ActionPlan::State>(9)); })}) {
    ExpectError(List(request), reasons::ERROR_REASON_FIELD_INVALID);
  }
  ExpectError(List(with([](auto& r) { r.set_page_token("x"); })),
              reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  ExpectError(List(with([](auto& r) { r.set_parent("regions/none"); })),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ActionPlanTest, ListRecommendationResponses_KeepsTheOrderOfTheLetter) {
  v1::ListRecommendationResponsesRequest request;
  request.set_parent(kPlan);
  request.set_page_size(2);
  const auto list = [&] {
    return world_.Call<v1::ListRecommendationResponsesResponse>(
        kDirector, "ListRecommendationResponses", request);
  };
  const auto first = Value(list());
  ASSERT_EQ(first.responses_size(), 2);
  EXPECT_EQ(first.responses(0).recommendation(), Recommended("r1"));
  EXPECT_EQ(first.responses(0).number(), 1);
  request.set_page_token(first.next_page_token());
  const auto second = Value(list());
  ASSERT_EQ(second.responses_size(), 1);
  EXPECT_EQ(second.responses(0).recommendation(), Recommended("r3"));
  request.set_page_token("x");
  ExpectError(list(), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  request.set_page_size(-1);
  request.clear_page_token();
  ExpectError(list(), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_parent(kReview);
  ExpectError(list(), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_page_size(0);
  request.set_parent(kOtherPlan);
  ExpectError(list(), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ActionPlanTest, RespondToRecommendation_CountsAndMayBeChangedUntilItIsPublic) {
  Value(Respond("r1", RecommendationResponse::DECISION_DECLINED, "It is done."));
  EXPECT_EQ(Plan().progress().answered(), 1);
  EXPECT_EQ(Responses()[0].state(), RecommendationResponse::STATE_CLOSED);
  const RecommendationResponse changed = Value(Respond("r1"));
  EXPECT_EQ(changed.state(), RecommendationResponse::STATE_OPEN);
  EXPECT_EQ(changed.reason(), "");
  Value(Respond("r2"));
  Value(Respond("r3"));
  Value(Create(Acting("a1", {"r1", "r2", "r3"})));
  Value(Submit());
  Value(Respond("r3", RecommendationResponse::DECISION_DECLINED, "On reflection."));
  Value(Publish());
  ExpectError(Respond("r1"), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(ActionPlanTest, RespondToRecommendation_RejectsBadRequests) {
  const auto unreasoned = Respond("r1", RecommendationResponse::DECISION_DECLINED);
  ExpectError(unreasoned, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(rpc::FieldsOf(unreasoned.status()), ElementsAre("reason"));
  ExpectError(Respond("r1", RecommendationResponse::DECISION_UNSPECIFIED, "x"),
              reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Respond("r9"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);

  v1::RespondToRecommendationRequest request;
  request.set_name(kPlan + "/responses/r1");
  request.set_decision(RecommendationResponse::DECISION_ACCEPTED);
  request.set_etag(Responses()[0].etag());
  Value(Respond("r1"));
  ExpectError(world_.Call<RecommendationResponse>(kDirector, "RespondToRecommendation", request),
              reasons::ERROR_REASON_ETAG_MISMATCH);
}

}  // namespace
}  // namespace peerchallenge::recommendations
