#include "common/environment/working_days.h"

#include <algorithm>
#include <array>
#include <optional>

namespace peerchallenge::environment {
namespace {

using absl::CivilDay;
using absl::Weekday;

// What a royal proclamation changed: a day off instead of the regular one, or one more.
struct Change {
  std::optional<CivilDay> regular;  // nothing: one more
  CivilDay day;
};
const std::array kChanges = {
    Change{CivilDay(1995, 5, 1), CivilDay(1995, 5, 8)},   // fifty years after the war
    Change{std::nullopt, CivilDay(1999, 12, 31)},         // the millennium
    Change{CivilDay(2002, 5, 27), CivilDay(2002, 6, 4)},  // Golden Jubilee
    Change{std::nullopt, CivilDay(2002, 6, 3)},           // the same
    Change{std::nullopt, CivilDay(2011, 4, 29)},          // royal wedding
    Change{CivilDay(2012, 5, 28), CivilDay(2012, 6, 4)},  // Diamond Jubilee
    Change{std::nullopt, CivilDay(2012, 6, 5)},           // the same
    Change{CivilDay(2020, 5, 4), CivilDay(2020, 5, 8)},   // 75 years after the war
    Change{CivilDay(2022, 5, 30), CivilDay(2022, 6, 2)},  // Platinum Jubilee
    Change{std::nullopt, CivilDay(2022, 6, 3)},           // the same
    Change{std::nullopt, CivilDay(2022, 9, 19)},          // state funeral
    Change{std::nullopt, CivilDay(2023, 5, 8)},           // coronation
};

bool IsWeekend(CivilDay day) {
  const Weekday weekday = absl::GetWeekday(day);
  return weekday == Weekday::saturday || weekday == Weekday::sunday;
}

// Easter Sunday in the Gregorian calendar, by the algorithm of "Nature", 20 April 1876 (Meeus,
// Astronomical Algorithms, chapter 8).
CivilDay EasterSunday(absl::civil_year_t year) {
  const auto a = year % 19;
  const auto b = year / 100;
  const auto c = year % 100;
  const auto d = b / 4;
  const auto e = b % 4;
  const auto f = (b + 8) / 25;
  const auto g = (b - f + 1) / 3;
  const auto h = (19 * a + b - d - g + 15) % 30;
  const auto i = c / 4;
  const auto k = c % 4;
  const auto l = (32 + 2 * e + 2 * i - h - k) % 7;
  const auto m = (a + 11 * h + 22 * l) / 451;
  const auto n = h + l - 7 * m + 114;
  return CivilDay(year, n / 31, n % 31 + 1);
}

// The first Monday on or after a day, the last one on or before it.
CivilDay MondayFrom(CivilDay day) { return absl::NextWeekday(day - 1, Weekday::monday); }
CivilDay MondayUntil(CivilDay day) { return absl::PrevWeekday(day + 1, Weekday::monday); }

// The day itself, or the first working day after it that is not `taken`.
CivilDay Observed(CivilDay day, std::optional<CivilDay> taken = std::nullopt) {
  const bool moves = IsWeekend(day);
  while (moves && (IsWeekend(day) || day == taken)) ++day;
  return day;
}

std::vector<CivilDay> RegularHolidays(absl::civil_year_t year) {
  const CivilDay easter = EasterSunday(year);
  const CivilDay christmas = Observed(CivilDay(year, 12, 25), CivilDay(year, 12, 26));
  const CivilDay boxing = Observed(CivilDay(year, 12, 26), christmas);
  return {Observed(CivilDay(year, 1, 1)),
          easter - 2,
          easter + 1,
          MondayFrom(CivilDay(year, 5, 1)),
          MondayUntil(CivilDay(year, 5, 31)),
          MondayUntil(CivilDay(year, 8, 31)),
          christmas,
          boxing};
}

}  // namespace

std::vector<CivilDay> EnglandBankHolidays(absl::civil_year_t year) {
  std::vector<CivilDay> days = RegularHolidays(year);
  for (const Change& change : kChanges) {
    if (change.day.year() != year) continue;
    if (change.regular) {
      std::replace(days.begin(), days.end(), *change.regular, change.day);
    } else {
      days.push_back(change.day);
    }
  }
  std::sort(days.begin(), days.end());
  return days;
}

CivilDay AfterMonths(CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const CivilDay last = CivilDay(month + 1) - 1;
  return std::min(CivilDay(month) + (day.day() - 1), last);
}

WorkingDays::WorkingDays(const std::vector<CivilDay>& bank_holidays)
    : holidays_(bank_holidays.begin(), bank_holidays.end()) {
  for (const CivilDay day : holidays_) years_.insert(day.year());
}

bool WorkingDays::IsWorkingDay(CivilDay day) const {
  if (IsWeekend(day)) return false;
  if (years_.count(day.year()) > 0) return holidays_.count(day) == 0;
  const std::vector<CivilDay> england = EnglandBankHolidays(day.year());
  return !std::binary_search(england.begin(), england.end(), day);
}

CivilDay WorkingDays::Step(CivilDay day, int count, int direction) const {
  while (count > 0) {
    day += direction;
    if (IsWorkingDay(day)) --count;
  }
  return day;
}

CivilDay WorkingDays::After(CivilDay day, int count) const { return Step(day, count, 1); }
CivilDay WorkingDays::Before(CivilDay day, int count) const { return Step(day, count, -1); }

}  // namespace peerchallenge::environment
