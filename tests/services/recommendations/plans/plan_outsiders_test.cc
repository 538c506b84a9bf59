// Who is shown what of a plan, by every method.
#include <gmock/gmock.h>

#include <functional>

#include "services/recommendations/plans/plan_sight.h"
#include "tests/services/recommendations/plans/plan_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kHidden = reasons::ERROR_REASON_RESOURCE_NOT_FOUND;
constexpr auto kNoPermission = reasons::ERROR_REASON_PERMISSION_MISSING;

// A call that names Lincolnshire's plan or something of it.
struct Attempt {
  std::string method;
  bool writes;
  std::function<absl::Status(const Who&)> call;
};

class PlanOutsidersTest : public PlanTest {
 protected:
  PlanOutsidersTest() {
    Value(Create(Acting("a1", {"r1", "r2", "r3"})));
    for (const char* id : {"r1", "r2", "r3"}) Value(Respond(id));
    AddReads();
    AddWrites();
  }

  template <typename Reply, typename Request>
  void Add(const std::string& method, bool writes, const Request& request) {
    attempts_.push_back({method, writes, [this, method, request](const Who& who) {
                           return world_.Call<Reply>(who, method, request).status();
                         }});
  }

  void AddReads() {
    Add<v1::ActionPlan>("GetActionPlan", false, Named<v1::GetActionPlanRequest>(kPlan));
    Add<v1::ListRecommendationResponsesResponse>(
        "ListRecommendationResponses", false, Below<v1::ListRecommendationResponsesRequest>(kPlan));
    Add<v1::Action>("GetAction", false, Named<v1::GetActionRequest>(ActionName("a1")));
    Add<v1::ListActionsResponse>("ListActions", false, Below<v1::ListActionsRequest>(kPlan));
    Add<v1::ListActionUpdatesResponse>("ListActionUpdates", false,
                                       Below<v1::ListActionUpdatesRequest>(ActionName("a1")));
    Add<v1::ListProgressReviewsResponse>("ListProgressReviews", false,
                                         Below<v1::ListProgressReviewsRequest>(kPlan));
  }
  void AddWrites() {
    v1::UpdateActionPlanRequest introduce;
    introduce.mutable_action_plan()->set_name(kPlan);
    introduce.mutable_action_plan()->set_introduction("Mine.");
    Add<v1::ActionPlan>("UpdateActionPlan", true, introduce);
    Add<v1::ActionPlan>("SubmitActionPlan", true, Named<v1::SubmitActionPlanRequest>(kPlan));
    Add<v1::ActionPlan>("PublishActionPlan", true, Named<v1::PublishActionPlanRequest>(kPlan));
    auto respond = Named<v1::RespondToRecommendationRequest>(kPlan + "/responses/r1");
    respond.set_decision(v1::RecommendationResponse::DECISION_ACCEPTED);
    Add<v1::RecommendationResponse>("RespondToRecommendation", true, respond);
    Add<v1::Action>("CreateAction", true, Acting("mine"));
    v1::UpdateActionRequest change;
    *change.mutable_action() = Acting("a1").action();
    change.mutable_action()->set_name(ActionName("a1"));
    Add<v1::Action>("UpdateAction", true, change);
    Add<v1::Action>("RecordActionUpdate", true,
                    Below<v1::RecordActionUpdateRequest>(ActionName("a1")));
    Add<v1::Action>("DeleteAction", true, Named<v1::DeleteActionRequest>(ActionName("a1")));
  }

  // Each attempt is refused, and in the lists there is nothing.
  void ExpectNothing(const Who& who) {
    SCOPED_TRACE(who.subject);
    for (const Attempt& attempt : attempts_) {
      SCOPED_TRACE(attempt.method);
      const absl::Status status = attempt.call(who);
      if (errors::ReasonOf(status) == kNoPermission) continue;  // says nothing of any plan
      rpc::ExpectError(status, kHidden);
    }
    v1::ListActionPlansRequest plans;
    plans.set_parent(kRegion);
    for (const bool overdue : {false, true}) {
      plans.set_overdue(overdue);
      const auto listed = world_.Call<v1::ListActionPlansResponse>(who, "ListActionPlans", plans);
      if (!listed.ok()) continue;
      for (const auto& plan : listed->action_plans()) EXPECT_NE(plan.name(), kPlan);
      EXPECT_EQ(listed->next_page_token(), "");
    }
    v1::ListActionsRequest actions;
    actions.set_parent("regions/em/reviews/-/actionPlan");
    const auto listed = world_.Call<v1::ListActionsResponse>(who, "ListActions", actions);
    if (listed.ok()) {
      EXPECT_THAT(listed->actions(), IsEmpty());
    }
  }
  // Each read is answered, and each write refused as what is missing or not permitted.
  void ExpectReadsOnly(const Who& who) {
    SCOPED_TRACE(who.subject);
    for (const Attempt& attempt : attempts_) {
      SCOPED_TRACE(attempt.method);
      const absl::Status status = attempt.call(who);
      if (!attempt.writes) {
        EXPECT_TRUE(status.ok()) << status;
      } else if (errors::ReasonOf(status) != kNoPermission) {
        rpc::ExpectError(status, kHidden);
      }
    }
    EXPECT_THAT(Plans(who), SizeIs(1));
    EXPECT_THAT(Actions(who, "regions/em/reviews/-/actionPlan"), SizeIs(1));
  }

  std::vector<Attempt> attempts_;
};

TEST_F(PlanOutsidersTest, AHostSeesNothingOfOtherAuthoritiesPlans) {
  ExpectNothing(kOtherDirector);
  Value(Submit());
  ExpectNothing(kOtherDirector);
  Value(Publish());
  ExpectNothing(kOtherDirector);
  world_.GoTo("2013-06-03");  // all is overdue
  ExpectNothing(kOtherDirector);
  // And what is not there looks the same.
  for (const Attempt& attempt : attempts_) {
    SCOPED_TRACE(attempt.method);
    const absl::Status hidden = attempt.call(kOtherDirector);
    EXPECT_EQ(hidden.code(), absl::StatusCode::kNotFound);
  }
}

TEST_F(PlanOutsidersTest, OthersSeeNothingEither) {
  const Who others[] = {kOtherScrutiny,
                        kHostsBoard,
                        kStranger,
                        kAuditor,
                        kOtherRegionsOffice,
                        {"coordinator", {"HOST_COORDINATOR@regions/em/authorities/E10000019"}},
                        {"auditor", {"AUDITOR@regions/em"}},
                        {"admin", {"ADMINISTRATOR"}},
                        {"nobody", {}}};
  for (const Who& who : others) ExpectNothing(who);
  Value(Submit());
  Value(Publish());
  for (const Who& who : others) ExpectNothing(who);
}

TEST_F(PlanOutsidersTest, ScrutinyBoardAndTeamSeeItOnceItIsPublic) {
  for (const Who& who : {kScrutiny, kBoard, kPeer}) ExpectNothing(who);
  Value(Submit());
  for (const Who& who : {kScrutiny, kBoard, kPeer}) ExpectNothing(who);
  Value(Publish());
  for (const Who& who : {kScrutiny, kBoard, kPeer}) ExpectReadsOnly(who);
}

TEST_F(PlanOutsidersTest, TheBoardIsToldOfADraftThatItIsOverdueForLongAndNoMore) {
  v1::UpdateActionPlanRequest introduce;
  introduce.mutable_action_plan()->set_name(kPlan);
  introduce.mutable_action_plan()->set_introduction("A draft.");
  Value(world_.Call<v1::ActionPlan>(kDirector, "UpdateActionPlan", introduce));
  world_.GoTo("2012-10-24");  // 30 working days after 12 September
  ExpectNothing(kBoard);
  world_.GoTo("2012-10-25");
  const v1::ActionPlan told = Value(Get(kBoard));
  EXPECT_EQ(told.host(), kLincolnshire);
  EXPECT_EQ(told.state(), v1::ActionPlan::STATE_OPEN);
  ASSERT_EQ(told.clocks_size(), 1);
  EXPECT_EQ(told.clocks(0).kind(), v1::PlanClock::KIND_SUBMISSION);
  EXPECT_EQ(told.clocks(0).due_date(), "2012-09-12");
  EXPECT_EQ(told.clocks(0).state(), v1::PlanClock::STATE_OVERDUE);
  EXPECT_EQ(told.introduction() + told.etag(), "");
  EXPECT_FALSE(told.has_progress() || told.has_create_time() || told.has_update_time());
  EXPECT_THAT(Plans(kBoard), SizeIs(1));
  EXPECT_EQ(Plans(kBoard)[0].SerializeAsString(), told.SerializeAsString());
  // Nothing of what lies below it, and to nobody else.
  for (const Attempt& attempt : attempts_) {
    SCOPED_TRACE(attempt.method);
    if (attempt.method == "GetActionPlan") continue;
    const absl::Status status = attempt.call(kBoard);
    if (errors::ReasonOf(status) != kNoPermission) rpc::ExpectError(status, kHidden);
  }
  EXPECT_THAT(Actions(kBoard, "regions/em/reviews/-/actionPlan"), IsEmpty());
  for (const Who& who : {kHostsBoard, kScrutiny, kPeer, kOtherDirector}) ExpectNothing(who);
  Value(Submit());
  ExpectNothing(kBoard);
  world_.GoTo("2012-12-13");  // 30 working days after 31 October, and a day
  EXPECT_EQ(Value(Get(kBoard)).clocks(0).kind(), v1::PlanClock::KIND_PUBLICATION);
  Value(Publish());
  ExpectReadsOnly(kBoard);
}

TEST_F(PlanOutsidersTest, LeadManagerOfficeAndTheHostsSystemSeeItFromTheBeginning) {
  for (const Who& who : {kLead, kManager, kOffice, kSystem}) ExpectReadsOnly(who);
}

TEST_F(PlanOutsidersTest, ASystemThatMayWriteWritesAsTheHost) {
  const Who writer = {"writer",
                      {"COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=HOST_DIRECTOR;write"}};
  EXPECT_TRUE(Create(Acting("a2"), writer).ok());
  EXPECT_TRUE(Submit("", writer).ok());
}

TEST_F(PlanOutsidersTest, ASuccessorWritesOnceItTookTheHostsPlace) {
  world_.Issue("regions/em/reviews/nhs", kNorthamptonshire, {{"o1"}});
  const Who successor = {"north", {"HOST_DIRECTOR@regions/em/authorities/E06000061"}};
  const Who predecessor = {"old", {"HOST_DIRECTOR@regions/em/authorities/E10000021"}};
  const Who board = {"north-board", {"REGIONAL_BOARD@regions/em/authorities/E06000061"}};
  v1::UpdateActionPlanRequest request;
  request.mutable_action_plan()->set_name(kOldPlan);
  request.mutable_action_plan()->set_introduction("We go on.");
  const auto write = [&](const Who& who) {
    return world_.Call<v1::ActionPlan>(who, "UpdateActionPlan", request);
  };
  world_.GoTo("2013-03-31");
  ExpectError(write(successor), kHidden);
  EXPECT_TRUE(write(predecessor).ok());
  world_.GoTo("2013-04-01");
  EXPECT_TRUE(write(successor).ok());
  EXPECT_THAT(Plans(successor), SizeIs(1));
  // The board steps aside from what its own authority took over, also when it is overdue for long,
  // as both plans are, or public.
  ASSERT_THAT(Plans(board), SizeIs(1));
  EXPECT_EQ(Plans(board)[0].name(), kPlan);
  EXPECT_THAT(Plans(kBoard), SizeIs(2));
  ExpectError(Get(board, kOldPlan), kHidden);
  v1::RespondToRecommendationRequest decline;
  decline.set_name(kOldPlan + "/responses/o1");
  decline.set_decision(v1::RecommendationResponse::DECISION_DECLINED);
  decline.set_reason("The council is gone.");
  Value(world_.Call<v1::RecommendationResponse>(successor, "RespondToRecommendation", decline));
  Value(world_.Call<v1::ActionPlan>(successor, "SubmitActionPlan",
                                    Named<v1::SubmitActionPlanRequest>(kOldPlan)));
  Value(world_.Call<v1::ActionPlan>(successor, "PublishActionPlan",
                                    Named<v1::PublishActionPlanRequest>(kOldPlan)));
  ExpectError(Get(board, kOldPlan), kHidden);
  EXPECT_TRUE(Get(kBoard, kOldPlan).ok());
  EXPECT_TRUE(Get(kHostsBoard, kOldPlan).ok());
}

TEST_F(PlanOutsidersTest, NothingShowsOfAVisitThatMayNotBeKnown) {
  world_.Hide(kReview);
  for (const Who& who : {kDirector, kScrutiny, kBoard, kOffice, kOtherDirector}) {
    ExpectNothing(who);
  }
  EXPECT_TRUE(Get(kLead).ok());
}

}  // namespace
}  // namespace peerchallenge::recommendations
