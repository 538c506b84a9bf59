#include "services/peerchallenge/year_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "google/protobuf/struct.pb.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/table.h"
#include "tests/services/peerchallenge/year_fixture.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using testing::HasSubstr;
using testing::Not;

YearView MakeView() {
  YearView view;
  view.programme.set_name("regions/em/programmes/2012-13");
  view.programme.set_display_name("East Midlands 2012-13");
  view.programme.set_start_date("2012-07-02");
  view.programme.set_end_date("2013-07-19");
  view.year = MakeYear();
  view.directory = MakeDirectory();
  auto* balance = view.ledger.emplace().add_balances();
  balance->set_authority(kOther);
  balance->set_given(6);
  balance->set_got(4);
  balance->set_led(1);
  balance->set_hosted(1);
  balance->set_travel_minutes(1234);
  auto* plan = view.plan.emplace().mutable_solution()->mutable_plan();
  plan->set_cost(700);
  plan->set_bound(700);
  plan->mutable_cost_items()->set_travel(700);
  return view;
}

TEST(YearText, SaysWhoHostsWhoLeadsAndWhoGoes) {
  EXPECT_THAT(
      YearText(MakeView()),
      HasSubstr("From       Host          What       State        Led by            With\n"
                "week of 9  Lincolnshire  peer       team agreed  Nottinghamshire,  partner\n"
                "Jul 2012                 challenge               director\n"));
}

TEST(YearText, ShowsTheDayOnSiteWhereTheReviewIsKnown) {
  YearView view = MakeView();
  view.directory.reviews[kReview].set_start_date("2012-07-10");
  EXPECT_THAT(YearText(view), HasSubstr("\n10 Jul 2012  Lincolnshire"));
}

TEST(YearText, GathersTheTeamByHomeAuthority) {
  YearView view = MakeView();
  auto& entry = *view.year.mutable_entries(0);
  AddMember("a", kOther, "ELECTED_MEMBER", entry);
  AddMember("b", kOther, "HEAD_OF_SERVICE", entry);
  AddMember("gone", kOther, "PRACTITIONER", entry);
  entry.mutable_team(4)->set_state(v1::TeamMember::STATE_REPLACED);
  const std::string text = YearText(view);
  EXPECT_THAT(text, HasSubstr("partner; Nottinghamshire: elected"));
  EXPECT_THAT(text, HasSubstr("member, head of service"));
  EXPECT_THAT(text, Not(HasSubstr("practitioner")));
}

TEST(YearText, ShowsTheLedgerTheCostsAndTheTradeOffs) {
  const std::string text = YearText(MakeView());
  EXPECT_THAT(
      text,
      HasSubstr("  Nottinghamshire      6    4       +2      1      1                    1,234\n"));
  EXPECT_THAT(text, HasSubstr("no plan can cost less than 700; gap 0.0 %"));
  EXPECT_THAT(text, HasSubstr("nothing: every wish is met"));
}

TEST(YearText, LeavesOutWhatTheCallerMayNotRead) {
  YearView view = MakeView();
  view.ledger.reset();
  view.plan.reset();
  view.year.mutable_entries(0)->clear_team();
  const std::string text = YearText(view);
  EXPECT_THAT(text, Not(HasSubstr("GIVES")));
  EXPECT_THAT(text, Not(HasSubstr("COSTS")));
  EXPECT_THAT(text, HasSubstr("Nottinghamshire\n"));  // the leading authority is known to all
}

TEST(YearText, KeepsTo120Columns) {
  YearView view = MakeView();
  view.directory.authorities[kOther].set_display_name(
      "Bournemouth, Christchurch and Poole with a long name");
  auto& entry = *view.year.mutable_entries(0);
  for (int i = 0; i < 12; ++i)
    AddMember("x", i % 2 == 0 ? kOther : kHost, "ASSISTANT_DIRECTOR", entry);
  auto* cost = view.directory.reviews[kReview].add_week_costs();
  cost->set_week("2012-07-09");
  cost->set_cost(40);
  const std::vector<std::string> lines = absl::StrSplit(YearText(view), '\n');
  for (const std::string& line : lines) {
    EXPECT_LE(WidthOf(line), 120u) << line;
  }
}

TEST(YearJson, IsOneObjectWithItsParts) {
  google::protobuf::Struct json;
  ASSERT_TRUE(ParseJson(YearJson(MakeView()), "year", json).ok());
  for (const char* part : {"programme", "year", "giveAndTake", "plan", "tradeOffs"}) {
    EXPECT_EQ(json.fields().count(part), 1u) << part;
  }
  YearView view = MakeView();
  view.plan.reset();
  ASSERT_TRUE(ParseJson(YearJson(view), "year", json).ok());
}

}  // namespace
}  // namespace peerchallenge::cli
