#include "services/scheduling/visits/visit_calendar.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/scheduling/names.h"
#include "services/scheduling/planning/clock.h"

namespace peerchallenge::scheduling {
namespace {

using google::protobuf::util::TimeUtil;
using validation::IdOf;
using validation::RegionOf;

template <typename List>
bool Has(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

template <typename List>
std::string CalledIn(const List& list, const std::string& name) {
  for (const auto& item : list) {
    if (item.name() == name) return item.display_name();
  }
  return IdOf(name);
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

// A session as one release shows it.
struct Shown {
  CalendarEvent event;  // without sequence and stamp
  std::string venue;
  std::set<std::string> people;  // names, as all here
  std::set<std::string> groups;

  bool Concerns(const std::string& subject) const {
    return subject.empty() || subject == venue || people.contains(subject) ||
           groups.contains(subject);
  }
  // All that a release may change of it.
  auto Facts() const {
    return std::tie(event.start, event.end, event.summary, event.location, event.description, venue,
                    people, groups);
  }
};

// A session through all releases.
struct History {
  int sequence = 0;
  absl::Time stamp;
  std::optional<Shown> last;            // as the last release shows it; nothing = not at all
  std::optional<Shown> last_concerned;  // as the subject last had it
};

class CalendarBuilder {
 public:
  CalendarBuilder(const v1::Review& review, const std::string& subject)
      : review_(review), subject_(subject) {}

  void Add(const ReleasedTimetable& released) {
    std::set<std::string> there;
    for (const v1::Placement& placement : released.timetable.placements()) {
      if (const auto shown = Show(released, placement)) {
        there.insert(placement.session());
        Advance(placement.session(), shown, TimeOf(released.release.create_time()));
      }
    }
    for (auto& [session, history] : histories_) {
      if (!there.contains(session)) {
        Advance(session, std::nullopt, TimeOf(released.release.create_time()));
      }
    }
  }

  std::vector<CalendarEvent> Build() const {
    std::vector<CalendarEvent> events;
    for (const auto& [session, history] : histories_) {
      if (!history.last_concerned) continue;
      CalendarEvent event = history.last_concerned->event;
      event.sequence = history.sequence;
      event.stamp = history.stamp;
      event.cancelled = !history.last || !history.last->Concerns(subject_);
      if (review_.state() == v1::Review::STATE_CANCELLED) Cancel(event);
      events.push_back(std::move(event));
    }
    std::sort(events.begin(), events.end(), [](const CalendarEvent& a, const CalendarEvent& b) {
      return std::tie(a.start, a.uid) < std::tie(b.start, b.uid);
    });
    return events;
  }

 private:
  void Advance(const std::string& session, const std::optional<Shown>& shown, absl::Time time) {
    const auto [place, is_new] = histories_.try_emplace(session);
    History& history = place->second;
    const bool same = history.last.has_value() == shown.has_value() &&
                      (!shown || history.last->Facts() == shown->Facts());
    if (is_new) {
      history.stamp = time;
    } else if (!same) {
      ++history.sequence;
      history.stamp = time;
    }
    history.last = shown;
    if (shown && shown->Concerns(subject_)) history.last_concerned = shown;
  }

  void Cancel(CalendarEvent& event) const {
    event.cancelled = true;
    ++event.sequence;
    for (const auto& change : review_.history()) {
      if (change.state() == v1::Review::STATE_CANCELLED) event.stamp = TimeOf(change.time());
    }
  }

  std::optional<Shown> Show(const ReleasedTimetable& released,
                            const v1::Placement& placement) const {
    const ReleaseContents& contents = released.contents;
    const std::string name = absl::StrCat(review_.name(), "/sessions/", placement.session());
    const auto& sessions = contents.sessions.sessions();
    const auto session = std::find_if(sessions.begin(), sessions.end(),
                                      [&](const auto& item) { return item.name() == name; });
    const auto day = validation::ParseDay(placement.date());
    const auto start = planning::ParseClock(placement.start());
    if (session == sessions.end() || !day || !start) return std::nullopt;
    Shown shown;
    shown.event.uid = absl::StrCat(placement.session(), ".", IdOf(review_.name()), ".",
                                   IdOf(RegionOf(review_.name())), "@peerchallenge");
    shown.event.start = absl::CivilMinute(*day) + *start;
    shown.event.end = shown.event.start + session->minutes();
    shown.event.summary = session->display_name();
    shown.venue = absl::StrCat(review_.name(), "/venues/", placement.venue());
    shown.event.location = Location(contents, shown.venue);
    for (const std::string& id : placement.reviewers()) {
      shown.people.insert(absl::StrCat(RegionOf(review_.name()), "/people/", id));
    }
    shown.groups.insert(session->groups().begin(), session->groups().end());
    shown.event.description = Description(contents, shown);
    return shown;
  }

  static std::string Location(const ReleaseContents& contents, const std::string& name) {
    for (const v1::Venue& venue : contents.venues.venues()) {
      if (venue.name() != name) continue;
      return venue.address().empty() ? venue.display_name()
                                     : absl::StrCat(venue.display_name(), ", ", venue.address());
    }
    return IdOf(name);
  }

  std::string Description(const ReleaseContents& contents, const Shown& shown) const {
    std::vector<std::string> lines{review_.display_name()};
    std::vector<std::string> names;
    for (const std::string& group : shown.groups) {
      names.push_back(CalledIn(contents.groups.participant_groups(), group));
    }
    if (!names.empty()) lines.push_back(absl::StrCat("Meets: ", absl::StrJoin(names, "; ")));
    names.clear();
    for (const std::string& person : shown.people) {
      names.push_back(CalledIn(contents.people.people(), person));
    }
    if (!names.empty()) lines.push_back(absl::StrCat("Reviewers: ", absl::StrJoin(names, "; ")));
    return absl::StrJoin(lines, "\n");
  }

  const v1::Review& review_;
  const std::string& subject_;
  std::map<std::string, History> histories_;  // by id of the session
};

}  // namespace

std::vector<CalendarEvent> EventsOf(const v1::Review& review,
                                    const std::vector<ReleasedTimetable>& releases,
                                    const std::string& subject) {
  CalendarBuilder builder(review, subject);
  for (const ReleasedTimetable& released : releases) builder.Add(released);
  return builder.Build();
}

}  // namespace peerchallenge::scheduling
