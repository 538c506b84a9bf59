#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scheduling/planning/timetable/facts.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

v1::ConflictElement Element(const char* kind, const std::string& subject, std::string detail,
                            std::string message) {
  v1::ConflictElement element;
  element.set_kind(kind);
  element.set_subject(subject);
  element.set_detail(std::move(detail));
  element.set_message(std::move(message));
  return element;
}

template <typename List>
std::string WindowsText(const List& windows) {
  return absl::StrJoin(windows, ", ", [](std::string* out, const v1::TimeWindow& window) {
    absl::StrAppend(out, window.date(), " ", window.start(), "-", window.end());
  });
}

std::string Minutes(int minutes) {
  return absl::StrCat(minutes, minutes == 1 ? " minute" : " minutes");
}

class Describer {
 public:
  Describer(const v1::TimetableProblem& problem, const Fact& fact)
      : problem_(problem), a_(fact.a), b_(fact.b) {}

  v1::ConflictElement Describe(FactKind kind) const {
    switch (kind) {
      case FactKind::kMandatory:
        return Element("T8", Id(), "mandatory",
                       absl::StrCat("Session ", Id(), " (", Minutes(Session().minutes()),
                                    ") must take place."));
      case FactKind::kDay:
      case FactKind::kLunch:
        return OfDay(kind);
      case FactKind::kDates:
      case FactKind::kHours:
      case FactKind::kVenues:
      case FactKind::kTeamNeeded:
      case FactKind::kAfter:
      case FactKind::kTheme:
        return OfSession(kind);
      case FactKind::kPinnedDate:
      case FactKind::kPinnedStart:
      case FactKind::kPinnedVenue:
      case FactKind::kPinnedTeam:
        return OfPin(kind);
      case FactKind::kRooms:
      case FactKind::kTravel:
        return OfVenue(kind);
      case FactKind::kGroupHours:
      case FactKind::kOneSession:
        return OfGroup(kind);
      case FactKind::kAway:
      case FactKind::kOnePlace:
        break;
    }
    return OfTeam(kind);
  }

 private:
  const v1::TimetableSession& Session() const { return problem_.sessions(a_); }
  const std::string& Id() const { return Session().id(); }

  v1::ConflictElement OfDay(FactKind kind) const {
    const v1::TimetableDay& day = problem_.days(a_);
    if (kind == FactKind::kDay) {
      const std::string hours = absl::StrCat(day.start(), "-", day.end());
      return Element("T1", day.date(), hours,
                     absl::StrCat("On ", day.date(), " sessions lie between ", day.start(), " and ",
                                  day.end(), "."));
    }
    return Element(
        "T6", day.date(),
        absl::StrCat(day.lunch_minutes(), " minutes in ", day.lunch_start(), "-", day.lunch_end()),
        absl::StrCat("On ", day.date(), " everybody who attends a session has ",
                     Minutes(day.lunch_minutes()), " for lunch between ", day.lunch_start(),
                     " and ", day.lunch_end(), "."));
  }

  v1::ConflictElement OfSession(FactKind kind) const {
    const v1::TimetableSession& session = Session();
    if (kind == FactKind::kDates) {
      const std::string dates = absl::StrJoin(session.dates(), ", ");
      return Element("DATES", Id(), dates,
                     absl::StrCat("Session ", Id(), " may only be on ", dates, "."));
    }
    if (kind == FactKind::kHours) return Hours();
    if (kind == FactKind::kVenues) {
      const std::string venues = absl::StrJoin(session.venues(), ", ");
      return Element("T2", Id(), absl::StrCat("at ", venues.empty() ? "no venue" : venues),
                     venues.empty()
                         ? absl::StrCat("Session ", Id(), " has no venue where it may be held.")
                         : absl::StrCat("Session ", Id(), " may only be held at ", venues, "."));
    }
    if (kind == FactKind::kTeamNeeded) return TeamNeeded();
    if (kind == FactKind::kAfter) {
      const std::string& other = problem_.sessions(b_).id();
      return Element(
          "T7", Id(), absl::StrCat("after ", other),
          absl::StrCat("Session ", Id(), " must not start before ", other, " has ended."));
    }
    return Theme();
  }

  v1::ConflictElement Hours() const {
    std::vector<std::string> details, words;
    if (!Session().earliest().empty()) {
      details.push_back(absl::StrCat("from ", Session().earliest()));
      words.push_back(absl::StrCat("start before ", Session().earliest()));
    }
    if (!Session().latest_end().empty()) {
      details.push_back(absl::StrCat("until ", Session().latest_end()));
      words.push_back(absl::StrCat("end after ", Session().latest_end()));
    }
    return Element(
        "HOURS", Id(), absl::StrJoin(details, " "),
        absl::StrCat("Session ", Id(), " must not ", absl::StrJoin(words, " nor "), "."));
  }

  v1::ConflictElement TeamNeeded() const {
    const int team = problem_.team_size();
    if (Session().whole_team()) {
      return Element("T4", Id(), "whole team",
                     absl::StrCat("Session ", Id(), " needs the whole team (", team, ")."));
    }
    const int needed = Session().reviewers_needed();
    return Element(
        "T4", Id(), absl::StrCat(needed, " of ", team),
        absl::StrCat("Session ", Id(), " needs ", needed, needed == 1 ? " reviewer" : " reviewers",
                     "; the team has ", team, "."));
  }

  v1::ConflictElement Theme() const {
    const std::string& theme = Session().themes(b_);
    std::vector<std::string> holders;
    for (const auto& member : problem_.team()) {
      for (const auto& held : member.themes()) {
        if (held != theme) continue;
        holders.push_back(member.id());
        break;
      }
    }
    return Element(
        "T9", Id(), theme,
        absl::StrCat("Session ", Id(), " needs somebody for ", theme, "; ",
                     holders.empty() ? "nobody on the team has it"
                                     : absl::StrCat("on the team: ", absl::StrJoin(holders, ", ")),
                     "."));
  }

  v1::ConflictElement OfPin(FactKind kind) const {
    const v1::Placement& pin = Session().pinned();
    const auto element = [&](const char* name, const std::string& value) {
      return Element(name, Id(), value,
                     absl::StrCat("Session ", Id(), " is pinned to ", value, "."));
    };
    if (kind == FactKind::kPinnedDate) return element("PINNED_DATE", pin.date());
    if (kind == FactKind::kPinnedVenue) return element("PINNED_VENUE", pin.venue());
    if (kind == FactKind::kPinnedTeam) {
      return element("PINNED_REVIEWERS", absl::StrJoin(pin.reviewers(), ", "));
    }
    return Element(
        "PINNED_START", Id(), pin.start(),
        absl::StrCat("Session ", Id(), " is pinned to ", pin.start(),
                     "; sessions start at multiples of ", Minutes(problem_.slot_minutes()), "."));
  }

  v1::ConflictElement OfVenue(FactKind kind) const {
    const v1::TimetableVenue& venue = problem_.venues(a_);
    if (kind == FactKind::kRooms) {
      return Element("T2", venue.id(), absl::StrCat("rooms ", venue.rooms()),
                     absl::StrCat(venue.id(), " has room for ", venue.rooms(),
                                  venue.rooms() == 1 ? " session" : " sessions", " at once."));
    }
    const int count = problem_.venues_size();
    const int there = problem_.travel_minutes(a_ * count + b_);
    const int back = problem_.travel_minutes(b_ * count + a_);
    const std::string way =
        there == back ? Minutes(there) : absl::StrCat(there, " there and ", Minutes(back), " back");
    return Element("T5", venue.id(), absl::StrCat("to ", problem_.venues(b_).id(), " ", way),
                   absl::StrCat("The way from ", venue.id(), " to ", problem_.venues(b_).id(),
                                " takes ", way, "."));
  }

  v1::ConflictElement OfGroup(FactKind kind) const {
    const v1::TimetableGroup& group = problem_.groups(a_);
    if (kind == FactKind::kOneSession) {
      return Element("T3", group.id(), "one session at a time",
                     absl::StrCat(group.id(), " can only be in one session at a time."));
    }
    const std::string windows = WindowsText(group.available());
    return Element("AVAILABLE", group.id(), windows,
                   absl::StrCat(group.id(), " can only come on ", windows, "."));
  }

  v1::ConflictElement OfTeam(FactKind kind) const {
    if (kind == FactKind::kOnePlace) {
      return Element("T5", "", "one place at a time",
                     "No reviewer can be in two sessions at once, or leave out the way or lunch.");
    }
    const v1::TimetableMember& member = problem_.team(a_);
    const std::string windows = WindowsText(member.unavailable());
    return Element("UNAVAILABLE", member.id(), windows,
                   absl::StrCat(member.id(), " is away on ", windows, "."));
  }

  const v1::TimetableProblem& problem_;
  const int a_, b_;
};

}  // namespace

v1::ConflictElement Describe(const v1::TimetableProblem& problem, const Fact& fact) {
  return Describer(problem, fact).Describe(fact.kind);
}

}  // namespace peerchallenge::scheduling::planning::timetable
