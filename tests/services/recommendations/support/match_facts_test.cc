// What a run looks at, and what it makes of it.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using v1::PairExplanation;

const LetterSaid kStrength = {.strengths = {{"Tracking is shared.", {"care"}}}};

class MatchFactsTest : public SupportTest {
 protected:
  // The explanation of the only pair of the ask.
  PairExplanation Only(const std::string& ask) {
    const std::string run = absl::StrCat("r", ++runs_);
    RunToEnd(run);
    const auto pairs = Value(Explain(run, ask));
    EXPECT_EQ(pairs.size(), 1u);
    return pairs.empty() ? PairExplanation() : pairs[0];
  }
  static double ValueOf(const PairExplanation& pair, const std::string& factor) {
    for (const v1::ScoreItem& item : pair.items()) {
      if (item.factor() == factor) return item.value();
    }
    ADD_FAILURE() << "no " << factor;
    return 0;
  }
  scheduling::v1::Authority& AuthorityKnown(char authority) {
    return known().authorities[static_cast<size_t>(authority - 'a')];
  }

 private:
  int runs_ = 0;
};

TEST_F(MatchFactsTest, OnlyWhatIsOpenTakesPart) {
  v1::Offer offer = NewOffer();
  v1::Ask ask = NewAsk();
  for (const auto& [id, state] :
       {std::pair{"open", v1::SUPPORT_STATE_OPEN}, std::pair{"paused", v1::SUPPORT_STATE_PAUSED},
        std::pair{"closed", v1::SUPPORT_STATE_CLOSED}}) {
    offer.set_state(state);
    ask.set_state(state);
    Value(Create('a', offer, id));
    Value(Create('b', ask, id));
  }
  const v1::MatchRun run = RunToEnd("r1");
  ASSERT_EQ(run.pairs_size(), 1);
  EXPECT_EQ(run.pairs(0).offer(), OfferName('a', "open"));
  EXPECT_EQ(run.pairs(0).ask(), AskName('b', "open"));
  EXPECT_THAT(run.unmatched(), IsEmpty());
}

TEST_F(MatchFactsTest, OnlyAuthoritiesThatExistTakePart) {
  for (const char authority : {'a', 'b', 'c'}) Value(Create(authority, NewOffer()));
  Value(Create('d', NewAsk(30)));
  AuthorityKnown('a').set_end_date("2012-09-30");
  AuthorityKnown('b').set_start_date("2012-10-02");
  AuthorityKnown('c').set_end_date("2012-10-01");
  KnowAll();
  EXPECT_THAT(RunToEnd("r1").unmatched(), ElementsAre(OfferName('c'), AskName('d')));
}

TEST_F(MatchFactsTest, EachRuleIsNamedThatForbidsAPair) {
  AuthorityKnown('b').set_latitude(52.9);
  KnowAll();
  const struct {
    v1::MatchRule rule;
    char asker;
    void (*change)(v1::Offer&, v1::Ask&);
  } rows[] = {
      {v1::MATCH_RULE_SAME_AUTHORITY, 'a', [](v1::Offer&, v1::Ask&) {}},
      {v1::MATCH_RULE_THEME, 'b',
       [](v1::Offer& offer, v1::Ask&) { offer.set_themes(0, ThemeName("health")); }},
      {v1::MATCH_RULE_FORMAT, 'b',
       [](v1::Offer&, v1::Ask& ask) { ask.add_formats(v1::SUPPORT_FORMAT_SECONDMENT); }},
      {v1::MATCH_RULE_DATES, 'b',
       [](v1::Offer& offer, v1::Ask& ask) {
         offer.set_end_date("2012-11-30");
         ask.set_start_date("2012-12-01");
       }},
      {v1::MATCH_RULE_CAPACITY, 'b', [](v1::Offer&, v1::Ask& ask) { ask.set_days(11); }},
      {v1::MATCH_RULE_TRAVEL, 'b',
       [](v1::Offer&, v1::Ask& ask) { ask.set_max_travel_minutes(60); }},
      {v1::MATCH_RULE_EXCLUDED, 'b',
       [](v1::Offer& offer, v1::Ask&) { offer.add_excluded_authorities(AuthorityOf('b')); }},
      {v1::MATCH_RULE_EXCLUDED, 'b',
       [](v1::Offer&, v1::Ask& ask) { ask.add_excluded_authorities(AuthorityOf('a')); }},
  };
  for (const auto& row : rows) {
    v1::Offer offer = NewOffer();
    v1::Ask ask = NewAsk();
    row.change(offer, ask);
    offer = Value(Create('a', offer, ""));
    ask = Value(Create(row.asker, ask, ""));
    const PairExplanation pair = Only(ask.name());
    EXPECT_THAT(pair.rules(), ElementsAre(row.rule)) << v1::MatchRule_Name(row.rule);
    EXPECT_FALSE(pair.chosen());
    EXPECT_EQ(pair.loss(), 0);
    offer.set_state(v1::SUPPORT_STATE_CLOSED);
    Value(Update(Director('a'), offer));
  }
}

TEST_F(MatchFactsTest, InterestsBarAPairInEitherDirection) {
  Value(Create('a', NewOffer()));
  for (const char asker : {'b', 'c', 'd'}) Value(Create(asker, NewAsk()));
  scheduling().Declare(InterestOf('a', 'b'));
  scheduling().Declare(InterestOf('c', 'a'));
  RunToEnd("r1");
  for (const auto& pair : Value(Explain("r1", OfferName('a')))) {
    const bool barred = pair.ask() != AskName('d');
    EXPECT_EQ(pair.chosen(), !barred);
    if (!barred) continue;
    EXPECT_THAT(pair.rules(), ElementsAre(v1::MATCH_RULE_EXCLUDED));
  }
}

TEST_F(MatchFactsTest, WhatIsMatchedIsNotMatchedAgainAndTakesItsDays) {
  const v1::SupportMatch match = Propose('a', 'b');
  EXPECT_EQ(match.days(), 5);
  v1::Ask large = NewAsk(6);
  Value(Create('c', large));
  PairExplanation pair = Only(AskName('c'));
  EXPECT_THAT(pair.rules(), ElementsAre(v1::MATCH_RULE_CAPACITY)) << "5 of 10 days are promised";
  Value(Decline(Director('a'), match.name()));
  Value(Decline(Director('b'), match.name()));
  pair = Only(AskName('c'));
  EXPECT_THAT(pair.rules(), IsEmpty()) << "they are free again";
  EXPECT_THAT(Only(match.ask()).rules(), ElementsAre(v1::MATCH_RULE_LAPSED));
  GoTo("2013-09-30");
  EXPECT_THAT(Only(match.ask()).rules(), ElementsAre(v1::MATCH_RULE_LAPSED));
  GoTo("2013-10-01");
  EXPECT_THAT(Only(match.ask()).rules(), IsEmpty());
}

TEST_F(MatchFactsTest, AnAskWithPlacesLeftGetsWhatIsStillOpen) {
  v1::Ask ask = NewAsk(7);
  ask.set_max_offers(3);
  Value(Create('d', ask));
  Value(Create('a', NewOffer()));
  RunToEnd("first");
  const auto first = Value(Adopt("first")).support_matches();
  ASSERT_EQ(first.size(), 1);
  EXPECT_EQ(first[0].days(), 3) << "a third of seven, rounded up";
  Value(Create('b', NewOffer()));
  RunToEnd("second");
  const auto second = Value(Adopt("second")).support_matches();
  ASSERT_EQ(second.size(), 1);
  EXPECT_EQ(second[0].days(), 2) << "half of the four that are left";
  const auto pairs = Value(Explain("second", AskName('d')));
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[1].offer(), OfferName('a'));
  EXPECT_THAT(pairs[1].rules(), ElementsAre(v1::MATCH_RULE_MATCHED));
  EXPECT_EQ(ValueOf(pairs[1], "variety"), -100);
  EXPECT_EQ(ValueOf(pairs[0], "variety"), 0);
}

TEST_F(MatchFactsTest, StrengthIsWhatIssuedLettersShow) {
  v1::Offer offer = NewOffer();
  offer.add_letters(absl::StrCat(Issue('a', kStrength, "-1"), "/letters/l"));
  offer.add_letters(absl::StrCat(Issue('a', kStrength, "-2"), "/letters/l"));
  offer.add_letters(absl::StrCat(Issue('a', {.areas = {{"Tracking ends early.", {"care"}}}}, "-3"),
                                 "/letters/l"));
  Value(Create('a', offer));
  Value(Create('b', NewAsk()));
  EXPECT_EQ(ValueOf(Only(AskName('b')), "strength"), 67) << "two letters of three";
}

TEST_F(MatchFactsTest, GiveAndTakeIsThatOfTheAskingSide) {
  Value(Create('a', NewOffer()));
  Value(Create('b', NewAsk()));
  EXPECT_EQ(ValueOf(Only(AskName('b')), "give_and_take"), 0);
  SendPeer('b', 'c', "c1");
  EXPECT_EQ(ValueOf(Only(AskName('b')), "give_and_take"), 100);
}

TEST_F(MatchFactsTest, OutcomesOfBothSidesCountOnceTheMatchIsCompleted) {
  const v1::SupportMatch match = Agreed('a', 'b');
  Value(Create('c', NewAsk()));
  Value(Record(Director('a'), match.name(), 5));
  EXPECT_EQ(ValueOf(Only(AskName('c')), "outcome"), 0);
  Value(Record(Director('b'), match.name(), 4));
  EXPECT_EQ(ValueOf(Only(AskName('c')), "outcome"), 75) << "100 and 50";
}

TEST_F(MatchFactsTest, Explain_TellsWhatAnotherChoiceWouldCost) {
  v1::Ask urgent = NewAsk();
  urgent.set_priority(10);
  Value(Create('a', NewOffer(5)));
  Value(Create('b', NewAsk()));
  Value(Create('c', urgent));
  const v1::MatchRun run = RunToEnd("r1");
  const auto pairs = Value(Explain("r1", OfferName('a')));
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[0].ask(), AskName('c'));
  EXPECT_TRUE(pairs[0].chosen());
  const int64_t difference = pairs[0].score() - pairs[1].score();
  EXPECT_EQ(difference, 50 * 5) << "priority alone tells them apart";
  EXPECT_EQ(pairs[0].loss(), difference);
  EXPECT_EQ(pairs[1].loss(), difference);
  EXPECT_EQ(pairs[0].SerializeAsString(), run.pairs(0).SerializeAsString());
}

TEST_F(MatchFactsTest, Explain_KnowsOnlyWhatTheRunLookedAt) {
  RunToEnd("r1");
  Value(Create('a', NewOffer()));
  for (const std::string& subject : {OfferName('a'), std::string(), RunName("r1")}) {
    const auto reply = Explain("r1", subject);
    ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
    EXPECT_THAT(rpc::FieldsOf(reply.status()), ElementsAre("subject"));
  }
}

TEST_F(MatchFactsTest, Explain_IsOfTheRunAsItWas) {
  Value(Create('a', NewOffer()));
  Value(Create('b', NewAsk()));
  RunToEnd("r1");
  const auto before = Value(Explain("r1", AskName('b')));
  v1::Ask ask = NewAsk(100);
  ask.set_name(AskName('b'));
  Value(Update(Director('b'), ask));
  const auto after = Value(Explain("r1", AskName('b')));
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].SerializeAsString(), before[0].SerializeAsString());
}

}  // namespace
}  // namespace peerchallenge::recommendations
