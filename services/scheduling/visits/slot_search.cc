#include "services/scheduling/visits/slot_search.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "services/scheduling/planning/clock.h"
#include "services/scheduling/visits/day_spans.h"
#include "services/scheduling/visits/reviewer_choice.h"
#include "services/scheduling/visits/reviewer_day.h"

namespace peerchallenge::scheduling {
namespace {

using planning::ParseClock;

// A rule and over whom, as a place is refused.
using Refusal = std::pair<std::string, std::string>;

template <typename List>
bool Has(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// A session with a place in the timetable.
struct Placed {
  const v1::TimetableSession* session;
  const v1::Placement* placement;
  Span span;
};

class SlotFinder {
 public:
  SlotFinder(const v1::TimetableProblem& problem, const v1::Timetable& timetable,
             const SlotQuery& query)
      : problem_(problem), query_(query), travel_(problem), choice_(problem, timetable, query) {
    std::map<std::string, const v1::TimetableSession*> sessions;
    for (const auto& session : problem.sessions()) sessions[session.id()] = &session;
    session_ = sessions.at(query.session);
    for (const auto& placement : timetable.placements()) {
      const auto found = sessions.find(placement.session());
      const auto start = ParseClock(placement.start());
      if (found == sessions.end() || !start) continue;
      if (placement.session() == query.session) {
        own_ = &placement;
      } else {
        placed_.push_back({found->second, &placement, {*start, *start + found->second->minutes()}});
      }
    }
  }

  SlotsFound Find(const std::stop_token& stop) {
    const v1::Placement& pin = session_->pinned();
    for (const v1::TimetableDay& day : problem_.days()) {
      const bool allowed = session_->dates().empty() || Has(session_->dates(), day.date());
      if (!allowed || !Agrees(pin.date(), day.date()) ||
          !Agrees(query_.within.date(), day.date())) {
        continue;
      }
      for (const Span& span : SpansOf(day)) {
        if (stop.stop_requested()) break;
        TryVenues(day, span);
      }
    }
    if (found_.slots.empty() && refused_.empty()) Refuse({"T1", ""}, 1);
    std::stable_sort(found_.slots.begin(), found_.slots.end(),
                     [](const Slot& a, const Slot& b) { return a.cost < b.cost; });
    for (const auto& [refusal, places] : refused_) {
      found_.obstacles.push_back({refusal.first, refusal.second, places});
    }
    std::stable_sort(found_.obstacles.begin(), found_.obstacles.end(),
                     [](const Obstacle& a, const Obstacle& b) { return a.places > b.places; });
    return std::move(found_);
  }

 private:
  // Whether nothing else is asked for.
  static bool Agrees(const std::string& wanted, const std::string& value) {
    return wanted.empty() || wanted == value;
  }

  // All times of the day that rule T1 allows.
  std::vector<Span> SpansOf(const v1::TimetableDay& day) const {
    std::vector<Span> spans;
    int first = ParseClock(day.start()).value_or(0);
    int last_end = ParseClock(day.end()).value_or(0);
    first = std::max(first, ParseClock(session_->earliest()).value_or(first));
    last_end = std::min(last_end, ParseClock(session_->latest_end()).value_or(last_end));
    const int slot = problem_.slot_minutes();
    for (int start = (first + slot - 1) / slot * slot; start + session_->minutes() <= last_end;
         start += slot) {
      const std::string clock = planning::FormatClock(start);
      if (!Agrees(session_->pinned().start(), clock)) continue;
      if (!Agrees(query_.within.start(), clock)) continue;
      spans.push_back({start, start + session_->minutes()});
    }
    return spans;
  }

  void TryVenues(const v1::TimetableDay& day, Span span) {
    if (const auto refusal = RefuseTime(day, span)) {
      Refuse(*refusal, session_->venues_size());
      return;
    }
    for (const std::string& venue : session_->venues()) {
      if (!Agrees(session_->pinned().venue(), venue) || !Agrees(query_.within.venue(), venue)) {
        continue;
      }
      if (!HasRoom(day, span, venue)) {
        Refuse({"T2", venue}, 1);
        continue;
      }
      v1::Placement placement;
      placement.set_session(session_->id());
      placement.set_date(day.date());
      placement.set_start(planning::FormatClock(span.start));
      placement.set_venue(venue);
      if (IsOwn(placement)) continue;
      const ReviewerChoice::Result chosen = choice_.Cheapest(day, {span, travel_.IndexOf(venue)});
      if (chosen.refusal) {
        Refuse({chosen.refusal->rule, chosen.refusal->subject}, 1);
        continue;
      }
      placement.mutable_reviewers()->Assign(chosen.reviewers.begin(), chosen.reviewers.end());
      found_.slots.push_back({std::move(placement), chosen.cost});
    }
  }

  bool IsOwn(const v1::Placement& placement) const {
    return own_ != nullptr && own_->date() == placement.date() &&
           own_->start() == placement.start() && own_->venue() == placement.venue();
  }

  // What forbids the time at any venue: the past, groups (T3), the order of sessions (T7).
  std::optional<Refusal> RefuseTime(const v1::TimetableDay& day, Span span) const {
    const LocalMinute& earliest = query_.earliest;
    if (std::tie(day.date(), span.start) < std::tie(earliest.date, earliest.minute)) {
      return Refusal{"FROZEN", ""};
    }
    for (const v1::TimetableGroup& group : problem_.groups()) {
      if (!Has(session_->groups(), group.id()) || group.available().empty()) continue;
      if (!DaySpans(group.available()).Covers(day.date(), span)) return Refusal{"T3", group.id()};
    }
    for (const Placed& other : placed_) {
      if (other.placement->date() != day.date() || !other.span.Overlaps(span)) continue;
      for (const std::string& group : session_->groups()) {
        if (Has(other.session->groups(), group)) return Refusal{"T3", group};
      }
    }
    return RefuseOrder(day, span);
  }

  std::optional<Refusal> RefuseOrder(const v1::TimetableDay& day, Span span) const {
    std::set<std::string> placed;
    for (const Placed& other : placed_) {
      placed.insert(other.session->id());
      const std::string& date = other.placement->date();
      const bool ends_before = std::tie(date, other.span.end) <= std::tie(day.date(), span.start);
      const bool starts_after = std::tie(date, other.span.start) >= std::tie(day.date(), span.end);
      if (Has(session_->after(), other.session->id()) && !ends_before) {
        return Refusal{"T7", other.session->id()};
      }
      if (Has(other.session->after(), session_->id()) && !starts_after) {
        return Refusal{"T7", other.session->id()};
      }
    }
    for (const v1::TimetableSession& earlier : problem_.sessions()) {
      if (earlier.mandatory() && Has(session_->after(), earlier.id()) &&
          !placed.contains(earlier.id())) {
        return Refusal{"T7", earlier.id()};
      }
    }
    return std::nullopt;
  }

  bool HasRoom(const v1::TimetableDay& day, Span span, const std::string& venue) const {
    int rooms = 0;
    for (const v1::TimetableVenue& known : problem_.venues()) {
      if (known.id() == venue) rooms = known.rooms();
    }
    // The most sessions at once within the span are there when one of them begins, or at its start.
    std::vector<Span> there;
    for (const Placed& other : placed_) {
      if (other.placement->venue() == venue && other.placement->date() == day.date() &&
          other.span.Overlaps(span)) {
        there.push_back(other.span);
      }
    }
    for (const Span& begun : there) {
      const int moment = std::max(begun.start, span.start);
      const auto taken = std::count_if(there.begin(), there.end(), [&](const Span& other) {
        return other.start <= moment && moment < other.end;
      });
      if (taken >= rooms) return false;
    }
    return rooms > 0;
  }

  void Refuse(const Refusal& refusal, int places) { refused_[refusal] += places; }

  const v1::TimetableProblem& problem_;
  const SlotQuery& query_;
  const TravelMatrix travel_;
  const ReviewerChoice choice_;
  const v1::TimetableSession* session_ = nullptr;
  const v1::Placement* own_ = nullptr;
  std::vector<Placed> placed_;
  std::map<Refusal, int> refused_;
  SlotsFound found_;
};

}  // namespace

SlotsFound FindSlots(const v1::TimetableProblem& problem, const v1::Timetable& timetable,
                     const SlotQuery& query, const std::stop_token& stop) {
  return SlotFinder(problem, timetable, query).Find(stop);
}

}  // namespace peerchallenge::scheduling
