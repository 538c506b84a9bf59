#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/planning/timetable/change.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

v1::ConflictElement Element(const char* kind, const std::string& subject, std::string detail,
                            std::string clause) {
  v1::ConflictElement element;
  element.set_kind(kind);
  element.set_subject(subject);
  element.set_detail(std::move(detail));
  element.set_message(std::move(clause));
  return element;
}

std::string Count(int count, const char* noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

class Describer {
 public:
  Describer(const v1::TimetableProblem& problem, const Change& change)
      : problem_(problem), change_(change) {}

  v1::ConflictElement Describe() const {
    switch (change_.kind) {
      case ChangeKind::kPinnedDate:
      case ChangeKind::kPinnedStart:
      case ChangeKind::kPinnedVenue:
      case ChangeKind::kPinnedTeam:
        return OfPin();
      case ChangeKind::kDayStart:
      case ChangeKind::kDayEnd:
      case ChangeKind::kLunch:
        return OfDay();
      case ChangeKind::kRooms:
        return Element("T2", Venue(change_.a), absl::StrCat("rooms ", change_.to),
                       absl::StrCat(Venue(change_.a), " had room for ",
                                    Count(change_.to, "session"), " at once"));
      case ChangeKind::kGroupHours:
        return Presence("AVAILABLE", problem_.groups(change_.a).id());
      case ChangeKind::kPresence:
        return Presence("UNAVAILABLE", problem_.team(change_.a).id());
      case ChangeKind::kDate:
      case ChangeKind::kEarliest:
      case ChangeKind::kLatestEnd:
      case ChangeKind::kVenue:
      case ChangeKind::kReviewers:
      case ChangeKind::kAfter:
      case ChangeKind::kTheme:
      case ChangeKind::kOptional:
        break;
    }
    return OfSession();
  }

 private:
  const std::string& Venue(int v) const { return problem_.venues(v).id(); }
  const std::string& Date(int d) const { return problem_.days(d).date(); }

  v1::ConflictElement OfPin() const {
    const v1::TimetableSession& session = problem_.sessions(change_.a);
    const v1::Placement& pin = session.pinned();
    const auto free = [&](const char* kind, const std::string& value) {
      return Element(kind, session.id(), "not pinned",
                     absl::StrCat("session ", session.id(), " were not pinned to ", value));
    };
    switch (change_.kind) {
      case ChangeKind::kPinnedDate:
        return free("PINNED_DATE", pin.date());
      case ChangeKind::kPinnedStart:
        return free("PINNED_START", pin.start());
      case ChangeKind::kPinnedVenue:
        return free("PINNED_VENUE", pin.venue());
      default:
        return free("PINNED_REVIEWERS", absl::StrJoin(pin.reviewers(), ", "));
    }
  }

  v1::ConflictElement OfDay() const {
    const std::string& date = Date(change_.a);
    const v1::TimetableDay& day = problem_.days(change_.a);
    switch (change_.kind) {
      case ChangeKind::kDayStart: {
        const std::string from = FormatClock(change_.from);
        return Element("T1", date, absl::StrCat(from, "-", day.end()),
                       absl::StrCat("sessions on ", date, " could start at ", from));
      }
      case ChangeKind::kDayEnd: {
        const std::string to = FormatClock(change_.to);
        return Element("T1", date, absl::StrCat(day.start(), "-", to),
                       absl::StrCat("sessions on ", date, " could last until ", to));
      }
      default:
        return Element(
            "T6", date, Count(change_.to, "minute"),
            absl::StrCat("lunch on ", date, " could be ", Count(change_.to, "minute"), " long"));
    }
  }

  v1::ConflictElement Presence(const char* kind, const std::string& who) const {
    const std::string from = FormatClock(change_.from), to = FormatClock(change_.to);
    return Element(
        kind, who, absl::StrCat("available ", Date(change_.b), " ", from, "-", to),
        absl::StrCat(who, " could come on ", Date(change_.b), " from ", from, " to ", to));
  }

  v1::ConflictElement OfSession() const {
    const std::string& id = problem_.sessions(change_.a).id();
    const std::string session = absl::StrCat("session ", id);
    switch (change_.kind) {
      case ChangeKind::kDate:
        return Element("DATES", id, Date(change_.b),
                       absl::StrCat(session, " could be on ", Date(change_.b)));
      case ChangeKind::kEarliest: {
        const std::string from = FormatClock(change_.from);
        return Element("HOURS", id, absl::StrCat("from ", from),
                       absl::StrCat(session, " could start at ", from));
      }
      case ChangeKind::kLatestEnd: {
        const std::string to = FormatClock(change_.to);
        return Element("HOURS", id, absl::StrCat("until ", to),
                       absl::StrCat(session, " could end at ", to));
      }
      case ChangeKind::kVenue:
        return Element("T2", id, absl::StrCat("at ", Venue(change_.b)),
                       absl::StrCat(session, " could be held at ", Venue(change_.b)));
      case ChangeKind::kReviewers:
        return Element("T4", id, absl::StrCat(change_.to, " of ", problem_.team_size()),
                       absl::StrCat(session, " could do with ", Count(change_.to, "reviewer")));
      case ChangeKind::kAfter: {
        const std::string& other = problem_.sessions(change_.b).id();
        return Element("T7", id, absl::StrCat("not after ", other),
                       absl::StrCat(session, " could start before ", other, " has ended"));
      }
      case ChangeKind::kTheme: {
        const std::string& theme = problem_.sessions(change_.a).themes(change_.b);
        return Element("T9", id, absl::StrCat("without ", theme),
                       absl::StrCat(session, " could do without anybody for ", theme));
      }
      default:
        return Element("T8", id, "optional", absl::StrCat(session, " could be left out"));
    }
  }

  const v1::TimetableProblem& problem_;
  const Change& change_;
};

}  // namespace

v1::ConflictElement Describe(const v1::TimetableProblem& problem, const Change& change) {
  return Describer(problem, change).Describe();
}

}  // namespace peerchallenge::scheduling::planning::timetable
