#include "services/peerchallenge/match_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/errors/errors.h"
#include "services/peerchallenge/match_items_input.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using testing::ElementsAre;

template <typename Result>
bool IsInvalid(const Result& result) {
  return errors::ReasonOf(result.status()) == errors::v1::ERROR_REASON_FIELD_INVALID;
}

TEST(ParseWeights, SetsTheFactorsThatAreNamed) {
  const auto weights = ParseWeights({"theme=20", "give_and_take=3"});
  ASSERT_TRUE(weights.ok()) << weights.status();
  EXPECT_EQ(weights->theme(), 20);
  EXPECT_EQ(weights->give_and_take(), 3);
  EXPECT_EQ(weights->travel(), 0);
  for (const char* text : {"", "theme", "theme=", "theme=much", "weather=1", "=1"}) {
    EXPECT_TRUE(IsInvalid(ParseWeights({text}))) << text;
  }
}

TEST(ParsePair, ReadsAnOfferAndAnAsk) {
  const auto pair = ParsePair("E10000024/mentors=E10000019/leavers", "regions/em");
  ASSERT_TRUE(pair.ok()) << pair.status();
  EXPECT_EQ(pair->offer(), "regions/em/authorities/E10000024/offers/mentors");
  EXPECT_EQ(pair->ask(), "regions/em/authorities/E10000019/asks/leavers");
  for (const char* text : {"", "E10000024/mentors", "E10000024/mentors=", "mentors=leavers"}) {
    EXPECT_TRUE(IsInvalid(ParsePair(text, "regions/em"))) << text;
  }
}

TEST(ParseSide, TakesTheTwoAndNone) {
  EXPECT_EQ(*ParseSide("offering"), v1::SupportMatch::SIDE_OFFERING);
  EXPECT_EQ(*ParseSide("asking"), v1::SupportMatch::SIDE_ASKING);
  EXPECT_EQ(*ParseSide(""), v1::SupportMatch::SIDE_UNSPECIFIED);
  EXPECT_TRUE(IsInvalid(ParseSide("both")));
  EXPECT_TRUE(IsInvalid(ParseSide("unspecified")));
}

TEST(FillItem, FillsAnOfferAndNamesWhatWasGiven) {
  ItemArguments arguments;
  arguments.themes = {"leavers"};
  arguments.formats = {"mentoring", "workshop"};
  arguments.days = 20;
  arguments.references = {"lin/letter"};
  arguments.excluded = {"E06000018"};
  arguments.end_date = "2013-03-31";
  v1::Offer offer;
  google::protobuf::FieldMask mask;
  ASSERT_TRUE(FillItem(arguments, "regions/em", offer, mask).ok());
  EXPECT_THAT(offer.themes(), ElementsAre("regions/em/themes/leavers"));
  EXPECT_THAT(offer.formats(),
              ElementsAre(v1::SUPPORT_FORMAT_MENTORING, v1::SUPPORT_FORMAT_WORKSHOP));
  EXPECT_EQ(offer.capacity_days(), 20);
  EXPECT_THAT(offer.letters(), ElementsAre("regions/em/reviews/lin/letters/letter"));
  EXPECT_THAT(offer.excluded_authorities(), ElementsAre("regions/em/authorities/E06000018"));
  EXPECT_THAT(mask.paths(), ElementsAre("end_date", "formats", "themes", "excluded_authorities",
                                        "capacity_days", "letters"));
}

TEST(FillItem, FillsAnAsk) {
  ItemArguments arguments;
  arguments.text = "Help with work";
  arguments.days = 10;
  arguments.priority = 8;
  arguments.max_travel_minutes = 90;
  arguments.max_offers = 2;
  arguments.references = {"lin/r1"};
  v1::Ask ask;
  google::protobuf::FieldMask mask;
  ASSERT_TRUE(FillItem(arguments, "regions/em", ask, mask).ok());
  EXPECT_EQ(ask.days(), 10);
  EXPECT_EQ(ask.max_offers(), 2);
  EXPECT_THAT(ask.recommendations(), ElementsAre("regions/em/reviews/lin/recommendations/r1"));
  EXPECT_THAT(mask.paths(), ElementsAre("text", "days", "priority", "max_travel_minutes",
                                        "max_offers", "recommendations"));
}

TEST(FillItem, RefusesWhatIsNoNameOrFormat) {
  const auto refuses = [](std::vector<std::string> ItemArguments::*flag, const char* text) {
    ItemArguments arguments;
    arguments.*flag = {text};
    v1::Offer offer;
    google::protobuf::FieldMask mask;
    return errors::ReasonOf(FillItem(arguments, "regions/em", offer, mask)) ==
           errors::v1::ERROR_REASON_FIELD_INVALID;
  };
  EXPECT_TRUE(refuses(&ItemArguments::formats, "dance"));
  EXPECT_TRUE(refuses(&ItemArguments::formats, "unspecified"));
  EXPECT_TRUE(refuses(&ItemArguments::themes, "A theme"));
  EXPECT_TRUE(refuses(&ItemArguments::references, "letter"));
  EXPECT_TRUE(refuses(&ItemArguments::excluded, "lincolnshire"));
}

}  // namespace
}  // namespace peerchallenge::cli
