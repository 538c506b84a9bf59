#include "services/recommendations/matching/pairs.h"

#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/recommendations/matching/problems.h"

namespace peerchallenge::recommendations::matching {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct RuleCase {
  const char* name;
  std::function<void(v1::MatchProblem&, v1::Offer&, v1::Ask&)> change;
  std::vector<v1::MatchRule> rules;
};

class PairRules : public testing::TestWithParam<RuleCase> {};

TEST_P(PairRules, Forbid) {
  v1::MatchProblem problem = SmallProblem();
  GetParam().change(problem, *problem.mutable_offers(0), *problem.mutable_asks(0));
  const Pairs pairs(problem);
  const v1::PairExplanation pair = pairs.Explain(0, 0);
  std::vector<v1::MatchRule> rules;
  for (const int rule : pair.rules()) rules.push_back(static_cast<v1::MatchRule>(rule));
  EXPECT_EQ(rules, GetParam().rules);
  EXPECT_EQ(pairs.Judge(0, 0).IsForbidden(), !rules.empty());
}

using P = v1::MatchProblem;
using O = v1::Offer;
using A = v1::Ask;

void Join(google::protobuf::RepeatedPtrField<v1::AuthorityPair>* pairs, int a, int b) {
  v1::AuthorityPair& pair = *pairs->Add();
  pair.set_first(AuthorityName(a));
  pair.set_second(AuthorityName(b));
}

void Join(google::protobuf::RepeatedPtrField<v1::OfferAskPair>* pairs, int number = 1) {
  v1::OfferAskPair& pair = *pairs->Add();
  pair.set_offer(OfferName(1, number));
  pair.set_ask(AskName(2));
}

INSTANTIATE_TEST_SUITE_P(
    All, PairRules,
    testing::Values(
        RuleCase{"Nothing", [](P&, O&, A&) {}, {}},
        RuleCase{"SameAuthority",
                 [](P&, O&, A& ask) { ask.set_name(AskName(1)); },
                 {v1::MATCH_RULE_SAME_AUTHORITY}},
        RuleCase{"OtherTheme",
                 [](P&, O& offer, A&) { offer.set_themes(0, ThemeName(2)); },
                 {v1::MATCH_RULE_THEME}},
        RuleCase{"OneThemeOfTwo", [](P&, O&, A& ask) { ask.add_themes(ThemeName(2)); }, {}},
        RuleCase{"OtherFormat",
                 [](P&, O&, A& ask) { ask.add_formats(v1::SUPPORT_FORMAT_MENTORING); },
                 {v1::MATCH_RULE_FORMAT}},
        RuleCase{"OneFormatOfTwo",
                 [](P&, O&, A& ask) {
                   ask.add_formats(v1::SUPPORT_FORMAT_MENTORING);
                   ask.add_formats(v1::SUPPORT_FORMAT_WORKSHOP);
                 },
                 {}},
        RuleCase{"DatesThatMeetOnOneDay",
                 [](P&, O& offer, A& ask) {
                   offer.set_end_date("2026-06-30");
                   ask.set_start_date("2026-06-30");
                 },
                 {}},
        RuleCase{"DatesThatDoNotMeet",
                 [](P&, O& offer, A& ask) {
                   offer.set_end_date("2026-06-30");
                   ask.set_start_date("2026-07-01");
                 },
                 {v1::MATCH_RULE_DATES}},
        RuleCase{"OfferIsOver",
                 [](P&, O& offer, A&) { offer.set_end_date("2026-04-30"); },
                 {v1::MATCH_RULE_DATES}},
        RuleCase{"DatesThatMetBeforeToday",
                 [](P&, O& offer, A& ask) {
                   offer.set_start_date("2026-01-01");
                   ask.set_end_date("2026-04-30");
                 },
                 {v1::MATCH_RULE_DATES}},
        RuleCase{"JustEnoughDays", [](P&, O& offer, A&) { offer.set_free_days(5); }, {}},
        RuleCase{"TooFewDays",
                 [](P&, O& offer, A&) { offer.set_free_days(4); },
                 {v1::MATCH_RULE_CAPACITY}},
        RuleCase{"EnoughDaysForAShare",
                 [](P&, O& offer, A& ask) {
                   offer.set_free_days(3);
                   ask.set_max_offers(2);
                 },
                 {}},
        RuleCase{"TooFewDaysForAShare",
                 [](P&, O& offer, A& ask) {
                   offer.set_free_days(2);
                   ask.set_max_offers(2);
                 },
                 {v1::MATCH_RULE_CAPACITY}},
        RuleCase{"JustNearEnough", [](P&, O&, A& ask) { ask.set_max_travel_minutes(30); }, {}},
        RuleCase{"TooFar",
                 [](P&, O&, A& ask) { ask.set_max_travel_minutes(29); },
                 {v1::MATCH_RULE_TRAVEL}},
        RuleCase{"OfferExcludes",
                 [](P&, O& offer, A&) { offer.add_excluded_authorities(AuthorityName(2)); },
                 {v1::MATCH_RULE_EXCLUDED}},
        RuleCase{"AskExcludes",
                 [](P&, O&, A& ask) { ask.add_excluded_authorities(AuthorityName(1)); },
                 {v1::MATCH_RULE_EXCLUDED}},
        RuleCase{"ExcludesOthers",
                 [](P&, O& offer, A& ask) {
                   offer.add_excluded_authorities(AuthorityName(3));
                   ask.add_excluded_authorities(AuthorityName(3));
                 },
                 {}},
        RuleCase{"Interest",
                 [](P& problem, O&, A&) { Join(problem.mutable_barred(), 2, 1); },
                 {v1::MATCH_RULE_EXCLUDED}},
        RuleCase{"InterestOfOthers",
                 [](P& problem, O&, A&) { Join(problem.mutable_barred(), 3, 1); },
                 {}},
        RuleCase{"Lapsed",
                 [](P& problem, O&, A&) { Join(problem.mutable_lapsed()); },
                 {v1::MATCH_RULE_LAPSED}},
        RuleCase{"Matched",
                 [](P& problem, O&, A& ask) {
                   ask.set_max_offers(2);
                   Join(problem.mutable_matched());
                 },
                 {v1::MATCH_RULE_MATCHED}},
        RuleCase{"AskHasAllItMay",
                 [](P& problem, O&, A&) {
                   AddOffer(problem, 1, 2);
                   Join(problem.mutable_matched(), 2);
                 },
                 {v1::MATCH_RULE_MATCHED}},
        RuleCase{"AskMayHaveMore",
                 [](P& problem, O&, A& ask) {
                   ask.set_max_offers(2);
                   AddOffer(problem, 1, 2);
                   Join(problem.mutable_matched(), 2);
                 },
                 {}},
        RuleCase{"Several",
                 [](P&, O& offer, A& ask) {
                   offer.set_free_days(0);
                   ask.set_max_travel_minutes(1);
                 },
                 {v1::MATCH_RULE_CAPACITY, v1::MATCH_RULE_TRAVEL}}),
    [](const testing::TestParamInfo<RuleCase>& rule) { return std::string(rule.param.name); });

// The value of one factor of the small problem's pair, after `change`.
double ValueOf(const std::string& factor,
               const std::function<void(v1::MatchProblem&, v1::Offer&, v1::Ask&)>& change) {
  v1::MatchProblem problem = SmallProblem();
  change(problem, *problem.mutable_offers(0), *problem.mutable_asks(0));
  const v1::PairExplanation pair = Pairs(problem).Explain(0, 0);
  for (const v1::ScoreItem& item : pair.items()) {
    if (item.factor() == factor) return item.value();
  }
  ADD_FAILURE() << "no factor " << factor;
  return 0;
}

void AddLetter(v1::MatchProblem& problem, int number, const std::string& theme) {
  v1::LetterStrengths& letter = *problem.add_letters();
  letter.set_letter(LetterName(number));
  letter.add_themes(theme);
}

TEST(PairScore, CountsTheShareOfTheThemesAskedFor) {
  const auto asked = [](int themes) {
    return ValueOf("theme", [themes](P&, O&, A& ask) {
      for (int t = 2; t <= themes; ++t) ask.add_themes(ThemeName(t));
    });
  };
  EXPECT_EQ(asked(1), 100);
  EXPECT_EQ(asked(2), 50);
  EXPECT_EQ(asked(3), 33);
  EXPECT_EQ(asked(4), 25);
}

TEST(PairScore, CountsLettersThatTheOfferNamesAndThatShowStrengthInACommonTheme) {
  const auto shown = [](int letters) {
    return ValueOf("strength", [letters](P& problem, O& offer, A&) {
      for (int n = 1; n <= letters; ++n) {
        AddLetter(problem, n, ThemeName(1));
        offer.add_letters(LetterName(n));
        offer.add_letters(LetterName(n));  // once is enough
      }
    });
  };
  EXPECT_EQ(shown(0), 0);
  EXPECT_EQ(shown(1), 33);
  EXPECT_EQ(shown(2), 67);
  EXPECT_EQ(shown(3), 100);
  EXPECT_EQ(shown(4), 100);
  EXPECT_EQ(ValueOf("strength", [](P& problem, O&, A&) { AddLetter(problem, 1, ThemeName(1)); }),
            0);
  EXPECT_EQ(ValueOf("strength",
                    [](P& problem, O& offer, A& ask) {
                      AddLetter(problem, 1, ThemeName(2));
                      offer.add_letters(LetterName(1));
                      offer.add_letters(LetterName(2));  // shows nothing
                      ask.add_themes(ThemeName(2));
                    }),
            0);
}

TEST(PairScore, TakesPriorityTravelAndSimilarity) {
  const auto unchanged = [](P&, O&, A&) {};
  EXPECT_EQ(ValueOf("priority", unchanged), 5);
  EXPECT_EQ(ValueOf("travel", unchanged), -30);
  EXPECT_EQ(ValueOf("similarity", unchanged), 40);
}

TEST(PairScore, TakesTheAskersGiveAndTake) {
  EXPECT_EQ(ValueOf("give_and_take",
                    [](P& problem, O&, A&) {
                      problem.mutable_authorities(0)->set_give_and_take(-90);
                      problem.mutable_authorities(1)->set_give_and_take(70);
                    }),
            70);
}

TEST(PairScore, TakesTheMeanOfTheOfferersOutcomesOnCommonThemes) {
  const auto add = [](P& problem, int authority, int theme, int value) {
    v1::ThemeOutcome& outcome = *problem.mutable_authorities(authority - 1)->add_outcomes();
    outcome.set_theme(ThemeName(theme));
    outcome.set_value(value);
  };
  EXPECT_EQ(ValueOf("outcome", [](P&, O&, A&) {}), 0);
  EXPECT_EQ(ValueOf("outcome",
                    [&](P& problem, O& offer, A& ask) {
                      for (int t = 2; t <= 4; ++t) {
                        offer.add_themes(ThemeName(t));
                        if (t < 4) ask.add_themes(ThemeName(t));
                      }
                      add(problem, 1, 1, 100);
                      add(problem, 1, 2, -50);
                      add(problem, 1, 4, -100);  // not asked for
                      add(problem, 2, 1, -100);  // the asker's
                    }),
            25);
}

TEST(PairScore, TakesOffForAuthoritiesThatWorkTogetherAlready) {
  EXPECT_EQ(ValueOf("variety", [](P&, O&, A&) {}), 0);
  EXPECT_EQ(ValueOf("variety", [](P& problem, O&, A&) { Join(problem.mutable_partners(), 2, 1); }),
            -100);
}

TEST(PairScore, IsTheSumOfFactorTimesValue) {
  v1::MatchProblem problem = SmallProblem();
  v1::MatchWeights& weights = *problem.mutable_weights();
  weights.set_theme(3);
  weights.set_priority(1'000'000);
  weights.set_travel(1'000'000);
  const v1::PairExplanation pair = Pairs(problem).Explain(0, 0);
  EXPECT_EQ(pair.score(), 3 * 100 + 5'000'000 - 30'000'000);
  int64_t sum = 0;
  std::vector<std::string> factors;
  for (const v1::ScoreItem& item : pair.items()) {
    sum += item.score();
    factors.push_back(item.factor());
    EXPECT_FALSE(item.message().empty());
  }
  EXPECT_EQ(sum, pair.score());
  EXPECT_THAT(factors, ElementsAre("theme", "strength", "priority", "travel", "similarity",
                                   "give_and_take", "outcome", "variety"));
}

TEST(Pairs, DivideTheOpenDaysAmongThePlaces) {
  v1::MatchProblem problem = SmallProblem();
  v1::Ask& ask = *problem.mutable_asks(0);
  ask.set_open_days(11);
  ask.set_max_offers(3);
  EXPECT_EQ(Pairs(problem).Places(0), 3);
  EXPECT_EQ(Pairs(problem).Share(0), 4);
  AddOffer(problem, 3);
  problem.add_matched()->set_offer(OfferName(3));
  problem.mutable_matched(0)->set_ask(AskName(2));
  EXPECT_EQ(Pairs(problem).Places(0), 2);
  EXPECT_EQ(Pairs(problem).Share(0), 6);
}

}  // namespace
}  // namespace peerchallenge::recommendations::matching
