// A run's pairs become proposals: all that are asked for, or none.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using v1::MatchRun;
using v1::SupportMatch;

constexpr char kOutdated[] = "MATCH_OUTDATED";

class AdoptingTest : public SupportTest {
 protected:
  static v1::AdoptMatchRunRequest Adopting(const std::string& run) {
    v1::AdoptMatchRunRequest request;
    request.set_name(RunName(run));
    return request;
  }
  absl::StatusOr<v1::AdoptMatchRunResponse> Adopt(const v1::AdoptMatchRunRequest& request) {
    return Call<v1::AdoptMatchRunResponse>(kOffice, "AdoptMatchRun", request);
  }
  using SupportWorld::Adopt;
  // Two offers of ten days and three asks of five.
  MatchRun RunOfThree() {
    for (const char giver : {'a', 'b'}) Value(Create(giver, NewOffer()));
    for (const char asker : {'c', 'd', 'e'}) Value(Create(asker, NewAsk()));
    const MatchRun run = RunToEnd("r1");
    EXPECT_EQ(run.pairs_size(), 3);
    return run;
  }
  void ExpectOutdated(const absl::StatusOr<v1::AdoptMatchRunResponse>& reply,
                      const std::string& subject) {
    ExpectError(reply, reasons::ERROR_REASON_RULE_BROKEN);
    EXPECT_THAT(rpc::RulesOf(reply.status()), ElementsAre(Pair(kOutdated, subject)));
  }
};

TEST_F(AdoptingTest, Adopt_ProposesAllPairsInTheOrderOfTheRun) {
  const MatchRun run = RunOfThree();
  const auto adopted = Value(Adopt("r1"));
  ASSERT_EQ(adopted.support_matches_size(), 3);
  for (int k = 0; k < 3; ++k) {
    const SupportMatch& match = adopted.support_matches(k);
    EXPECT_EQ(match.offer(), run.pairs(k).offer());
    EXPECT_EQ(match.ask(), run.pairs(k).ask());
    EXPECT_EQ(match.state(), SupportMatch::STATE_PROPOSED);
    EXPECT_EQ(match.days(), 5);
    EXPECT_EQ(match.answer_due_date(), "2012-10-29");
    EXPECT_EQ(match.reasons_size(), run.pairs(k).items_size());
    EXPECT_EQ(Value(Get(kOffice, match.name())).SerializeAsString(), match.SerializeAsString());
  }
  const MatchRun after = Value(GetRun("r1"));
  EXPECT_TRUE(after.has_adopt_time());
  EXPECT_NE(after.etag(), run.etag());
}

TEST_F(AdoptingTest, Adopt_ProposesSomePairsAndTheOthersLater) {
  const auto pairs = PairsOf(RunOfThree());
  const auto first = Value(Adopt("r1", {pairs[2], pairs[0], pairs[0]}));
  ASSERT_EQ(first.support_matches_size(), 2);
  EXPECT_EQ(first.support_matches(0).ask(), pairs[0].ask());
  EXPECT_EQ(first.support_matches(1).ask(), pairs[2].ask());
  EXPECT_EQ(Value(Adopt("r1", {pairs[1]})).support_matches_size(), 1);
  EXPECT_THAT(MatchesFor(kOffice), SizeIs(3));
}

TEST_F(AdoptingTest, Adopt_OfARunWithoutPairsProposesNothing) {
  RunToEnd("r1");
  EXPECT_EQ(Value(Adopt("r1")).support_matches_size(), 0);
  EXPECT_TRUE(Value(GetRun("r1")).has_adopt_time());
}

TEST_F(AdoptingTest, Adopt_NamesTheFieldThatIsWrong) {
  const auto pairs = PairsOf(RunOfThree());
  const auto wrong = [this](auto change) {
    v1::AdoptMatchRunRequest request = Adopting("r1");
    change(request);
    const auto reply = Adopt(request);
    ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
    return rpc::FieldsOf(reply.status());
  };
  EXPECT_THAT(wrong([&](auto& r) {
                *r.add_pairs() = pairs[0];
                *r.add_pairs() = PairOf(pairs[0].offer(), AskName('k'));
              }),
              ElementsAre("pairs[1]"));
  EXPECT_THAT(wrong([](auto& r) { r.set_answer_due_date("2012-09-30"); }),
              ElementsAre("answer_due_date"));
  EXPECT_THAT(wrong([](auto& r) { r.set_answer_due_date("soon"); }),
              ElementsAre("answer_due_date"));
  EXPECT_THAT(MatchesFor(kOffice), IsEmpty());
}

TEST_F(AdoptingTest, Adopt_TakesTheLastDayForAnswers) {
  RunOfThree();
  v1::AdoptMatchRunRequest request = Adopting("r1");
  request.set_answer_due_date("2012-10-01");
  EXPECT_EQ(Value(Adopt(request)).support_matches(0).answer_due_date(), "2012-10-01");
}

TEST_F(AdoptingTest, Adopt_GuardsByEtag) {
  const MatchRun run = RunOfThree();
  v1::AdoptMatchRunRequest request = Adopting("r1");
  request.set_etag("another");
  ExpectError(Adopt(request), reasons::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_THAT(MatchesFor(kOffice), IsEmpty());
  request.set_etag(run.etag());
  EXPECT_TRUE(Adopt(request).ok());
}

TEST_F(AdoptingTest, Adopt_ActsOncePerRequestId) {
  RunOfThree();
  v1::AdoptMatchRunRequest request = Adopting("r1");
  request.set_request_id("once");
  const auto adopted = Value(Adopt(request));
  EXPECT_EQ(Value(Adopt(request)).SerializeAsString(), adopted.SerializeAsString());
  EXPECT_THAT(MatchesFor(kOffice), SizeIs(3));
}

TEST_F(AdoptingTest, Adopt_WaitsForTheResult) {
  scheduling().Hold();
  Value(Start("r1"));
  ExpectError(Adopt("r1"), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(AdoptingTest, Adopt_RefusesAllWhenOneOfferOrAskHasChanged) {
  const MatchRun run = RunOfThree();
  v1::Ask ask;
  ask.set_name(run.pairs(1).ask());
  ask.set_text("Something else.");
  Value(Update(DirectorIn(ask.name()), ask));
  ExpectOutdated(Adopt("r1"), ask.name());
  EXPECT_THAT(MatchesFor(kOffice), IsEmpty());
  EXPECT_FALSE(Value(GetRun("r1")).has_adopt_time());
  const auto pairs = PairsOf(run);
  EXPECT_EQ(Value(Adopt("r1", {pairs[0], pairs[2]})).support_matches_size(), 2);
}

TEST_F(AdoptingTest, Adopt_NamesAnOfferOfManyPairsOnce) {
  Value(Create('a', NewOffer()));
  for (const char asker : {'c', 'd'}) Value(Create(asker, NewAsk()));
  ASSERT_EQ(RunToEnd("r1").pairs_size(), 2);
  v1::Offer offer;
  offer.set_name(OfferName('a'));
  offer.set_state(v1::SUPPORT_STATE_PAUSED);
  Value(Update(Director('a'), offer));
  ExpectOutdated(Adopt("r1"), OfferName('a'));
}

TEST_F(AdoptingTest, Adopt_RefusesPairsThatAreMatched) {
  Value(Create('a', NewOffer()));
  Value(Create('b', NewAsk()));
  RunToEnd("r1");
  RunToEnd("r2");
  Value(Adopt("r1"));
  ExpectError(Adopt("r1"), reasons::ERROR_REASON_RULE_BROKEN);
  ExpectError(Adopt("r2"), reasons::ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(MatchesFor(kOffice), SizeIs(1));
}

TEST_F(AdoptingTest, Adopt_RefusesAPairThatLapsedSince) {
  Value(Create('a', NewOffer()));
  Value(Create('b', NewAsk()));
  RunToEnd("r1");
  const std::string match = Value(Adopt("r1")).support_matches(0).name();
  Value(Decline(Director('a'), match));
  Value(Decline(Director('b'), match));
  ExpectOutdated(Adopt("r1"), AskName('b'));
  EXPECT_THAT(MatchesFor(kOffice), SizeIs(1));
}

TEST_F(AdoptingTest, Adopt_RefusesAnOfferWhoseDaysArePromisedSince) {
  Value(Create('a', NewOffer(8)));
  Value(Create('b', NewAsk()));
  RunToEnd("r1");
  Value(Create('c', NewAsk(), "n1"));
  v1::Ask pause;
  pause.set_name(AskName('b'));
  pause.set_state(v1::SUPPORT_STATE_PAUSED);
  Value(Update(Director('b'), pause));
  RunToEnd("r2");
  EXPECT_EQ(Value(Adopt("r2")).support_matches(0).ask(), AskName('c'));
  const auto reply = Adopt("r1");
  ExpectError(reply, reasons::ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(rpc::RulesOf(reply.status()),
              testing::UnorderedElementsAre(Pair(kOutdated, AskName('b')),
                                            Pair(kOutdated, OfferName('a'))));
}

TEST_F(AdoptingTest, Adopt_RefusesAnAskThatHasGotItsDaysSince) {
  for (const char giver : {'a', 'b'}) Value(Create(giver, NewOffer(20)));
  v1::Ask ask = NewAsk(10);
  ask.set_max_offers(2);
  Value(Create('c', ask));
  const MatchRun run = RunToEnd("r1");
  ASSERT_EQ(run.pairs_size(), 2);
  const auto pairs = PairsOf(run);
  const SupportMatch first = Value(Adopt("r1", {pairs[0]})).support_matches(0);
  const Who giver = DirectorIn(first.offer());
  Value(Consent(giver, first.name()));
  Value(Consent(Director('c'), first.name()));
  Value(WriteAgreement(giver, first.name(), NewAgreement(8)));
  ExpectOutdated(Adopt("r1", {pairs[1]}), AskName('c'));
}

}  // namespace
}  // namespace peerchallenge::recommendations
