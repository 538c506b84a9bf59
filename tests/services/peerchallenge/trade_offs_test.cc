#include "services/peerchallenge/trade_offs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/peerchallenge/year_fixture.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = TradeOff::Kind;

auto Is(Kind kind, const std::string& words) {
  return testing::AllOf(Field(&TradeOff::kind, kind), Field(&TradeOff::message, HasSubstr(words)));
}

class TradeOffsTest : public testing::Test {
 protected:
  v1::Review& review() { return directory_.reviews[kReview]; }
  v1::Year::Entry& entry() { return *year_.mutable_entries(0); }
  void AddToCalendar(v1::CalendarEntry::Kind kind, const std::string& start,
                     const std::string& end) {
    auto* event = directory_.authorities[kHost].add_calendar();
    event->set_kind(kind);
    event->mutable_dates()->set_start_date(start);
    event->mutable_dates()->set_end_date(end);
  }
  std::vector<TradeOff> Find() const { return FindTradeOffs(year_, directory_); }

  Directory directory_ = MakeDirectory();
  v1::Year year_ = MakeYear();
};

TEST_F(TradeOffsTest, AreNoneWhereAllWishesAreMet) { EXPECT_THAT(Find(), IsEmpty()); }

TEST_F(TradeOffsTest, NameAHostWhoseWeekHasACost) {
  auto* cost = review().add_week_costs();
  cost->set_week("2012-07-09");
  cost->set_cost(40);
  EXPECT_THAT(Find(),
              ElementsAre(Is(Kind::kWeek, "Lincolnshire did not get a week it likes (cost 40)")));
  cost->set_week("2012-07-16");
  EXPECT_THAT(Find(), IsEmpty());
}

TEST_F(TradeOffsTest, NameElectionsAndInspectionsThatTouchTheWorkingWeek) {
  AddToCalendar(v1::CalendarEntry::KIND_ELECTION, "2012-07-13", "2012-08-01");
  AddToCalendar(v1::CalendarEntry::KIND_ELECTION, "2012-07-14", "2012-08-01");  // from Saturday on
  AddToCalendar(v1::CalendarEntry::KIND_INSPECTION_WINDOW, "2012-01-01", "2012-07-09");
  AddToCalendar(v1::CalendarEntry::KIND_SCHOOL_HOLIDAY, "2012-07-09", "2012-07-13");
  EXPECT_THAT(Find(), ElementsAre(Is(Kind::kElection, "Lincolnshire"),
                                  Is(Kind::kInspection, "Lincolnshire")));
}

TEST_F(TradeOffsTest, NameThemesThatTooFewCover) {
  auto* theme = review().add_themes();
  theme->set_theme("early-help");
  EXPECT_THAT(Find(), ElementsAre(Is(Kind::kTheme, "1 of 2 wanted people cover early help")));
  theme->set_target(1);
  EXPECT_THAT(Find(), IsEmpty());
}

TEST_F(TradeOffsTest, CountNoviceBeyondTheFirst) {
  AddMember("novice-1", kOther, "PRACTITIONER", entry());
  EXPECT_THAT(Find(), IsEmpty());
  AddMember("novice-2", kOther, "PRACTITIONER", entry());
  EXPECT_THAT(Find(), ElementsAre(Is(Kind::kNovice, "2 people")));
}

TEST_F(TradeOffsTest, DoNotCountMembersWhoHaveLeft) {
  AddMember("novice-1", kOther, "PRACTITIONER", entry());
  AddMember("novice-2", kOther, "PRACTITIONER", entry());
  entry().mutable_team(3)->set_state(v1::TeamMember::STATE_DECLINED);
  EXPECT_THAT(Find(), IsEmpty());
}

TEST_F(TradeOffsTest, SayNothingOfATeamThatIsNotKnownInFull) {
  review().add_themes()->set_theme("early-help");
  AddMember("stranger", kOther, "PRACTITIONER", entry());
  EXPECT_THAT(Find(), IsEmpty());
}

TEST_F(TradeOffsTest, NameWeeksWithSeveralReviews) {
  *year_.add_entries() = entry();
  EXPECT_THAT(Find(), ElementsAre(Is(Kind::kBusyWeek, "Week of 9 Jul 2012: 2 reviews at once")));
}

TEST(DayText, ShowsDatesAndLeavesOtherTextAlone) {
  EXPECT_EQ(DayText("2012-07-09"), "9 Jul 2012");
  EXPECT_EQ(DayText("soon"), "soon");
}

}  // namespace
}  // namespace peerchallenge::cli
