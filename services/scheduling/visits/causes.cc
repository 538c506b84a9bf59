#include "services/scheduling/visits/causes.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/visits/day_spans.h"
#include "services/scheduling/visits/disruption_events.h"

namespace peerchallenge::scheduling {
namespace {

using Event = v1::Disruption::Event;
using validation::IdOf;
using Causes = google::protobuf::RepeatedPtrField<v1::ConflictElement>;

template <typename List>
bool Has(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string Called(const Visit& visit, const Event& event) {
  const std::string name = SubjectOf(event);
  if (const auto* person = FindMember(visit, name)) return person->display_name();
  if (const auto* venue = FindVenue(visit, name)) return venue->display_name();
  if (const auto* group = FindGroup(visit, name)) return group->display_name();
  if (const auto* session = FindSession(visit, name)) return session->display_name();
  return IdOf(name);
}

std::string Words(const Event& event) {
  switch (event.event_case()) {
    case Event::kReviewerAway:
      return " is away";
    case Event::kVenueLost:
      return " cannot be used";
    case Event::kGroupWithdrawn:
      return " will not come";
    case Event::kSessionAdded:
      return " is to be fitted in";
    case Event::kSessionDropped:
      return " will not take place";
    case Event::EVENT_NOT_SET:
      return "";
  }
  return "";
}

v1::ConflictElement CauseOf(const Visit& visit, const Event& event) {
  return Cause(KindOf(event), IdOf(SubjectOf(event)), event.reason(),
               absl::StrCat(Called(visit, event), Words(event), event.reason().empty() ? "" : ": ",
                            event.reason()));
}

class Explainer {
 public:
  Explainer(const Visit& visit, const v1::Disruption& disruption, absl::Time freeze,
            const TimetableJudge& judge, const v1::Timetable& before, const v1::Timetable& after)
      : visit_(visit),
        disruption_(disruption),
        freeze_(freeze),
        judge_(judge),
        after_(after),
        broken_(judge.Judge(before).clashes) {}

  void Explain(v1::TimetableChange& change) const {
    for (const Event& event : disruption_.events()) {
      if (Concerns(event, change)) AddCauses(One(CauseOf(visit_, event)), change);
    }
    // A session that will not take place breaks no rule.
    if (change.kind() != v1::TimetableChange::KIND_DROPPED) {
      AddCauses(RulesAbout(change.session(), broken_), change);
      if (change.causes().empty()) AddCauses(RulesIfItStayed(change), change);
    }
    if (!change.causes().empty()) return;
    for (const Event& event : disruption_.events()) {
      AddCauses(One(CauseOf(visit_, event)), change);
    }
  }

 private:
  static Causes One(const v1::ConflictElement& cause) {
    Causes causes;
    *causes.Add() = cause;
    return causes;
  }

  // Whether the event is about the session where it was.
  bool Concerns(const Event& event, const v1::TimetableChange& change) const {
    const std::string subject = SubjectOf(event);
    const v1::Session* session = FindSession(visit_, change.session());
    switch (event.event_case()) {
      case Event::kReviewerAway:
        return Has(change.before().reviewers(), IdOf(subject)) && IsThen(event, change, session);
      case Event::kVenueLost:
        return change.before().venue() == IdOf(subject) && IsThen(event, change, session);
      case Event::kGroupWithdrawn:
        return session != nullptr && Has(session->groups(), subject);
      case Event::kSessionAdded:
      case Event::kSessionDropped:
        return change.session() == subject;
      case Event::EVENT_NOT_SET:
        return false;
    }
    return false;
  }

  bool IsThen(const Event& event, const v1::TimetableChange& change,
              const v1::Session* session) const {
    const auto start = planning::ParseClock(change.before().start());
    if (!start || session == nullptr) return false;
    const Span span{*start, *start + session->minutes()};
    for (const v1::TimeWindow& window : WindowsOf(visit_, event, freeze_)) {
      if (window.date() == change.before().date() && SpanOf(window).Overlaps(span)) return true;
    }
    return false;
  }

  static Causes RulesAbout(const std::string& session, const std::vector<v1::Clash>& clashes) {
    Causes causes;
    for (const v1::Clash& clash : clashes) {
      if (!Has(clash.sessions(), session)) continue;
      *causes.Add() = Cause(clash.rule(), clash.subject().empty() ? "" : IdOf(clash.subject()), "",
                            clash.message());
    }
    return causes;
  }

  Causes RulesIfItStayed(const v1::TimetableChange& change) const {
    if (!change.has_before()) return {};
    v1::Timetable stayed;
    for (const v1::Placement& placement : after_.placements()) {
      if (placement.session() != change.before().session()) *stayed.add_placements() = placement;
    }
    *stayed.add_placements() = change.before();
    return RulesAbout(change.session(), judge_.Judge(stayed).clashes);
  }

  const Visit& visit_;
  const v1::Disruption& disruption_;
  const absl::Time freeze_;
  const TimetableJudge& judge_;
  const v1::Timetable& after_;
  const std::vector<v1::Clash> broken_;  // by the old timetable, after the events
};

}  // namespace

void ExplainChanges(const Visit& visit, const v1::Disruption& disruption, absl::Time freeze,
                    const TimetableJudge& judge, const v1::Timetable& before,
                    const v1::Timetable& after, Changes& changes) {
  const Explainer explainer(visit, disruption, freeze, judge, before, after);
  for (v1::TimetableChange& change : changes) explainer.Explain(change);
}

}  // namespace peerchallenge::scheduling
