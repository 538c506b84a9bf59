#include "services/recommendations/matching/validate.h"

#include <functional>
#include <string>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/recommendations/matching/problems.h"

namespace peerchallenge::recommendations::matching {
namespace {

struct Case {
  const char* name;
  std::function<void(v1::MatchProblem&)> spoil;
  std::string field;
};

class ValidateMatchProblemTest : public testing::TestWithParam<Case> {};

TEST_P(ValidateMatchProblemTest, NamesTheField) {
  v1::MatchProblem problem = SmallProblem();
  GetParam().spoil(problem);
  const absl::Status status = ValidateMatchProblem(problem);
  EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr(GetParam().field));
}

using P = v1::MatchProblem;

INSTANTIATE_TEST_SUITE_P(
    All, ValidateMatchProblemTest,
    testing::Values(
        Case{"TooManyOffers",
             [](P& p) {
               for (int i = 0; i < 1'000; ++i) AddOffer(p, 1, i + 2);
             },
             "problem.offers"},
        Case{"TooManyAsks",
             [](P& p) {
               for (int i = 0; i < 1'000; ++i) AddAsk(p, 1, i + 2);
             },
             "problem.asks"},
        Case{"TooManyAuthorities",
             [](P& p) {
               for (int i = 0; i < 400; ++i) p.add_authorities();
             },
             "problem.authorities"},
        Case{"Weight", [](P& p) { p.mutable_weights()->set_outcome(1'000'001); },
             "problem.weights.outcome"},
        Case{"NegativeWeight", [](P& p) { p.mutable_weights()->set_theme(-1); },
             "problem.weights.theme"},
        Case{"Date", [](P& p) { p.set_date("2026-02-30"); }, "problem.date"},
        Case{"Matrix", [](P& p) { p.add_travel_minutes(1); }, "problem.travel_minutes"},
        Case{"Minutes", [](P& p) { p.set_travel_minutes(4, 10'001); }, "problem.travel_minutes[4]"},
        Case{"Similarity", [](P& p) { p.set_similarities(5, -1); }, "problem.similarities[5]"},
        Case{"AuthorityName", [](P& p) { p.mutable_authorities(1)->set_name("E1"); },
             "problem.authorities[1].name"},
        Case{"AuthorityTwice", [](P& p) { p.mutable_authorities(2)->set_name(AuthorityName(1)); },
             "problem.authorities[2].name"},
        Case{"GiveAndTake", [](P& p) { p.mutable_authorities(0)->set_give_and_take(101); },
             "problem.authorities[0].give_and_take"},
        Case{"Outcome", [](P& p) { p.mutable_authorities(0)->add_outcomes()->set_value(-101); },
             "problem.authorities[0].outcomes[0].value"},
        Case{"OfferName", [](P& p) { p.mutable_offers(0)->set_name(AskName(1)); },
             "problem.offers[0].name"},
        Case{"OfferTwice", [](P& p) { AddOffer(p, 1); }, "problem.offers[1].name"},
        Case{"OfferOfNobody", [](P& p) { p.mutable_offers(0)->set_name(OfferName(4)); },
             "problem.offers[0].name"},
        Case{"NoThemes", [](P& p) { p.mutable_asks(0)->clear_themes(); }, "problem.asks[0].themes"},
        Case{"NoFormats", [](P& p) { p.mutable_offers(0)->clear_formats(); },
             "problem.offers[0].formats"},
        Case{"UnknownFormat",
             [](P& p) { p.mutable_offers(0)->add_formats(static_cast<v1::SupportFormat>(77)); },
             "problem.offers[0].formats"},
        Case{"FreeDays", [](P& p) { p.mutable_offers(0)->set_free_days(1'001); },
             "problem.offers[0].free_days"},
        Case{"OpenDays", [](P& p) { p.mutable_asks(0)->set_open_days(0); },
             "problem.asks[0].open_days"},
        Case{"Priority", [](P& p) { p.mutable_asks(0)->set_priority(0); },
             "problem.asks[0].priority"},
        Case{"MaxOffers", [](P& p) { p.mutable_asks(0)->set_max_offers(6); },
             "problem.asks[0].max_offers"},
        Case{"TravelLimit", [](P& p) { p.mutable_asks(0)->set_max_travel_minutes(-1); },
             "problem.asks[0].max_travel_minutes"},
        Case{"EndBeforeStart",
             [](P& p) {
               p.mutable_asks(0)->set_start_date("2026-06-02");
               p.mutable_asks(0)->set_end_date("2026-06-01");
             },
             "problem.asks[0].end_date"},
        Case{"Barred", [](P& p) { p.add_barred()->set_first(AuthorityName(1)); },
             "problem.barred[0].second"},
        Case{"Partners", [](P& p) { p.add_partners()->set_second(AuthorityName(1)); },
             "problem.partners[0].first"},
        Case{"Matched", [](P& p) { p.add_matched()->set_ask(AskName(2)); },
             "problem.matched[0].offer"},
        Case{"Lapsed", [](P& p) { p.add_lapsed()->set_offer(OfferName(1)); },
             "problem.lapsed[0].ask"}),
    [](const testing::TestParamInfo<Case>& row) { return std::string(row.param.name); });

TEST(ValidateMatchProblem, AcceptsWhatIsSound) {
  EXPECT_TRUE(ValidateMatchProblem(SmallProblem()).ok());
  EXPECT_TRUE(ValidateMatchProblem(RandomProblem({.authorities = 153}, 1)).ok());
}

TEST(ValidateMatchProblem, ShowsNoMoreThanAnAnswerHolds) {
  v1::MatchProblem problem = SmallProblem();
  for (int i = 0; i < 900; ++i) AddOffer(problem, 1, i + 2).set_free_days(-1);
  const absl::Status status = ValidateMatchProblem(problem);
  EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_LT(status.message().size(), 4'000U);
}

}  // namespace
}  // namespace peerchallenge::recommendations::matching
