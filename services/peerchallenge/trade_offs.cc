#include "services/peerchallenge/trade_offs.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using Kind = TradeOff::Kind;

constexpr int kDefaultTarget = 2;  // of ThemeTarget
constexpr int kWorkingDays = 5;

// Whether the entry of a calendar touches Monday to Friday of the week.
bool Touches(const v1::DateRange& dates, const std::string& monday) {
  const auto day = validation::ParseDay(monday);
  if (!day) return false;
  const std::string friday = validation::FormatDay(*day + (kWorkingDays - 1));
  return dates.start_date() <= friday && dates.end_date() >= monday;  // ISO dates sort as text
}

class Finder {
 public:
  explicit Finder(const Directory& directory) : directory_(directory) {}

  std::vector<TradeOff> Find(const v1::Year& year) {
    std::map<std::string, int> in_week;
    for (const v1::Year::Entry& entry : year.entries()) {
      if (entry.week_start_date().empty()) continue;
      ++in_week[entry.week_start_date()];
      FindInWeek(entry);
      FindInTeam(entry);
    }
    for (const auto& [week, count] : in_week) {
      if (count < 2) continue;
      Add(Kind::kBusyWeek, "",
          absl::StrCat("Week of ", DayText(week), ": ", count, " reviews at once."));
    }
    return std::move(found_);
  }

 private:
  void Add(Kind kind, const std::string& review, std::string message) {
    found_.push_back({kind, review, std::move(message)});
  }

  std::string HostOf(const v1::Year::Entry& entry) const {
    return directory_.AuthorityName(entry.host());
  }

  void FindInWeek(const v1::Year::Entry& entry) {
    if (const auto review = directory_.reviews.find(entry.review());
        review != directory_.reviews.end()) {
      for (const v1::WeekCost& cost : review->second.week_costs()) {
        if (cost.week() != entry.week_start_date() || cost.cost() == 0) continue;
        Add(Kind::kWeek, entry.review(),
            absl::StrCat(HostOf(entry), " did not get a week it likes (cost ", cost.cost(), ")."));
      }
    }
    const auto host = directory_.authorities.find(entry.host());
    if (host == directory_.authorities.end()) return;
    for (const v1::CalendarEntry& event : host->second.calendar()) {
      if (!Touches(event.dates(), entry.week_start_date())) continue;
      if (event.kind() == v1::CalendarEntry::KIND_ELECTION) {
        Add(Kind::kElection, entry.review(),
            absl::StrCat(HostOf(entry), " hosts in the run-up to an election."));
      } else if (event.kind() == v1::CalendarEntry::KIND_INSPECTION_WINDOW) {
        Add(Kind::kInspection, entry.review(),
            absl::StrCat(HostOf(entry), " hosts while an inspection may come."));
      }
    }
  }

  void FindInTeam(const v1::Year::Entry& entry) {
    int novices = 0;
    std::map<std::string, int> covered;
    for (const v1::TeamMember& member : entry.team()) {
      const auto person = directory_.people.find(member.person());
      if (!IsOnTeam(member)) continue;
      if (person == directory_.people.end()) return;  // the caller may not read all of the team
      novices += person->second.reviews_done() == 0 ? 1 : 0;
      for (const std::string& theme : person->second.themes()) ++covered[theme];
    }
    const auto review = directory_.reviews.find(entry.review());
    if (review == directory_.reviews.end() || entry.team().empty()) return;
    for (const v1::ThemeTarget& theme : review->second.themes()) {
      const int wanted = theme.target() == 0 ? kDefaultTarget : theme.target();
      if (covered[theme.theme()] >= wanted) continue;
      Add(Kind::kTheme, entry.review(),
          absl::StrCat(HostOf(entry), ": ", covered[theme.theme()], " of ", wanted,
                       " wanted people cover ", absl::StrReplaceAll(theme.theme(), {{"-", " "}}),
                       "."));
    }
    if (novices > 1) {
      Add(Kind::kNovice, entry.review(),
          absl::StrCat(HostOf(entry), ": ", novices,
                       " people on the team have not reviewed before."));
    }
  }

  const Directory& directory_;
  std::vector<TradeOff> found_;
};

}  // namespace

std::string Directory::AuthorityName(const std::string& name) const {
  const auto found = authorities.find(name);
  return found == authorities.end() ? validation::IdOf(name) : found->second.display_name();
}

std::string KindName(TradeOff::Kind kind) {
  switch (kind) {
    case Kind::kWeek:
      return "WEEK";
    case Kind::kElection:
      return "ELECTION";
    case Kind::kInspection:
      return "INSPECTION";
    case Kind::kTheme:
      return "THEME";
    case Kind::kNovice:
      return "NOVICE";
    case Kind::kBusyWeek:
      return "BUSY_WEEK";
  }
  return "";
}

std::vector<TradeOff> FindTradeOffs(const v1::Year& year, const Directory& directory) {
  return Finder(directory).Find(year);
}

std::string DayText(const std::string& date) {
  const auto day = validation::ParseDay(date);
  if (!day) return date;
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return absl::StrFormat("%d %s %d", day->day(), kMonths[day->month() - 1], day->year());
}

std::string RoleText(const std::string& role) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(role), {{"_", " "}});
}

bool IsOnTeam(const v1::TeamMember& member) {
  return member.state() == v1::TeamMember::STATE_PROPOSED ||
         member.state() == v1::TeamMember::STATE_INVITED ||
         member.state() == v1::TeamMember::STATE_ACCEPTED;
}

}  // namespace peerchallenge::cli
