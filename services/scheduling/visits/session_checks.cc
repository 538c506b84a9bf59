// Sessions, and the events that upset them.

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/names.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/programme_checks.h"
#include "services/scheduling/visits/visit_checks.h"
#include "services/scheduling/visits/visit_field_checks.h"

namespace peerchallenge::scheduling {
namespace {

using planning::ParseClock;
using validation::FieldChecks;

constexpr size_t kMaxDisplayName = 200;
constexpr size_t kMaxReason = 1'000;
constexpr int kMaxWindows = 20;

void CheckPin(const v1::Review& review, const v1::Placement& pin, const std::string& path,
              FieldChecks& checks) {
  if (!pin.date().empty()) CheckVisitDate(review, path + ".date", pin.date(), checks);
  if (!pin.start().empty()) CheckClock(path + ".start", pin.start(), checks);
  if (!pin.venue().empty()) checks.Id(path + ".venue", pin.venue());
  checks.Count(path + ".reviewers", pin.reviewers_size(), 30);
  std::set<std::string> seen;
  for (int i = 0; i < pin.reviewers_size(); ++i) {
    const std::string field = absl::StrCat(path, ".reviewers[", i, "]");
    checks.Id(field, pin.reviewers(i));
    checks.That(seen.insert(pin.reviewers(i)).second, field, pin.reviewers(i),
                "an id that is not listed yet");
  }
}

// Earliest start, latest end and the length between them.
void CheckHours(const v1::Session& session, const std::string& path, FieldChecks& checks) {
  if (!session.earliest().empty()) CheckClock(path + ".earliest", session.earliest(), checks);
  if (!session.latest_end().empty()) CheckClock(path + ".latest_end", session.latest_end(), checks);
  const auto earliest = ParseClock(session.earliest());
  const auto latest = ParseClock(session.latest_end());
  if (earliest && latest) {
    checks.That(*earliest + session.minutes() <= *latest, path + ".latest_end",
                session.latest_end(), "a time at least `minutes` after earliest");
  }
}

void CheckThemes(const v1::Session& session, const std::string& path, FieldChecks& checks) {
  checks.Count(path, session.themes_size(), 20);
  std::set<std::string> seen;
  for (int i = 0; i < session.themes_size(); ++i) {
    const std::string field = absl::StrCat(path, "[", i, "]");
    checks.Id(field, session.themes(i));
    checks.That(seen.insert(session.themes(i)).second, field, session.themes(i),
                "a theme that is not listed yet");
  }
}

void CheckEvent(const v1::Review& review, const v1::Disruption::Event& event,
                const std::string& field, FieldChecks& checks) {
  using Event = v1::Disruption::Event;
  checks.Text(field + ".reason", event.reason(), 0, kMaxReason);
  switch (event.event_case()) {
    case Event::kReviewerAway:
      CheckNameOf(review, field + ".reviewer_away.person", event.reviewer_away().person(),
                  kPersonName, checks);
      CheckWindows(event.reviewer_away().windows(), field + ".reviewer_away.windows", kMaxWindows,
                   checks);
      break;
    case Event::kVenueLost:
      CheckNameOf(review, field + ".venue_lost.venue", event.venue_lost().venue(), kVenueName,
                  checks);
      CheckWindows(event.venue_lost().windows(), field + ".venue_lost.windows", kMaxWindows,
                   checks);
      break;
    case Event::kGroupWithdrawn:
      CheckNameOf(review, field + ".group_withdrawn.group", event.group_withdrawn().group(),
                  kGroupName, checks);
      break;
    case Event::kSessionAdded:
      CheckNameOf(review, field + ".session_added.session", event.session_added().session(),
                  kSessionName, checks);
      break;
    case Event::kSessionDropped:
      CheckNameOf(review, field + ".session_dropped.session", event.session_dropped().session(),
                  kSessionName, checks);
      break;
    case Event::EVENT_NOT_SET:
      checks.That(false, field, "nothing", "one thing that happened");
      break;
  }
}

}  // namespace

void CheckSession(const v1::Review& review, const v1::Session& session, const std::string& path,
                  FieldChecks& checks) {
  checks.Text(path + ".display_name", session.display_name(), 1, kMaxDisplayName);
  checks.That(
      v1::Session::Kind_IsValid(session.kind()) && session.kind() != v1::Session::KIND_UNSPECIFIED,
      path + ".kind", absl::StrCat(static_cast<int>(session.kind())), "a kind of session");
  checks.Range(path + ".minutes", session.minutes(), 5, 720);
  CheckNames(review, session.groups(), path + ".groups", kGroupName, 20, checks);
  CheckNames(review, session.venues(), path + ".venues", kVenueName, 100, checks);
  checks.Range(path + ".reviewers_needed", session.reviewers_needed(), 0, 30);
  CheckThemes(session, path + ".themes", checks);
  checks.Count(path + ".lines", session.lines_size(), 40);
  checks.Count(path + ".dates", session.dates_size(), 20);
  for (int i = 0; i < std::min(session.dates_size(), 20); ++i) {
    CheckVisitDate(review, absl::StrCat(path, ".dates[", i, "]"), session.dates(i), checks);
  }
  CheckHours(session, path, checks);
  CheckNames(review, session.after(), path + ".after", kSessionName, 50, checks);
  checks.Range(path + ".priority", session.priority(), 0, 10);
  if (session.has_pinned()) CheckPin(review, session.pinned(), path + ".pinned", checks);
}

void CheckDisruption(const v1::Review& review, const v1::Disruption& disruption,
                     const std::string& path, FieldChecks& checks) {
  constexpr int kMaxEvents = 20;
  checks.Count(path + ".events", disruption.events_size(), kMaxEvents);
  for (int i = 0; i < std::min(disruption.events_size(), kMaxEvents); ++i) {
    CheckEvent(review, disruption.events(i), absl::StrCat(path, ".events[", i, "]"), checks);
  }
  CheckOptions(disruption.options(), path + ".options", checks);
}

}  // namespace peerchallenge::scheduling
