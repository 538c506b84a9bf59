// Starting, following and stopping runs.
#include <gmock/gmock.h>

#include "services/recommendations/support/match_facts.h"
#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using v1::MatchRun;

class MatchRunsTest : public SupportTest {
 protected:
  static v1::StartMatchRunRequest Starting(const std::string& id = "r1") {
    v1::StartMatchRunRequest request;
    request.set_parent(kRegion);
    request.set_match_run_id(id);
    return request;
  }
  absl::StatusOr<MatchRun> Start(const v1::StartMatchRunRequest& request) {
    return Call<MatchRun>(kOffice, "StartMatchRun", request);
  }
  using SupportWorld::Start;
  absl::StatusOr<MatchRun> Cancel(const std::string& id) {
    return CallNamed<MatchRun, v1::CancelMatchRunRequest>(kOffice, "CancelMatchRun", RunName(id));
  }
  absl::StatusOr<v1::ListMatchRunsResponse> List(int page_size = 0, const std::string& token = "") {
    v1::ListMatchRunsRequest request;
    request.set_parent(kRegion);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call<v1::ListMatchRunsResponse>(kOffice, "ListMatchRuns", request);
  }
  static std::vector<std::string> NamesOf(const v1::ListMatchRunsResponse& list) {
    std::vector<std::string> names;
    for (const MatchRun& run : list.match_runs()) names.push_back(run.name());
    return names;
  }
};

TEST_F(MatchRunsTest, Start_GivesARunThatGoesOn) {
  const MatchRun run = Value(Start(Starting()));
  EXPECT_EQ(run.name(), RunName("r1"));
  EXPECT_EQ(run.state(), MatchRun::STATE_RUNNING);
  EXPECT_EQ(run.weights().SerializeAsString(), DefaultWeights().SerializeAsString());
  EXPECT_FALSE(run.etag().empty());
  EXPECT_FALSE(run.has_end_time());
  EXPECT_FALSE(run.has_adopt_time());
}

TEST_F(MatchRunsTest, Start_MakesAnIdWhereNoneIsGivenAndRefusesATakenOne) {
  EXPECT_NE(Value(Start(Starting(""))).name(), Value(Start(Starting(""))).name());
  Value(Start(Starting("r1")));
  ToItsEnd("r1");
  ExpectError(Start(Starting("r1")), reasons::ERROR_REASON_RESOURCE_EXISTS);
}

TEST_F(MatchRunsTest, Start_NamesTheFieldThatIsWrong) {
  const auto wrong = [this](auto change) {
    v1::StartMatchRunRequest request = Starting();
    change(request);
    const auto reply = Start(request);
    ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
    return rpc::FieldsOf(reply.status());
  };
  EXPECT_THAT(wrong([](auto& r) { r.set_parent("em"); }), ElementsAre("parent"));
  EXPECT_THAT(wrong([](auto& r) { r.set_match_run_id("A B"); }), ElementsAre("match_run_id"));
  EXPECT_THAT(wrong([](auto& r) { r.mutable_weights()->set_theme(-1); }),
              ElementsAre("weights.theme"));
  EXPECT_THAT(wrong([](auto& r) { r.mutable_weights()->set_variety(1'000'001); }),
              ElementsAre("weights.variety"));
  EXPECT_THAT(wrong([](auto& r) { r.mutable_time_limit()->set_seconds(0); }),
              ElementsAre("time_limit"));
  EXPECT_THAT(wrong([](auto& r) { r.mutable_time_limit()->set_seconds(601); }),
              ElementsAre("time_limit"));
}

TEST_F(MatchRunsTest, Start_ActsOncePerRequestId) {
  v1::StartMatchRunRequest request = Starting("");
  request.set_request_id("once");
  const MatchRun run = Value(Start(request));
  EXPECT_EQ(Value(Start(request)).SerializeAsString(), run.SerializeAsString());
  EXPECT_THAT(NamesOf(Value(List())), ElementsAre(run.name()));
  request.mutable_weights()->set_theme(1);
  ExpectError(Start(request), reasons::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_F(MatchRunsTest, Start_AllowsThreeRunsAtOnce) {
  scheduling().Hold();
  for (const char* id : {"r1", "r2", "r3"}) Value(Start(id));
  const auto reply = Start("r4");
  ExpectError(reply, reasons::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_EQ(rpc::MetadataOf(reply.status(), "quota"), "match_runs");
  Value(Cancel("r3"));
  EXPECT_TRUE(Start("r4").ok());
  scheduling().LetGo();
  for (const char* id : {"r1", "r2", "r4"}) {
    EXPECT_EQ(ToItsEnd(id).state(), MatchRun::STATE_SUCCEEDED);
  }
  EXPECT_TRUE(Start("r5").ok());
}

TEST_F(MatchRunsTest, ARun_EndsWithTheBestPairs) {
  Value(Create('a', NewOffer(5)));
  Value(Create('b', NewOffer(5)));
  v1::Ask urgent = NewAsk();
  urgent.set_priority(10);
  Value(Create('c', urgent));
  Value(Create('d', NewAsk(6)));
  const MatchRun run = RunToEnd("r1");
  ASSERT_EQ(run.pairs_size(), 1);
  EXPECT_EQ(run.pairs(0).offer(), OfferName('a'));
  EXPECT_EQ(run.pairs(0).ask(), AskName('c'));
  EXPECT_TRUE(run.pairs(0).chosen());
  EXPECT_EQ(run.pairs(0).next_offer(), OfferName('b'));
  EXPECT_EQ(run.pairs(0).loss(), 0) << "the other offer is as good";
  EXPECT_EQ(run.score(), run.pairs(0).score());
  EXPECT_THAT(run.unmatched(), ElementsAre(OfferName('b'), AskName('d')));
  EXPECT_TRUE(run.has_end_time());
  EXPECT_EQ(Value(GetRun("r1")).SerializeAsString(), run.SerializeAsString());
}

TEST_F(MatchRunsTest, ARun_SucceedsWithNothingToMatch) {
  const MatchRun run = RunToEnd("r1");
  EXPECT_EQ(run.pairs_size(), 0);
  EXPECT_EQ(run.score(), 0);
  EXPECT_THAT(run.unmatched(), IsEmpty());
}

TEST_F(MatchRunsTest, ARun_GivesTheSameAnswerToTheSame) {
  for (const char giver : {'a', 'b', 'c'}) Value(Create(giver, NewOffer(7)));
  for (const char asker : {'d', 'e', 'f', 'g'}) Value(Create(asker, NewAsk(3)));
  const MatchRun one = RunToEnd("r1"), other = RunToEnd("r2");
  EXPECT_EQ(one.pairs_size(), 4);
  ASSERT_EQ(other.pairs_size(), one.pairs_size());
  for (int k = 0; k < one.pairs_size(); ++k) {
    EXPECT_EQ(other.pairs(k).SerializeAsString(), one.pairs(k).SerializeAsString());
  }
}

TEST_F(MatchRunsTest, ARun_UsesTheWeightsThatItIsGiven) {
  Value(Create('a', NewOffer()));
  Value(Create('b', NewAsk()));
  v1::StartMatchRunRequest request = Starting();
  request.mutable_weights()->set_priority(7);
  Value(Start(request));
  EXPECT_EQ(ToItsEnd("r1").score(), 7 * 5);
  // With no factor at all nothing scores more than 0.
  request = Starting("r2");
  request.mutable_weights();
  Value(Start(request));
  EXPECT_EQ(ToItsEnd("r2").pairs_size(), 0);
}

TEST_F(MatchRunsTest, ARun_FailsAndSaysSoWhileSchedulingIsAway) {
  scheduling().GoAway();
  Value(Create('a', NewOffer()));
  Value(Create('b', NewAsk()));
  Value(Start("r1"));
  const MatchRun run = ToItsEnd("r1");
  EXPECT_EQ(run.state(), MatchRun::STATE_FAILED);
  EXPECT_THAT(run.error(), HasSubstr("scheduling"));
  EXPECT_EQ(run.pairs_size(), 0);
  EXPECT_TRUE(run.has_end_time());
  ExpectError(Adopt("r1"), reasons::ERROR_REASON_WRONG_STATE);
  ExpectError(Explain("r1", OfferName('a')), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(MatchRunsTest, ARun_FailsWhenItsTimeIsOver) {
  scheduling().Ignore();
  v1::StartMatchRunRequest request = Starting();
  request.mutable_time_limit()->set_nanos(1'000'000);
  Value(Start(request));
  const MatchRun run = ToItsEnd("r1");
  EXPECT_EQ(run.state(), MatchRun::STATE_FAILED);
  EXPECT_FALSE(run.error().empty());
}

TEST_F(MatchRunsTest, List_IsNewestFirstWithoutPairs) {
  Value(Create('a', NewOffer()));
  Value(Create('b', NewAsk()));
  Value(Create('c', NewAsk(100)));
  for (const char* id : {"r2", "r1", "r3"}) {
    clock().Advance(absl::Minutes(1));
    RunToEnd(id);
  }
  const auto list = Value(List());
  EXPECT_THAT(NamesOf(list), ElementsAre(RunName("r3"), RunName("r1"), RunName("r2")));
  EXPECT_GT(list.match_runs(0).score(), 0);
  EXPECT_EQ(list.match_runs(0).pairs_size(), 0);
  EXPECT_EQ(list.match_runs(0).unmatched_size(), 0);
}

TEST_F(MatchRunsTest, List_GivesPages) {
  for (const char* id : {"r1", "r2", "r3"}) RunToEnd(id);
  const auto first = Value(List(2));
  EXPECT_EQ(first.match_runs_size(), 2);
  const auto second = Value(List(2, first.next_page_token()));
  EXPECT_EQ(second.match_runs_size(), 1);
  EXPECT_EQ(second.next_page_token(), "");
  ExpectError(List(2, "token"), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  ExpectError(List(-1), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(MatchRunsTest, Watch_ShowsTheRunAsItStandsAndThenItsEnd) {
  scheduling().Hold();
  Value(Create('a', NewOffer()));
  Value(Create('b', NewAsk()));
  Value(Start("r1"));
  auto reader = WatchRun("r1");
  const auto running = Value(reader.Next());
  ASSERT_TRUE(running.has_value());
  EXPECT_EQ(running->state(), MatchRun::STATE_RUNNING);
  scheduling().LetGo();
  const auto ended = Value(reader.Next());
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->SerializeAsString(), Value(GetRun("r1")).SerializeAsString());
  EXPECT_EQ(ended->pairs_size(), 1);
  EXPECT_FALSE(Value(reader.Next()).has_value());
}

TEST_F(MatchRunsTest, Watch_OfARunThatHasEndedShowsItOnce) {
  const MatchRun run = RunToEnd("r1");
  auto reader = WatchRun("r1");
  EXPECT_EQ(Value(reader.Next())->SerializeAsString(), run.SerializeAsString());
  EXPECT_FALSE(Value(reader.Next()).has_value());
}

TEST_F(MatchRunsTest, Cancel_EndsARunForGood) {
  scheduling().Hold();
  Value(Start("r1"));
  scheduling().AwaitRuns(1);
  auto reader = WatchRun("r1");
  Value(reader.Next());
  const MatchRun cancelled = Value(Cancel("r1"));
  EXPECT_EQ(cancelled.state(), MatchRun::STATE_CANCELLED);
  EXPECT_TRUE(cancelled.has_end_time());
  EXPECT_EQ(Value(reader.Next())->state(), MatchRun::STATE_CANCELLED);
  EXPECT_FALSE(Value(reader.Next()).has_value());
  scheduling().LetGo();
  // What comes after it in line is computed after it.
  RunToEnd("r2");
  EXPECT_EQ(Value(GetRun("r1")).SerializeAsString(), cancelled.SerializeAsString());
  ExpectError(Adopt("r1"), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(MatchRunsTest, Cancel_ReturnsARunThatHasEndedAsItIs) {
  const MatchRun run = RunToEnd("r1");
  EXPECT_EQ(Value(Cancel("r1")).SerializeAsString(), run.SerializeAsString());
}

}  // namespace
}  // namespace peerchallenge::recommendations
