#include "services/peerchallenge/pictures/day_picture.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/pictures/csv.h"
#include "services/peerchallenge/pictures/day_columns.h"
#include "services/peerchallenge/pictures/svg.h"
#include "services/peerchallenge/trade_offs.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using Entry = v1::Schedule::Entry;
using validation::IdOf;

// All in units of the drawing; a day fills an upright A4 page.
constexpr double kMargin = 20;
constexpr double kWidth = 780;
constexpr double kClock = 42;     // width of the hours
constexpr double kTitle = 30;     // height of the title
constexpr double kHeading = 64;   // height of a day's heading
constexpr double kMinute = 1.55;  // height
constexpr double kBetweenDays = 24;
constexpr double kNameSize = 10;
constexpr double kTextSize = 10.5;

constexpr char kDark[] = "#1d3f66";
constexpr char kSession[] = "#e3ecf7";
constexpr char kLunch[] = "#f3f3ec";
constexpr char kRule[] = "#cccccc";

double HeightOf(const DayColumns& day) { return kHeading + kMinute * (day.end - day.start); }

std::string TimesText(const Entry& entry) {
  return absl::StrCat(entry.time().start(), "–", entry.time().end());
}

class DaysDrawer {
 public:
  explicit DaysDrawer(const DayPictures& input)
      : input_(input), days_(ColumnsOf(input.schedules, input.date)) {}

  std::string Draw() {
    double height = kMargin + kTitle;
    for (const DayColumns& day : days_) height += HeightOf(day) + kBetweenDays;
    Drawing drawing(kWidth, height, input_.title, "Who is where when, day by day.");
    drawing.AddText(kMargin, kMargin + 12, input_.title, {.size = 16, .bold = true});
    double top = kMargin + kTitle;
    for (const DayColumns& day : days_) {
      AddDay(day, top, drawing);
      top += HeightOf(day) + kBetweenDays;
    }
    return drawing.ToString();
  }

 private:
  static double ColumnWidth(const DayColumns& day) {
    return (kWidth - 2 * kMargin - kClock) /
           static_cast<double>(std::max<size_t>(day.people.size(), 1));
  }

  void AddDay(const DayColumns& day, double top, Drawing& drawing) const {
    drawing.AddText(kMargin, top + 14, DayText(day.date), {.size = 14, .bold = true});
    const double width = ColumnWidth(day);
    for (size_t i = 0; i < day.people.size(); ++i) {
      drawing.AddTextIn(
          {kMargin + kClock + width * static_cast<double>(i), top + 20, width, kHeading - 20},
          Called(day.people[i], input_.names), {.size = kNameSize, .bold = true});
    }
    const double zero = top + kHeading;
    for (int minute = day.start; minute <= day.end; minute += 60) {
      const double y = zero + kMinute * (minute - day.start);
      drawing.AddText(kMargin, y + 4, absl::StrFormat("%02d:%02d", minute / 60, minute % 60),
                      {.size = 10});
      drawing.AddLine(kMargin + kClock, y, kWidth - kMargin, y, kRule);
    }
    for (const DayBlock& block : day.blocks) AddBlock(block, day, zero, drawing);
  }

  void AddBlock(const DayBlock& block, const DayColumns& day, double zero, Drawing& drawing) const {
    const Entry& entry = block.entry;
    const double width = ColumnWidth(day);
    const int start = MinutesOf(entry.time().start());
    const int minutes = MinutesOf(entry.time().end()) - start;
    const Box box{kMargin + kClock + width * static_cast<double>(block.first_column) + 1,
                  zero + kMinute * (start - day.start),
                  width * static_cast<double>(block.columns) - 2, kMinute * minutes};
    const std::string text = TextOf(entry, minutes);
    drawing.AddBox(box, StyleOf(entry.kind()), absl::StrCat(TimesText(entry), " ", text));
    if (entry.kind() == Entry::KIND_SESSION) {
      drawing.AddTextIn(box, absl::StrCat(TimesText(entry), "\n", text), {.size = kTextSize});
    } else {
      drawing.AddTextIn(box, text, {.size = 9, .colour = "#444444"});
    }
  }

  std::string TextOf(const Entry& entry, int minutes) const {
    switch (entry.kind()) {
      case Entry::KIND_TRAVEL:
        return absl::StrCat("way, ", minutes, " min, to ", Called(entry.venue(), input_.names));
      case Entry::KIND_LUNCH:
        return absl::StrCat("lunch to ", entry.time().end());
      default:
        return absl::StrCat(entry.display_name(), "\n", Called(entry.venue(), input_.names));
    }
  }

  static BoxStyle StyleOf(Entry::Kind kind) {
    switch (kind) {
      case Entry::KIND_TRAVEL:
        return {.fill = "#ffffff", .stroke = "#888888", .dashed = true};
      case Entry::KIND_LUNCH:
        return {.fill = kLunch, .stroke = kRule};
      default:
        return {.fill = kSession, .stroke = kDark, .radius = 2};
    }
  }

  const DayPictures& input_;
  const std::vector<DayColumns> days_;
};

const char* WhatText(Entry::Kind kind) {
  switch (kind) {
    case Entry::KIND_TRAVEL:
      return "way";
    case Entry::KIND_LUNCH:
      return "lunch";
    default:
      return "session";
  }
}

template <typename List>
std::string Ids(const List& names) {
  std::vector<std::string> ids;
  for (const std::string& name : names) ids.push_back(IdOf(name));
  return absl::StrJoin(ids, " ");
}

}  // namespace

std::string DaysSvg(const DayPictures& days) { return DaysDrawer(days).Draw(); }

std::string DaysCsv(const DayPictures& days) {
  std::string text = CsvLine(
      {"date", "start", "end", "person", "what", "session", "venue", "groups", "reviewers"});
  for (const v1::Schedule& schedule : days.schedules) {
    for (const Entry& entry : schedule.entries()) {
      if (!days.date.empty() && entry.time().date() != days.date) continue;
      text += CsvLine({entry.time().date(), entry.time().start(), entry.time().end(),
                       Called(schedule.subject(), days.names), WhatText(entry.kind()),
                       entry.display_name(),
                       entry.venue().empty() ? "" : Called(entry.venue(), days.names),
                       Ids(entry.groups()), Ids(entry.reviewers())});
    }
  }
  return text;
}

}  // namespace peerchallenge::cli
