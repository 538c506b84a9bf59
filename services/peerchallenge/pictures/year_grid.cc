#include "services/peerchallenge/pictures/year_grid.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "common/validation/civil_date.h"
#include "services/peerchallenge/entry_text.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using validation::ParseDay;

absl::CivilDay MondayOf(absl::CivilDay day) {
  return absl::GetWeekday(day) == absl::Weekday::monday
             ? day
             : absl::PrevWeekday(day, absl::Weekday::monday);
}

class GridMaker {
 public:
  explicit GridMaker(const YearView& view) : view_(view) {}

  YearGrid Make() {
    SetWeeks();
    SetAuthorities();
    for (size_t row = 0; row < grid_.authorities.size(); ++row) AddCalendar(row);
    for (int i = 0; i < view_.year.entries_size(); ++i) AddEntry(i + 1, view_.year.entries(i));
    return std::move(grid_);
  }

 private:
  void SetWeeks() {
    std::vector<absl::CivilDay> days;
    const auto add = [&days](const std::string& text) {
      if (const auto day = ParseDay(text)) days.push_back(*day);
    };
    add(view_.programme.start_date());
    add(view_.programme.end_date());
    for (const v1::Year::Entry& entry : view_.year.entries()) add(entry.week_start_date());
    if (days.empty()) return;
    const auto [first, last] = std::minmax_element(days.begin(), days.end());
    for (absl::CivilDay week = MondayOf(*first); week <= *last; week += 7) {
      grid_.weeks.push_back(week);
    }
  }

  void SetAuthorities() {
    for (const auto& [name, authority] : view_.directory.authorities) {
      grid_.authorities.push_back(name);
    }
    std::sort(grid_.authorities.begin(), grid_.authorities.end(),
              [this](const auto& a, const auto& b) {
                return std::make_tuple(view_.directory.AuthorityName(a), a) <
                       std::make_tuple(view_.directory.AuthorityName(b), b);
              });
    for (size_t row = 0; row < grid_.authorities.size(); ++row) rows_[grid_.authorities[row]] = row;
  }

  std::optional<size_t> WeekOf(const std::string& date) const {
    const auto day = ParseDay(date);
    if (!day || grid_.weeks.empty() || *day < grid_.weeks.front()) return std::nullopt;
    const auto week = static_cast<size_t>(*day - grid_.weeks.front()) / 7;
    return week < grid_.weeks.size() ? std::optional(week) : std::nullopt;
  }

  // A week counts when any of its working days lies within the stretch.
  void AddCalendar(size_t row) {
    const v1::Authority& authority = view_.directory.authorities.at(grid_.authorities[row]);
    for (const v1::CalendarEntry& entry : authority.calendar()) {
      const auto from = ParseDay(entry.dates().start_date());
      const auto to = ParseDay(entry.dates().end_date());
      if (!from || !to) continue;
      for (size_t week = 0; week < grid_.weeks.size(); ++week) {
        const absl::CivilDay monday = grid_.weeks[week];
        if (*to < monday || *from > monday + 4) continue;
        YearCell::Calendar& calendar = grid_.cells[{row, week}].calendar;
        calendar = std::max(calendar, CalendarOf(entry.kind()));
      }
    }
  }

  static YearCell::Calendar CalendarOf(v1::CalendarEntry::Kind kind) {
    switch (kind) {
      case v1::CalendarEntry::KIND_ELECTION:
        return YearCell::Calendar::kElection;
      case v1::CalendarEntry::KIND_INSPECTION_WINDOW:
        return YearCell::Calendar::kInspectionWindow;
      default:
        return YearCell::Calendar::kClosed;
    }
  }

  void AddEntry(int number, const v1::Year::Entry& entry) {
    grid_.key.push_back(KeyOf(entry));
    const auto week = WeekOf(entry.week_start_date());
    if (!week) return;
    if (const auto host = rows_.find(entry.host()); host != rows_.end()) {
      grid_.cells[{host->second, *week}].hosts.push_back(number);
    }
    bool led = false;
    for (const v1::TeamMember& member : entry.team()) {
      const auto home = rows_.find(member.authority());
      if (!IsOnTeam(member) || home == rows_.end()) continue;
      YearCell& cell = grid_.cells[{home->second, *week}];
      ++cell.people;
      if (member.duty() != v1::TeamMember::DUTY_LEAD) continue;
      cell.leads = true;
      led = true;
    }
    // The team may not be the caller's to read.
    const auto lead = rows_.find(entry.lead_authority());
    if (!led && lead != rows_.end()) grid_.cells[{lead->second, *week}].leads = true;
  }

  std::string KeyOf(const v1::Year::Entry& entry) const {
    const std::string team = TeamText(entry, view_.directory);
    return absl::StrCat(WhenText(entry, view_.directory), ": ",
                        view_.directory.AuthorityName(entry.host()), ", ", KindText(entry.kind()),
                        " (", StateText(entry.state()), "), led by ",
                        LeadText(entry, view_.directory), team.empty() ? "" : "; with ", team);
  }

  const YearView& view_;
  YearGrid grid_;
  std::map<std::string, size_t> rows_;
};

}  // namespace

YearGrid GridOf(const YearView& view) { return GridMaker(view).Make(); }

}  // namespace peerchallenge::cli
