#pragma once

#include <set>
#include <vector>

#include "absl/time/civil_time.h"

// Days on which councils work, and spans counted in them. A day is one of Europe/London (london.h).
namespace peerchallenge::environment {

// England's bank holidays of a year from 1978 on, in order: New Year's Day, Good Friday, Easter
// Monday, the early May, spring and summer bank holidays, Christmas Day and Boxing Day, with their
// substitutes where they fall on a weekend (Banking and Financial Dealings Act 1971), and with what
// was moved or added by royal proclamation, as far as this release knows.
std::vector<absl::CivilDay> EnglandBankHolidays(absl::civil_year_t year);

// The calendar day that lies some months after another: of 31 January and one month, the last of
// February.
absl::CivilDay AfterMonths(absl::CivilDay day, int months);

// The working days of one place: all but Saturdays, Sundays and bank holidays.
class WorkingDays {
 public:
  // `bank_holidays` hold for the years that at least one of them lies in, as those who keep the
  // list entered them; for other years England's hold, so that a list that ends does not turn
  // holidays into working days.
  explicit WorkingDays(const std::vector<absl::CivilDay>& bank_holidays = {});

  bool IsWorkingDay(absl::CivilDay day) const;
  // The `count`th working day after `day`, which itself does not count; `day` itself for 0 or less.
  absl::CivilDay After(absl::CivilDay day, int count) const;
  // The `count`th working day before `day`, which itself does not count; `day` itself for 0 or
  // less.
  absl::CivilDay Before(absl::CivilDay day, int count) const;

 private:
  absl::CivilDay Step(absl::CivilDay day, int count, int direction) const;

  std::set<absl::CivilDay> holidays_;
  std::set<absl::civil_year_t> years_;  // that holidays_ has days in
};

}  // namespace peerchallenge::environment
