#include "services/scheduling/planning/timetable_validate.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/planning/faults.h"

namespace peerchallenge::scheduling::planning {
namespace {

class Validator {
 public:
  explicit Validator(const v1::TimetableProblem& problem) : problem_(problem) {}

  absl::Status Validate() {
    faults_.Range("problem.slot_minutes", problem_.slot_minutes(), 1, 240);
    faults_.Count("problem.days", problem_.days_size(), 20);
    faults_.Count("problem.venues", problem_.venues_size(), 100);
    faults_.Count("problem.team", problem_.team_size(), 30);
    faults_.Count("problem.groups", problem_.groups_size(), 500);
    faults_.Count("problem.sessions", problem_.sessions_size(), 500);
    if (absl::Status sizes = faults_.Status(); !sizes.ok()) return sizes;
    Days();
    Venues();
    Team();
    Groups();
    Sessions();
    Weights();
    Incumbent();
    if (absl::Status fields = faults_.Status(); !fields.ok()) return fields;
    Places();
    return faults_.Status();
  }

 private:
  void Days() {
    for (int i = 0; i < problem_.days_size(); ++i) {
      const std::string path = absl::StrCat("problem.days[", i, "]");
      const v1::TimetableDay& day = problem_.days(i);
      faults_.NewId(path + ".date", day.date(), dates_);
      Date(path + ".date", day.date());
      Span(path, day.start(), day.end());
      faults_.Range(path + ".lunch_minutes", day.lunch_minutes(), 0, kMinutesPerDay);
      if (day.lunch_minutes() > 0) {
        Clock(path + ".lunch_start", day.lunch_start());
        Clock(path + ".lunch_end", day.lunch_end());
      }
    }
  }

  void Venues() {
    const int count = problem_.venues_size();
    for (int i = 0; i < count; ++i) {
      const std::string path = absl::StrCat("problem.venues[", i, "]");
      faults_.NewId(path + ".id", problem_.venues(i).id(), venues_);
      faults_.Range(path + ".rooms", problem_.venues(i).rooms(), 0, kMaxRooms);
    }
    if (problem_.travel_minutes_size() != count * count) {
      faults_.Add("problem.travel_minutes",
                  absl::StrCat(problem_.travel_minutes_size(), " entries"),
                  absl::StrCat(count * count, " (venues x venues)"));
    }
    for (int i = 0; i < problem_.travel_minutes_size(); ++i) {
      const int minutes = problem_.travel_minutes(i);
      if (minutes < 0 || minutes > 10'000) {
        faults_.Range(absl::StrCat("problem.travel_minutes[", i, "]"), minutes, 0, 10'000);
      }
    }
  }

  void Team() {
    for (int i = 0; i < problem_.team_size(); ++i) {
      const std::string path = absl::StrCat("problem.team[", i, "]");
      faults_.NewId(path + ".id", problem_.team(i).id(), team_);
      Labels(path + ".themes", problem_.team(i).themes());
      Windows(path + ".unavailable", problem_.team(i).unavailable());
    }
  }

  void Groups() {
    for (int i = 0; i < problem_.groups_size(); ++i) {
      const std::string path = absl::StrCat("problem.groups[", i, "]");
      const v1::TimetableGroup& group = problem_.groups(i);
      faults_.NewId(path + ".id", group.id(), groups_);
      if (!v1::TimetableGroup::Perspective_IsValid(group.perspective())) {
        faults_.Add(path + ".perspective", absl::StrCat(group.perspective()),
                    "one of the perspectives");
      }
      Windows(path + ".available", group.available());
    }
  }

  void Sessions() {
    for (int i = 0; i < problem_.sessions_size(); ++i) {
      faults_.NewId(absl::StrCat("problem.sessions[", i, "].id"), problem_.sessions(i).id(),
                    sessions_);
    }
    for (int i = 0; i < problem_.sessions_size(); ++i) {
      const std::string path = absl::StrCat("problem.sessions[", i, "]");
      const v1::TimetableSession& session = problem_.sessions(i);
      faults_.Range(path + ".minutes", session.minutes(), 1, kMinutesPerDay);
      References(path + ".groups", session.groups(), groups_, "the id of one of problem.groups");
      References(path + ".venues", session.venues(), venues_, kVenue);
      References(path + ".after", session.after(), sessions_, "the id of one of problem.sessions");
      if (!session.whole_team()) {
        faults_.Range(path + ".reviewers_needed", session.reviewers_needed(), 0,
                      kMaxReviewersNeeded);
      }
      Labels(path + ".themes", session.themes());
      Labels(path + ".lines", session.lines());
      faults_.Count(path + ".dates", session.dates_size(), kMaxListEntries);
      for (int k = 0; k < session.dates_size(); ++k) {
        Date(absl::StrCat(path, ".dates[", k, "]"), session.dates(k));
      }
      if (!session.earliest().empty()) Clock(path + ".earliest", session.earliest());
      if (!session.latest_end().empty()) Clock(path + ".latest_end", session.latest_end());
      faults_.Range(path + ".priority", session.priority(), 0, 10);
      Pinned(path + ".pinned", session.pinned());
    }
  }

  void Pinned(const std::string& path, const v1::Placement& pin) {
    if (!pin.date().empty()) Date(path + ".date", pin.date());
    if (!pin.start().empty()) Clock(path + ".start", pin.start());
    if (!pin.venue().empty()) faults_.Known(path + ".venue", pin.venue(), venues_, kVenue);
    References(path + ".reviewers", pin.reviewers(), team_, "the id of one of problem.team");
  }

  void Weights() {
    const v1::TimetableWeights& weights = problem_.weights();
    const auto factor = [this](const char* name, int64_t value) {
      faults_.Range(absl::StrCat("problem.weights.", name), value, 0, kMaxFactor);
    };
    factor("unplaced", weights.unplaced());
    factor("travel", weights.travel());
    factor("idle", weights.idle());
    factor("balance", weights.balance());
    factor("pairs", weights.pairs());
    factor("coverage", weights.coverage());
    factor("change_time", weights.change_time());
    factor("change_reviewer", weights.change_reviewer());
  }

  void Incumbent() {
    const auto& placements = problem_.incumbent().placements();
    faults_.Count("problem.incumbent.placements", placements.size(), kMaxListEntries);
    Ids seen;
    for (int i = 0; i < placements.size(); ++i) {
      const std::string path = absl::StrCat("problem.incumbent.placements[", i, "]");
      faults_.NewId(path + ".session", placements.Get(i).session(), seen);
      faults_.Count(path + ".reviewers", placements.Get(i).reviewers_size(), kMaxListEntries);
    }
  }

  // What the planner lists one by one.
  void Places() {
    const int64_t starts = int64_t{problem_.sessions_size()} * problem_.days_size() *
                           (kMinutesPerDay / problem_.slot_minutes());
    int64_t places = 0;
    for (const v1::TimetableSession& session : problem_.sessions()) {
      const Ids dates(session.dates().begin(), session.dates().end());
      const Ids venues(session.venues().begin(), session.venues().end());
      for (const v1::TimetableDay& day : problem_.days()) {
        if (!dates.empty() && !dates.contains(day.date())) continue;
        const int minutes = ParseClock(day.end()).value_or(0) - ParseClock(day.start()).value_or(0);
        places += minutes / problem_.slot_minutes() * static_cast<int64_t>(venues.size());
      }
    }
    const auto add = [this](const char* what, int64_t count, int64_t most) {
      if (count <= most) return;
      faults_.Add("problem.sessions", absl::StrCat(count, " ", what),
                  absl::StrCat("at most ", most, ", with fewer sessions or longer slots"));
    };
    add("starts (sessions x days x slots of a day)", starts, kMaxStarts);
    add("places (starts within the days x venues, of all sessions)", places, kMaxPlaces);
  }

  void Date(const std::string& field, const std::string& date) {
    absl::CivilDay day;
    if (date.size() != 10 || !absl::ParseCivilTime(date, &day) ||
        absl::FormatCivilTime(day) != date) {
      faults_.Add(field, date, "a date as YYYY-MM-DD");
    }
  }

  void Clock(const std::string& field, const std::string& time) {
    if (!ParseClock(time).has_value()) {
      faults_.Add(field, time, "a time of day as HH:MM, 00:00 to 24:00");
    }
  }

  void Span(const std::string& path, const std::string& start, const std::string& end) {
    Clock(path + ".start", start);
    Clock(path + ".end", end);
    const auto from = ParseClock(start), to = ParseClock(end);
    if (from.has_value() && to.has_value() && *from >= *to) {
      faults_.Add(path + ".end", end, absl::StrCat("later than start (", start, ")"));
    }
  }

  template <typename List>
  void Windows(const std::string& field, const List& windows) {
    faults_.Count(field, windows.size(), kMaxListEntries);
    for (int k = 0; k < windows.size(); ++k) {
      const std::string path = absl::StrCat(field, "[", k, "]");
      Date(path + ".date", windows.Get(k).date());
      Span(path, windows.Get(k).start(), windows.Get(k).end());
    }
  }

  template <typename List>
  void Labels(const std::string& field, const List& labels) {
    faults_.Count(field, labels.size(), kMaxListEntries);
    for (int k = 0; k < labels.size(); ++k) {
      const std::string& label = labels.Get(k);
      if (label.empty() || label.size() > kMaxIdBytes) {
        faults_.Add(absl::StrCat(field, "[", k, "]"), label,
                    absl::StrCat("1 to ", kMaxIdBytes, " bytes"));
      }
    }
  }

  template <typename List>
  void References(const std::string& field, const List& list, const Ids& known,
                  const char* wanted) {
    faults_.Count(field, list.size(), kMaxListEntries);
    faults_.AllKnown(field, list, known, wanted);
  }

  static constexpr const char* kVenue = "the id of one of problem.venues";

  const v1::TimetableProblem& problem_;
  Faults faults_;
  Ids dates_, venues_, team_, groups_, sessions_;
};

}  // namespace

absl::Status ValidateTimetable(const v1::TimetableProblem& problem) {
  return Validator(problem).Validate();
}

}  // namespace peerchallenge::scheduling::planning
