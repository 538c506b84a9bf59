#include "services/peerchallenge/pictures/year_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <set>

#include "absl/strings/str_split.h"
#include "tests/services/peerchallenge/year_fixture.h"

namespace peerchallenge::cli {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

YearView PlainView() {
  YearView view;
  view.programme.set_display_name("East Midlands 2012/13");
  view.programme.set_start_date("2012-07-02");
  view.programme.set_end_date("2013-06-30");
  view.year = MakeYear();
  view.directory = MakeDirectory();
  return view;
}

std::multiset<std::string> TextsOf(const std::string& svg) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(svg.c_str()));
  std::multiset<std::string> texts;
  for (const pugi::xml_node text : document.child("svg").children("text")) {
    texts.insert(text.text().get());
  }
  return texts;
}

TEST(YearPictureTest, YearSvg_NamesTheYearItsAuthoritiesMonthsAndReviews) {
  EXPECT_THAT(TextsOf(YearSvg(PlainView())),
              IsSupersetOf({"East Midlands 2012/13", "Lincolnshire", "Nottinghamshire", "Jul 2012",
                            "Jun 2013", "L"}));
}

TEST(YearPictureTest, YearSvg_ShowsWhatEachGivesAndGetsOnlyToWhoMayReadIt) {
  YearView view = PlainView();
  EXPECT_EQ(TextsOf(YearSvg(view)).count("gives"), 0u);
  view.ledger.emplace();
  auto* balance = view.ledger->add_balances();
  balance->set_authority(kOther);
  balance->set_given(7);
  EXPECT_THAT(TextsOf(YearSvg(view)), IsSupersetOf({"gives", "gets", "7"}));
}

TEST(YearPictureTest, YearSvg_DrawsAYearWithoutReviewsOrAuthorities) {
  EXPECT_THAT(TextsOf(YearSvg(YearView())), testing::Contains("hosts; number in the list"));
}

TEST(YearPictureTest, YearCsv_HasOneRowForEachReview) {
  YearView view = PlainView();
  view.directory.reviews[kReview].set_start_date("2012-07-09");
  view.directory.reviews[kReview].set_end_date("2012-07-11");
  const std::vector<std::string> lines = absl::StrSplit(YearCsv(view), "\r\n");
  EXPECT_THAT(
      lines, ElementsAre("review,kind,state,host,week_start_date,from,to,lead_authority,lead_role,"
                         "members,team",
                         kReview + ",peer challenge,team agreed,Lincolnshire,2012-07-09,2012-07-09,"
                                   "2012-07-11,Nottinghamshire,director,2,partner",
                         ""));
}

}  // namespace
}  // namespace peerchallenge::cli
