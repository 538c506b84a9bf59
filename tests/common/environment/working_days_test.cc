#include "common/environment/working_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace peerchallenge::environment {
namespace {

using absl::CivilDay;
using testing::ElementsAre;

// As the government published them.
TEST(BankHolidays, AreThoseOfEngland) {
  EXPECT_THAT(EnglandBankHolidays(2019),
              ElementsAre(CivilDay(2019, 1, 1), CivilDay(2019, 4, 19), CivilDay(2019, 4, 22),
                          CivilDay(2019, 5, 6), CivilDay(2019, 5, 27), CivilDay(2019, 8, 26),
                          CivilDay(2019, 12, 25), CivilDay(2019, 12, 26)));
}

TEST(BankHolidays, OnWeekendsHaveSubstitutes) {
  // Christmas on a Saturday, on a Sunday and on a Friday; New Year on a Saturday and on a Sunday.
  EXPECT_THAT(EnglandBankHolidays(2021),
              testing::IsSupersetOf({CivilDay(2021, 12, 27), CivilDay(2021, 12, 28)}));
  EXPECT_THAT(EnglandBankHolidays(2022),
              testing::IsSupersetOf(
                  {CivilDay(2022, 1, 3), CivilDay(2022, 12, 26), CivilDay(2022, 12, 27)}));
  EXPECT_THAT(EnglandBankHolidays(2020),
              testing::IsSupersetOf({CivilDay(2020, 12, 25), CivilDay(2020, 12, 28)}));
  EXPECT_EQ(EnglandBankHolidays(2012).front(), CivilDay(2012, 1, 2));
}

TEST(BankHolidays, AreMovedAndAddedOnce) {
  EXPECT_THAT(EnglandBankHolidays(2012),
              ElementsAre(CivilDay(2012, 1, 2), CivilDay(2012, 4, 6), CivilDay(2012, 4, 9),
                          CivilDay(2012, 5, 7), CivilDay(2012, 6, 4), CivilDay(2012, 6, 5),
                          CivilDay(2012, 8, 27), CivilDay(2012, 12, 25), CivilDay(2012, 12, 26)));
  EXPECT_THAT(EnglandBankHolidays(2022),
              ElementsAre(CivilDay(2022, 1, 3), CivilDay(2022, 4, 15), CivilDay(2022, 4, 18),
                          CivilDay(2022, 5, 2), CivilDay(2022, 6, 2), CivilDay(2022, 6, 3),
                          CivilDay(2022, 8, 29), CivilDay(2022, 9, 19), CivilDay(2022, 12, 26),
                          CivilDay(2022, 12, 27)));
  EXPECT_EQ(EnglandBankHolidays(2023)[4], CivilDay(2023, 5, 8));
}

TEST(BankHolidays, EasterIsRightAtItsEarliestAndLatest) {
  const std::pair<int, CivilDay> good_fridays[] = {
      {2008, CivilDay(2008, 3, 21)}, {2011, CivilDay(2011, 4, 22)}, {2038, CivilDay(2038, 4, 23)}};
  for (const auto& [year, day] : good_fridays) EXPECT_EQ(EnglandBankHolidays(year)[1], day);
}

TEST(AfterMonths, KeepsToTheMonth) {
  EXPECT_EQ(AfterMonths(CivilDay(2012, 7, 11), 3), CivilDay(2012, 10, 11));
  EXPECT_EQ(AfterMonths(CivilDay(2012, 1, 31), 1), CivilDay(2012, 2, 29));
  EXPECT_EQ(AfterMonths(CivilDay(2012, 11, 30), 3), CivilDay(2013, 2, 28));
  EXPECT_EQ(AfterMonths(CivilDay(2012, 12, 31), 12), CivilDay(2013, 12, 31));
  EXPECT_EQ(AfterMonths(CivilDay(2012, 9, 7), 0), CivilDay(2012, 9, 7));
}

TEST(WorkingDays, LeaveOutWeekendsAndBankHolidays) {
  const WorkingDays england;
  EXPECT_TRUE(england.IsWorkingDay(CivilDay(2012, 6, 1)));   // Friday
  EXPECT_FALSE(england.IsWorkingDay(CivilDay(2012, 6, 2)));  // Saturday
  EXPECT_FALSE(england.IsWorkingDay(CivilDay(2012, 6, 3)));
  EXPECT_FALSE(england.IsWorkingDay(CivilDay(2012, 6, 4)));  // moved
  EXPECT_FALSE(england.IsWorkingDay(CivilDay(2012, 6, 5)));  // added
  EXPECT_TRUE(england.IsWorkingDay(CivilDay(2012, 5, 28)));  // where it was moved from
}

TEST(WorkingDays, AreCountedFromTheDayAfter) {
  const WorkingDays england;
  EXPECT_EQ(england.After(CivilDay(2012, 6, 1), 1), CivilDay(2012, 6, 6));
  EXPECT_EQ(england.After(CivilDay(2012, 6, 2), 1), CivilDay(2012, 6, 6));
  EXPECT_EQ(england.After(CivilDay(2012, 7, 27), 30), CivilDay(2012, 9, 10));  // one bank holiday
  EXPECT_EQ(england.After(CivilDay(2012, 12, 21), 5), CivilDay(2013, 1, 2));
  EXPECT_EQ(england.After(CivilDay(2012, 6, 2), 0), CivilDay(2012, 6, 2));
}

// Five clear working days before a meeting on a Friday: neither that day nor the one of publication
// counts.
TEST(WorkingDays, AreCountedBackFromTheDayBefore) {
  const WorkingDays england;
  EXPECT_EQ(england.Before(CivilDay(2012, 9, 7), 5 + 1), CivilDay(2012, 8, 30));
  EXPECT_EQ(england.Before(CivilDay(2012, 6, 6), 1), CivilDay(2012, 6, 1));
  EXPECT_EQ(england.Before(CivilDay(2012, 6, 6), 0), CivilDay(2012, 6, 6));
}

TEST(WorkingDays, FollowTheListOfThePlaceInItsYears) {
  const WorkingDays local({CivilDay(2012, 6, 6)});
  EXPECT_FALSE(local.IsWorkingDay(CivilDay(2012, 6, 6)));
  EXPECT_TRUE(local.IsWorkingDay(CivilDay(2012, 6, 4)));   // not in the list
  EXPECT_FALSE(local.IsWorkingDay(CivilDay(2013, 1, 1)));  // the list says nothing of 2013
  EXPECT_FALSE(local.IsWorkingDay(CivilDay(2011, 4, 29)));
  EXPECT_FALSE(local.IsWorkingDay(CivilDay(2012, 6, 9)));  // a weekend needs no entry
}

}  // namespace
}  // namespace peerchallenge::environment
