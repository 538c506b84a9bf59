#include "services/scheduling/calendar.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/validation/civil_date.h"

namespace peerchallenge::scheduling {
namespace {

using validation::FormatDay;
using validation::ParseDay;

constexpr int kWorkingDays = 5;

bool Blocks(v1::CalendarEntry::Kind kind) {
  switch (kind) {
    case v1::CalendarEntry::KIND_SCHOOL_HOLIDAY:
    case v1::CalendarEntry::KIND_INSPECTION_NOTIFIED:
    case v1::CalendarEntry::KIND_BLOCKED:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::CivilDay MondayOf(absl::CivilDay day) {
  return absl::PrevWeekday(day + 1, absl::Weekday::monday);
}

std::string WeekId(absl::CivilDay monday) {
  const absl::CivilDay thursday = monday + 3;  // a week belongs to the year that its Thursday is in
  const int week = (absl::GetYearDay(thursday) - 1) / 7 + 1;
  return absl::StrFormat("%d-W%02d", thursday.year(), week);
}

std::vector<absl::CivilDay> WeeksOf(const v1::Programme& programme) {
  const auto start = ParseDay(programme.start_date());
  const auto end = ParseDay(programme.end_date());
  std::vector<absl::CivilDay> mondays;
  if (!start || !end) return mondays;
  absl::CivilDay monday = MondayOf(*start);
  if (monday < *start) monday += 7;
  for (; monday <= *end; monday += 7) mondays.push_back(monday);
  return mondays;
}

std::optional<Days> DaysOf(const v1::DateRange& dates) {
  const auto start = ParseDay(dates.start_date());
  const auto end = ParseDay(dates.end_date());
  if (!start || !end) return std::nullopt;
  return Days{*start, *end};
}

bool Touches(const Days& days, absl::CivilDay monday) {
  return days.first < monday + kWorkingDays && days.last >= monday;
}

bool Touches(const v1::DateRange& dates, absl::CivilDay monday) {
  const auto days = DaysOf(dates);
  return days && Touches(*days, monday);
}

bool Overlap(const v1::DateRange& a, const v1::DateRange& b) {
  return a.start_date() <= b.end_date() &&
         b.start_date() <= a.end_date();  // ISO dates sort as text
}

std::optional<v1::DateRange> VisitDays(
    const v1::Region& region, const google::protobuf::RepeatedPtrField<v1::DateRange>& windows,
    absl::CivilDay monday, int days) {
  const auto& holidays = region.bank_holidays();
  const auto suits = [&](const std::string& day) {
    if (std::find(holidays.begin(), holidays.end(), day) != holidays.end()) return false;
    return windows.empty() || std::any_of(windows.begin(), windows.end(), [&](const auto& window) {
             return window.start_date() <= day && day <= window.end_date();
           });
  };
  int run = 0;
  for (int offset = 0; offset < kWorkingDays; ++offset) {
    const std::string day = FormatDay(monday + offset);
    run = suits(day) ? run + 1 : 0;
    if (run == days) {
      v1::DateRange visit;
      visit.set_start_date(FormatDay(monday + offset - (days - 1)));
      visit.set_end_date(day);
      return visit;
    }
  }
  return std::nullopt;
}

bool HostIsOpen(const v1::Authority& host, absl::CivilDay monday) {
  const auto start = ParseDay(host.start_date());
  const auto end = ParseDay(host.end_date());
  if ((start && monday < *start) || (end && monday + (kWorkingDays - 1) > *end)) return false;
  return std::none_of(host.calendar().begin(), host.calendar().end(), [&](const auto& entry) {
    return Blocks(entry.kind()) && Touches(entry.dates(), monday);
  });
}

int64_t CalendarCost(const v1::Programme& programme, const v1::Authority& host,
                     absl::CivilDay monday) {
  bool election = false;
  bool inspection = false;
  for (const auto& entry : host.calendar()) {
    if (!Touches(entry.dates(), monday)) continue;
    election |= entry.kind() == v1::CalendarEntry::KIND_ELECTION;
    inspection |= entry.kind() == v1::CalendarEntry::KIND_INSPECTION_WINDOW;
  }
  return (election ? programme.election_cost() : 0) +
         (inspection ? programme.inspection_window_cost() : 0);
}

}  // namespace peerchallenge::scheduling
