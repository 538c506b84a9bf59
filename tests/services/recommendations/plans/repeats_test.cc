#include <gmock/gmock.h>

#include "tests/services/recommendations/plans/plan_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::RecommendationResponse;
using Repeat = v1::SuggestRepeatsResponse::Repeat;

const std::string kLater = kReview + "-later";

class RepeatsTest : public PlanTest {
 protected:
  absl::StatusOr<v1::SuggestRepeatsResponse> Suggest(const std::string& recommendation,
                                                     const Who& who) {
    v1::SuggestRepeatsRequest request;
    request.set_recommendation(recommendation);
    return world_.Call<v1::SuggestRepeatsResponse>(who, "SuggestRepeats", request);
  }
  std::vector<std::string> Names(const std::string& recommendation, const Who& who) {
    std::vector<std::string> names;
    const auto suggested = Value(Suggest(recommendation, who));
    for (const Repeat& repeat : suggested.repeats()) names.push_back(repeat.recommendation());
    return names;
  }
};

TEST_F(RepeatsTest, SuggestRepeats_FindsEarlierAdviceToTheSameHost) {
  world_.Issue("regions/em/reviews/nhs", kNorthamptonshire,
               {{"old", "Extend mentoring to care leavers."}});
  world_.GoTo("2012-12-03");
  world_.Draft(kLater, {"d1", "Mentors should be offered to each care leaver at sixteen."});
  world_.Draft(kLater, {"d2", "Measure the impact of early help."});
  EXPECT_THAT(Names(kLater + "/recommendations/d1", kStranger),
              ElementsAre(Recommended("r1"), Recommended("r2"), Recommended("r3")));
  EXPECT_THAT(Names(kLater + "/recommendations/d2", kStranger), IsEmpty());
}

TEST_F(RepeatsTest, SuggestRepeats_ShowsWhereItStandsWithItsPlanOnly) {
  Value(Respond("r1", RecommendationResponse::DECISION_DECLINED, "It is done."));
  world_.GoTo("2012-12-03");
  world_.Issue(kLater, kLincolnshire, {{"again", "Offer each care leaver a mentor."}});
  const std::string again = kLater + "/recommendations/again";
  // The lead of the later review is nothing to the earlier one: its plan is not public.
  const Repeat told = Value(Suggest(again, kStranger)).repeats(0);
  EXPECT_EQ(told.recommendation(), Recommended("r1"));
  EXPECT_EQ(told.text(), "Offer every care leaver a mentor.");
  EXPECT_EQ(told.issue_date(), "2012-07-31");
  EXPECT_EQ(told.state(), RecommendationResponse::STATE_UNSPECIFIED);
  EXPECT_EQ(Value(Suggest(again, kDirector)).repeats(0).state(),
            RecommendationResponse::STATE_CLOSED);
  EXPECT_THAT(Names(Recommended("r1"), kDirector), IsEmpty()) << "what is earlier repeats nothing";
}

TEST_F(RepeatsTest, SuggestRepeats_FollowsAnAuthorityToItsSuccessor) {
  world_.Issue("regions/em/reviews/nhs", kNorthamptonshire,
               {{"old", "Extend mentoring to care leavers."}});
  world_.GoTo("2013-06-03");
  world_.KnowHost(kLater, kNorthNorthamptonshire);
  world_.Issue(kLater, kNorthNorthamptonshire, {{"again", "Offer each care leaver a mentor."}});
  EXPECT_THAT(Names(kLater + "/recommendations/again", kOffice),
              ElementsAre("regions/em/reviews/nhs/recommendations/old"));
}

TEST_F(RepeatsTest, SuggestRepeats_IsForThoseWhoSeeTheRecommendation) {
  world_.GoTo("2012-12-03");
  world_.Draft(kLater, {"d1", "Offer each care leaver a mentor."});
  const std::string draft = kLater + "/recommendations/d1";
  for (const Who& who : {kDirector, kOtherDirector, kLead, kBoard, kScrutiny, kOffice}) {
    ExpectError(Suggest(draft, who), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  for (const Who& who : {kOtherDirector, kHostsBoard, kOtherScrutiny, kStranger}) {
    ExpectError(Suggest(Recommended("r1"), who), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  for (const Who& who : {kDirector, kLead, kPeer, kBoard, kScrutiny, kOffice, kSystem}) {
    EXPECT_TRUE(Suggest(Recommended("r1"), who).ok()) << who.subject;
  }
  ExpectError(Suggest(Recommended("none"), kOffice), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Suggest("x", kOffice), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RepeatsTest, Actions_NameEarlierOnesForWhatIsRepeated) {
  PublishWhole();
  world_.GoTo("2012-12-03");
  world_.Issue(kLater, kLincolnshire,
               {{"again", "Offer each care leaver a mentor.", {Recommended("r1")}}, {"new"}});
  v1::CreateActionRequest request = Acting("b1");
  request.set_parent(kLater + "/actionPlan");
  request.mutable_action()->set_recommendations(0, kLater + "/recommendations/again");
  EXPECT_THAT(Value(Create(request)).earlier_actions(), ElementsAre(ActionName("a1")));
  request.set_action_id("b2");
  request.mutable_action()->set_recommendations(0, kLater + "/recommendations/new");
  EXPECT_THAT(Value(Create(request)).earlier_actions(), IsEmpty());
  // The lead of the later review does not see the earlier plan.
  v1::GetActionRequest get;
  get.set_name(kLater + "/actionPlan/actions/b1");
  EXPECT_THAT(Value(world_.Call<v1::Action>(kStranger, "GetAction", get)).earlier_actions(),
              IsEmpty());
  EXPECT_THAT(Value(world_.Call<v1::Action>(kOffice, "GetAction", get)).earlier_actions(),
              ElementsAre(ActionName("a1")));
}

}  // namespace
}  // namespace peerchallenge::recommendations
