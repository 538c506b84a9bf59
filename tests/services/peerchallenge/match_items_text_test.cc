#include "services/peerchallenge/match_items_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using testing::HasSubstr;
using testing::Not;

v1::Offer Mentors() {
  v1::Offer offer;
  offer.set_name("regions/em/authorities/E10000024/offers/mentors");
  offer.set_text("Heads of service as mentors");
  offer.add_themes("regions/em/themes/leavers");
  offer.add_formats(v1::SUPPORT_FORMAT_MENTORING);
  offer.add_formats(v1::SUPPORT_FORMAT_SHADOWING);
  offer.set_capacity_days(20);
  offer.set_free_days(12);
  offer.set_start_date("2012-11-01");
  offer.add_letters("regions/em/reviews/notts-2011/letters/letter");
  offer.add_excluded_authorities("regions/em/authorities/E06000018");
  offer.set_state(v1::SUPPORT_STATE_OPEN);
  return offer;
}

v1::Ask Leavers() {
  v1::Ask ask;
  ask.set_name("regions/em/authorities/E10000019/asks/leavers");
  ask.set_text("Help with work for care leavers");
  ask.add_themes("regions/em/themes/leavers");
  ask.set_days(10);
  ask.set_open_days(4);
  ask.set_priority(8);
  ask.set_max_offers(2);
  ask.set_max_travel_minutes(90);
  ask.set_state(v1::SUPPORT_STATE_PAUSED);
  return ask;
}

TEST(OfferText, TellsAllThatIsShown) {
  EXPECT_EQ(OfferText(Mentors()),
            "regions/em/authorities/E10000024/offers/mentors: open\n"
            "  Heads of service as mentors\n"
            "  themes: leavers\n"
            "  formats: mentoring, shadowing\n"
            "  20 days, 12 of them free; from 1 Nov 2012\n"
            "  shown by letters: notts-2011/letter\n"
            "  not with: E06000018\n");
}

TEST(OfferText, LeavesOutWhatIsNotShown) {
  v1::Offer offer = Mentors();
  offer.clear_free_days();
  offer.clear_excluded_authorities();
  EXPECT_THAT(OfferText(offer), HasSubstr("  20 days; from 1 Nov 2012\n"));
  EXPECT_THAT(OfferText(offer), Not(HasSubstr("not with")));
}

TEST(AskText, TellsAllThatIsShown) {
  EXPECT_EQ(AskText(Leavers()),
            "regions/em/authorities/E10000019/asks/leavers: paused\n"
            "  Help with work for care leavers\n"
            "  themes: leavers\n"
            "  10 days, 4 of them open, priority 8, from up to 2 offers, at most 90 minutes away; "
            "any time\n");
}

TEST(OffersText, IsATable) {
  v1::ListOffersResponse offers;
  *offers.add_offers() = Mentors();
  EXPECT_EQ(
      OffersText(offers),
      "offer              stands  days  free  themes   formats               when             "
      "what\n"
      "E10000024/mentors  open      20    12  leavers  mentoring, shadowing  from 1 Nov 2012  "
      "Heads of service as mentors\n");
  EXPECT_EQ(OffersText({}), "No offers.\n");
}

TEST(AsksText, IsATable) {
  v1::ListAsksResponse asks;
  *asks.add_asks() = Leavers();
  EXPECT_EQ(
      AsksText(asks),
      "ask                stands  days  open  priority  themes   formats  when      what\n"
      "E10000019/leavers  paused    10     4         8  leavers  any      any time  Help with "
      "work for care leavers\n");
  EXPECT_EQ(AsksText({}), "No asks.\n");
}

TEST(SpanText, TakesOpenEnds) {
  EXPECT_EQ(SpanText("", ""), "any time");
  EXPECT_EQ(SpanText("2012-11-01", ""), "from 1 Nov 2012");
  EXPECT_EQ(SpanText("", "2013-03-31"), "until 31 Mar 2013");
  EXPECT_EQ(SpanText("2012-11-01", "2013-03-31"), "1 Nov 2012 to 31 Mar 2013");
}

}  // namespace
}  // namespace peerchallenge::cli
