#include "services/recommendations/matching/matching.h"

#include <set>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/recommendations/matching/explain.h"
#include "services/recommendations/matching/validate.h"
#include "tests/services/recommendations/matching/problems.h"

namespace peerchallenge::recommendations::matching {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

MatchControl Ample() { return {.time_limit = absl::Minutes(10)}; }

Matching Find(const v1::MatchProblem& problem) {
  auto matching = FindMatching(problem, Ample());
  EXPECT_TRUE(matching.ok()) << matching.status();
  return matching.ok() ? *std::move(matching) : Matching();
}

std::vector<v1::OfferAskPair> ChosenOf(const Matching& matching) {
  std::vector<v1::OfferAskPair> chosen;
  for (const v1::PairExplanation& pair : matching.pairs) {
    v1::OfferAskPair& added = chosen.emplace_back();
    added.set_offer(pair.offer());
    added.set_ask(pair.ask());
  }
  return chosen;
}

std::vector<v1::PairExplanation> Explain(const v1::MatchProblem& problem, const Matching& matching,
                                         const std::string& subject) {
  auto pairs = ExplainSubject(problem, ChosenOf(matching), subject, Ample());
  EXPECT_TRUE(pairs.ok()) << pairs.status();
  return pairs.ok() ? *std::move(pairs) : std::vector<v1::PairExplanation>();
}

// The total of the best matching without the pair.
int64_t ScoreWithout(v1::MatchProblem problem, const v1::PairExplanation& pair) {
  v1::OfferAskPair& lapsed = *problem.add_lapsed();
  lapsed.set_offer(pair.offer());
  lapsed.set_ask(pair.ask());
  return Find(problem).score;
}

TEST(FindMatching, PutsOfferAndAskTogether) {
  const Matching matching = Find(SmallProblem());
  ASSERT_EQ(matching.pairs.size(), 1U);
  EXPECT_EQ(matching.pairs[0].offer(), OfferName(1));
  EXPECT_EQ(matching.pairs[0].ask(), AskName(2));
  EXPECT_TRUE(matching.pairs[0].chosen());
  EXPECT_EQ(matching.pairs[0].score(), 100);
  EXPECT_EQ(matching.pairs[0].loss(), 100);
  EXPECT_EQ(matching.pairs[0].next_offer(), "");
  EXPECT_EQ(matching.score, 100);
  EXPECT_THAT(matching.unmatched, IsEmpty());
}

TEST(FindMatching, ChoosesNothingThatScoresNothing) {
  v1::MatchProblem problem = SmallProblem();
  problem.mutable_weights()->clear_theme();
  const Matching matching = Find(problem);
  EXPECT_THAT(matching.pairs, IsEmpty());
  EXPECT_EQ(matching.score, 0);
  EXPECT_THAT(matching.unmatched, ElementsAre(OfferName(1), AskName(2)));
}

TEST(FindMatching, OfNothingIsEmpty) {
  v1::MatchProblem problem = SmallProblem();
  problem.clear_offers();
  EXPECT_THAT(Find(problem).unmatched, ElementsAre(AskName(2)));
  problem.clear_asks();
  EXPECT_THAT(Find(problem).unmatched, IsEmpty());
}

TEST(FindMatching, DoesNotPromiseADayTwice) {
  v1::MatchProblem problem = SmallProblem();
  problem.mutable_weights()->set_priority(1);
  // 10 days for asks of 5, 5 and 8 days: two small ones are worth more than the large one.
  AddAsk(problem, 3);
  AddAsk(problem, 3, 2).set_open_days(8);
  AskOf(problem, AskName(3, 2)).set_priority(10);
  const Matching matching = Find(problem);
  EXPECT_EQ(matching.score, 210);
  EXPECT_THAT(matching.unmatched, ElementsAre(AskName(3, 2)));
  problem.mutable_weights()->set_priority(100);
  EXPECT_EQ(Find(problem).score, 1'200);
}

TEST(FindMatching, GivesAnAskAsManyOffersAsItMayHave) {
  v1::MatchProblem problem = SmallProblem();
  AddOffer(problem, 1, 2);
  AddOffer(problem, 3);
  EXPECT_EQ(Find(problem).score, 100);
  AskOf(problem, AskName(2)).set_max_offers(2);
  EXPECT_EQ(Find(problem).score, 200);
}

TEST(FindMatching, NamesTheOfferThatWouldComeNext) {
  v1::MatchProblem problem = SmallProblem();
  problem.mutable_weights()->set_travel(1);
  AddOffer(problem, 3);
  // Authority 3 is ten minutes further from authority 2.
  problem.set_travel_minutes(2 * 3 + 1, 40);
  const Matching matching = Find(problem);
  ASSERT_EQ(matching.pairs.size(), 1U);
  EXPECT_EQ(matching.pairs[0].offer(), OfferName(1));
  EXPECT_EQ(matching.pairs[0].next_offer(), OfferName(3));
  EXPECT_EQ(matching.pairs[0].loss(), 10);
}

TEST(FindMatching, DoesNotDependOnTheOrderOfTheInput) {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(seed);
    // Few themes and no travel, so that many matchings are equally good.
    v1::MatchProblem problem = RandomProblem({.themes = 3}, seed);
    problem.clear_weights();
    problem.mutable_weights()->set_theme(1);
    const Matching first = Find(problem);
    const Matching again = Find(Shuffled(problem, seed));
    ASSERT_EQ(first.pairs.size(), again.pairs.size());
    for (size_t k = 0; k < first.pairs.size(); ++k) {
      EXPECT_EQ(first.pairs[k].SerializeAsString(), again.pairs[k].SerializeAsString());
    }
    EXPECT_EQ(first.unmatched, again.unmatched);
  }
}

TEST(FindMatching, TellsTheTrueLossOfEveryPair) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    const v1::MatchProblem problem = RandomProblem({}, seed);
    const Matching matching = Find(problem);
    int64_t score = 0;
    for (const v1::PairExplanation& pair : matching.pairs) {
      score += pair.score();
      EXPECT_EQ(pair.loss(), matching.score - ScoreWithout(problem, pair));
    }
    EXPECT_EQ(score, matching.score);
  }
}

TEST(FindMatching, SortsByScore) {
  const Matching matching = Find(RandomProblem({}, 1));
  EXPECT_GT(matching.pairs.size(), 3U);
  EXPECT_TRUE(std::is_sorted(matching.pairs.begin(), matching.pairs.end(),
                             [](const auto& a, const auto& b) { return a.score() > b.score(); }));
}

TEST(FindMatching, ListsWhatFoundNobody) {
  const v1::MatchProblem problem = RandomProblem({}, 2);
  const Matching matching = Find(problem);
  std::set<std::string> all;
  for (const v1::Offer& offer : problem.offers()) all.insert(offer.name());
  for (const v1::Ask& ask : problem.asks()) all.insert(ask.name());
  for (const v1::PairExplanation& pair : matching.pairs) {
    all.erase(pair.offer());
    all.erase(pair.ask());
  }
  EXPECT_THAT(matching.unmatched, UnorderedElementsAreArray(all));
}

TEST(FindMatching, SaysWhyItEndedEarly) {
  const v1::MatchProblem problem = RandomProblem({}, 1);
  const auto late = FindMatching(problem, {.time_limit = absl::ZeroDuration()});
  EXPECT_EQ(errors::ReasonOf(late.status()), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  std::stop_source source;
  source.request_stop();
  const auto stopped = FindMatching(problem, {absl::Minutes(1), source.get_token()});
  EXPECT_EQ(errors::ReasonOf(stopped.status()), errors::v1::ERROR_REASON_CANCELLED);
}

TEST(FindMatching, CountsTheLargestWeightsExactly) {
  v1::MatchProblem problem = RandomProblem({}, 3);
  v1::MatchWeights& weights = *problem.mutable_weights();
  for (int field = 0; field < v1::MatchWeights::descriptor()->field_count(); ++field) {
    weights.GetReflection()->SetInt64(&weights, v1::MatchWeights::descriptor()->field(field),
                                      kMostFactor);
  }
  weights.set_travel(1);
  const Matching matching = Find(problem);
  int64_t score = 0;
  for (const v1::PairExplanation& pair : matching.pairs) score += pair.score();
  EXPECT_EQ(score, matching.score);
  EXPECT_GT(score, 1'000'000'000);
}

TEST(FindMatching, AnswersOrRefusesWhateverComes) {
  int refused = 0;
  for (uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(seed);
    const auto matching = FindMatching(OddProblem(seed), Ample());
    if (matching.ok()) continue;
    ++refused;
    EXPECT_EQ(errors::ReasonOf(matching.status()), errors::v1::ERROR_REASON_FIELD_INVALID);
  }
  EXPECT_GT(refused, 300);
  EXPECT_LT(refused, 900);
}

TEST(ExplainSubject, GivesEveryPairOfAnOfferOrAsk) {
  const v1::MatchProblem problem = RandomProblem({}, 4);
  const Matching matching = Find(problem);
  EXPECT_EQ(Explain(problem, matching, problem.offers(0).name()).size(),
            static_cast<size_t>(problem.asks_size()));
  EXPECT_EQ(Explain(problem, matching, problem.asks(0).name()).size(),
            static_cast<size_t>(problem.offers_size()));
}

TEST(ExplainSubject, TellsTheTrueLossOfPairsThatWereNotChosen) {
  v1::MatchProblem problem = SmallProblem();
  problem.mutable_weights()->set_priority(1);
  problem.mutable_weights()->set_travel(4);
  // Too far to be of use: 100 + 5 - 120.
  AddAsk(problem, 3, 1).set_priority(1);
  // To have it costs the other its place and a negative score.
  AskOf(problem, AskName(3)).set_open_days(10);
  problem.mutable_weights()->set_priority(10);
  problem.set_travel_minutes(2, 60);
  const Matching matching = Find(problem);
  ASSERT_EQ(matching.score, 100 + 50 - 120);
  const auto pairs = Explain(problem, matching, OfferName(1));
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].ask(), AskName(2));
  EXPECT_TRUE(pairs[0].chosen());
  EXPECT_EQ(pairs[0].loss(), 30);
  EXPECT_EQ(pairs[1].ask(), AskName(3));
  EXPECT_FALSE(pairs[1].chosen());
  EXPECT_EQ(pairs[1].score(), 100 + 10 - 240);
  EXPECT_EQ(pairs[1].loss(), 30 + 130);
}

TEST(ExplainSubject, AgreesWithTheMatching) {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    const v1::MatchProblem problem = RandomProblem({}, seed);
    const Matching matching = Find(problem);
    for (const v1::PairExplanation& pair : matching.pairs) {
      const auto explained = Explain(problem, matching, pair.ask());
      const auto same =
          std::find_if(explained.begin(), explained.end(),
                       [&pair](const auto& other) { return other.offer() == pair.offer(); });
      EXPECT_TRUE(same->chosen());
      EXPECT_EQ(same->loss(), pair.loss());
    }
  }
}

TEST(ExplainSubject, PutsForbiddenPairsLastWithoutALoss) {
  v1::MatchProblem problem = SmallProblem();
  AddOffer(problem, 2);  // of the ask's own authority
  AddOffer(problem, 3);
  const Matching matching = Find(problem);
  const auto pairs = Explain(problem, matching, AskName(2));
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[2].offer(), OfferName(2));
  EXPECT_THAT(pairs[2].rules(), ElementsAre(v1::MATCH_RULE_SAME_AUTHORITY));
  EXPECT_EQ(pairs[2].loss(), 0);
}

TEST(ExplainSubject, RefusesWhatTheProblemDoesNotHave) {
  const auto unknown = ExplainSubject(SmallProblem(), {}, OfferName(3), Ample());
  EXPECT_EQ(errors::ReasonOf(unknown.status()), errors::v1::ERROR_REASON_FIELD_INVALID);
  const auto wrong = ExplainSubject(SmallProblem(), {}, OfferName(1), Ample());
  EXPECT_EQ(errors::ReasonOf(wrong.status()), errors::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::recommendations::matching
