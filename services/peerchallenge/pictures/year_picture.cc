#include "services/peerchallenge/pictures/year_picture.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "common/validation/civil_date.h"
#include "services/peerchallenge/entry_text.h"
#include "services/peerchallenge/pictures/csv.h"
#include "services/peerchallenge/pictures/svg.h"
#include "services/peerchallenge/pictures/year_grid.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using Calendar = YearCell::Calendar;

// All in units of the drawing.
constexpr double kMargin = 20;
constexpr double kNames = 160;   // width of the authorities' names
constexpr double kCell = 19;     // width of a week
constexpr double kRow = 21;      // height of an authority
constexpr double kTop = 92;      // above the first authority
constexpr double kSums = 90;     // width of "gives" and "gets"
constexpr double kLine = 15;     // height of a line of the key
constexpr double kKeySize = 11;  // of its text
constexpr double kLegend = 34;   // height
constexpr double kLeastWidth = 900;

constexpr char kDark[] = "#1d3f66";
constexpr char kGrey[] = "#d9d9d9";
constexpr char kRule[] = "#bbbbbb";
const TextStyle kSmall{.size = 9, .anchor = Anchor::kMiddle};
const TextStyle kInCell{.size = 11, .anchor = Anchor::kMiddle, .bold = true};

std::string MonthText(absl::CivilDay day) {
  // "9 Jul 2012" without the day.
  const std::string text = DayText(validation::FormatDay(day));
  return text.substr(text.find(' ') + 1);
}

class YearDrawer {
 public:
  explicit YearDrawer(const YearView& view)
      : view_(view),
        grid_(GridOf(view)),
        width_(std::max(kLeastWidth, 2 * kMargin + kNames + kSums +
                                         kCell * static_cast<double>(grid_.weeks.size()))) {
    for (size_t i = 0; i < grid_.key.size(); ++i) {
      key_.push_back(
          LinesIn(width_ - 2 * kMargin - 30, 10 * kLine, grid_.key[i], {.size = kKeySize}));
      key_lines_ += key_.back().size();
    }
  }

  std::string Draw() {
    const double height =
        Bottom() + kLegend + kLine * static_cast<double>(key_lines_ + 1) + kMargin;
    Drawing drawing(width_, height, absl::StrCat("Programme year ", view_.programme.display_name()),
                    absl::StrJoin(grid_.key, ". "));
    AddHeading(drawing);
    for (size_t row = 0; row < grid_.authorities.size(); ++row) AddAuthority(row, drawing);
    for (const auto& [place, cell] : grid_.cells) AddCell(place, cell, drawing);
    AddLegend(drawing);
    AddKey(drawing);
    return drawing.ToString();
  }

 private:
  static double LeftOf(size_t week) { return kMargin + kNames + kCell * static_cast<double>(week); }
  static double TopOf(size_t row) { return kTop + kRow * static_cast<double>(row); }
  double Bottom() const { return TopOf(grid_.authorities.size()); }
  double Right() const { return LeftOf(grid_.weeks.size()); }

  void AddHeading(Drawing& drawing) const {
    drawing.AddText(kMargin, kMargin + 16, view_.programme.display_name(),
                    {.size = 18, .bold = true});
    drawing.AddText(kMargin, kMargin + 34,
                    absl::StrCat(DayText(view_.programme.start_date()), " to ",
                                 DayText(view_.programme.end_date()), "; weeks by their Mondays"),
                    {.size = 11});
    for (size_t week = 0; week < grid_.weeks.size(); ++week) {
      const absl::CivilDay day = grid_.weeks[week];
      drawing.AddText(LeftOf(week) + kCell / 2, kTop - 6, absl::StrCat(day.day()), kSmall);
      const bool new_month = week == 0 || grid_.weeks[week - 1].month() != day.month();
      if (!new_month) continue;
      drawing.AddLine(LeftOf(week), kTop - 32, LeftOf(week), Bottom(), "#777777");
      // A month of one week at the start has no room for its name.
      if (week + 1 < grid_.weeks.size() && grid_.weeks[week + 1].month() == day.month()) {
        drawing.AddText(LeftOf(week) + 3, kTop - 22, MonthText(day), {.size = 10, .bold = true});
      }
    }
    if (!view_.ledger) return;
    drawing.AddText(Right() + 25, kTop - 6, "gives", kSmall);
    drawing.AddText(Right() + 62, kTop - 6, "gets", kSmall);
  }

  void AddAuthority(size_t row, Drawing& drawing) const {
    const std::string& name = grid_.authorities[row];
    drawing.AddLine(kMargin, TopOf(row), Right(), TopOf(row), kRule);
    drawing.AddTextIn({kMargin - 3, TopOf(row), kNames, kRow}, view_.directory.AuthorityName(name),
                      {.size = 12});
    if (row + 1 == grid_.authorities.size()) {
      drawing.AddLine(kMargin, Bottom(), Right(), Bottom(), kRule);
    }
    if (!view_.ledger) return;
    for (const v1::GiveAndTake::Balance& balance : view_.ledger->balances()) {
      if (balance.authority() != name) continue;
      drawing.AddText(Right() + 25, TopOf(row) + 15, absl::StrCat(balance.given()), kInCell);
      drawing.AddText(Right() + 62, TopOf(row) + 15, absl::StrCat(balance.got()), kInCell);
    }
  }

  void AddCell(std::pair<size_t, size_t> place, const YearCell& cell, Drawing& drawing) const {
    const Box box{LeftOf(place.second), TopOf(place.first), kCell, kRow};
    AddCalendar(cell.calendar, box, drawing);
    AddMark(cell, box, TipOf(place, cell), drawing);
  }

  static void AddCalendar(Calendar calendar, const Box& box, Drawing& drawing) {
    if (calendar == Calendar::kOpen) return;
    if (calendar == Calendar::kClosed) {
      drawing.AddBox({box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1}, {.fill = kGrey});
      return;
    }
    TextStyle style = kSmall;
    style.colour = "#777777";
    drawing.AddText(box.x + box.width / 2, box.y + 14, calendar == Calendar::kElection ? "e" : "i",
                    style);
  }

  static void AddMark(const YearCell& cell, const Box& box, const std::string& tip,
                      Drawing& drawing) {
    if (cell.hosts.empty() && cell.people == 0 && !cell.leads) return;
    const Box inner{box.x + 1.5, box.y + 2, box.width - 3, box.height - 4};
    TextStyle style = kInCell;
    std::string text = cell.leads ? "L" : absl::StrCat(cell.people);
    if (!cell.hosts.empty()) {
      drawing.AddBox(inner, {.fill = kDark, .stroke = kDark}, tip);
      style.colour = "#ffffff";
      text = absl::StrJoin(cell.hosts, "+");
      style.size = text.size() > 2 ? 8 : 11;
    } else {
      drawing.AddBox(inner, {.fill = "#ffffff", .stroke = kDark, .radius = cell.leads ? 0.0 : 8.0},
                     tip);
    }
    drawing.AddText(box.x + box.width / 2, box.y + 14.5, text, style);
  }

  std::string TipOf(std::pair<size_t, size_t> place, const YearCell& cell) const {
    std::vector<std::string> parts{
        absl::StrCat(view_.directory.AuthorityName(grid_.authorities[place.first]), ", week of ",
                     DayText(validation::FormatDay(grid_.weeks[place.second])))};
    for (const int number : cell.hosts) {
      parts.push_back(absl::StrCat("hosts ", grid_.key[static_cast<size_t>(number - 1)]));
    }
    if (cell.leads) parts.push_back("leads a review");
    if (cell.people > 0) parts.push_back(absl::StrCat("people on teams: ", cell.people));
    return absl::StrJoin(parts, "\n");
  }

  void AddLegend(Drawing& drawing) const {
    struct Sample {
      YearCell cell;
      const char* meaning;
    };
    const Sample samples[] = {
        {{.hosts = {1}}, "hosts; number in the list"},
        {{.leads = true}, "leads"},
        {{.people = 2}, "people on a team"},
        {{.calendar = Calendar::kClosed}, "closed"},
        {{.calendar = Calendar::kElection}, "election near"},
        {{.calendar = Calendar::kInspectionWindow}, "inspection possible"},
    };
    Box box{kMargin, Bottom() + 8, kCell, kRow};
    for (const Sample& sample : samples) {
      const TextStyle style{.size = 10};
      AddCalendar(sample.cell.calendar, box, drawing);
      AddMark(sample.cell, box, "", drawing);
      drawing.AddText(box.x + kCell + 4, box.y + 14, sample.meaning, style);
      box.x += kCell + WidthOfText(sample.meaning, style) + 24;
    }
  }

  void AddKey(Drawing& drawing) const {
    double y = Bottom() + kLegend + kLine;
    for (size_t i = 0; i < key_.size(); ++i) {
      drawing.AddText(kMargin + 10, y, absl::StrCat(i + 1),
                      {.size = kKeySize, .anchor = Anchor::kMiddle, .bold = true});
      for (const std::string& line : key_[i]) {
        drawing.AddText(kMargin + 27, y, line, {.size = kKeySize});
        y += kLine;
      }
    }
  }

  const YearView& view_;
  const YearGrid grid_;
  const double width_;
  std::vector<std::vector<std::string>> key_;  // lines by review
  size_t key_lines_ = 0;
};

std::vector<std::string> CsvCells(const v1::Year::Entry& entry, const Directory& directory) {
  std::string from, to, lead_role;
  const auto review = directory.reviews.find(entry.review());
  if (review != directory.reviews.end()) {
    from = review->second.start_date();
    to = review->second.end_date();
  }
  int members = 0;
  for (const v1::TeamMember& member : entry.team()) {
    if (!IsOnTeam(member)) continue;
    ++members;
    if (member.duty() == v1::TeamMember::DUTY_LEAD) lead_role = RoleText(member.role());
  }
  return {entry.review(),
          KindText(entry.kind()),
          StateText(entry.state()),
          directory.AuthorityName(entry.host()),
          entry.week_start_date(),
          from,
          to,
          entry.lead_authority().empty() ? "" : directory.AuthorityName(entry.lead_authority()),
          lead_role,
          entry.team().empty() ? "" : absl::StrCat(members),
          TeamText(entry, directory)};
}

}  // namespace

std::string YearSvg(const YearView& view) { return YearDrawer(view).Draw(); }

std::string YearCsv(const YearView& view) {
  std::string text = CsvLine({"review", "kind", "state", "host", "week_start_date", "from", "to",
                              "lead_authority", "lead_role", "members", "team"});
  for (const v1::Year::Entry& entry : view.year.entries()) {
    text += CsvLine(CsvCells(entry, view.directory));
  }
  return text;
}

}  // namespace peerchallenge::cli
