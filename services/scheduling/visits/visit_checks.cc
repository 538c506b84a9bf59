#include "services/scheduling/visits/visit_checks.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/names.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/visits/visit_field_checks.h"

namespace peerchallenge::scheduling {
namespace {

using planning::ParseClock;
using validation::FieldChecks;

constexpr size_t kMaxDisplayName = 200;
constexpr size_t kMaxReason = 1'000;
constexpr int kMaxWindows = 20;
constexpr int64_t kMaxWeight = 1'000'000;

void CheckDay(const v1::Review& review, const v1::TimetableDay& day, const std::string& field,
              FieldChecks& checks) {
  CheckVisitDate(review, field + ".date", day.date(), checks);
  CheckClock(field + ".start", day.start(), checks);
  CheckClock(field + ".end", day.end(), checks);
  const auto start = ParseClock(day.start());
  const auto end = ParseClock(day.end());
  if (start && end) checks.That(*start < *end, field + ".end", day.end(), "a time after start");
  checks.Range(field + ".lunch_minutes", day.lunch_minutes(), 0, 240);
  if (day.lunch_minutes() == 0) return;
  CheckClock(field + ".lunch_start", day.lunch_start(), checks);
  CheckClock(field + ".lunch_end", day.lunch_end(), checks);
  const auto lunch_start = ParseClock(day.lunch_start());
  const auto lunch_end = ParseClock(day.lunch_end());
  if (lunch_start && lunch_end) {
    checks.That(*lunch_start + day.lunch_minutes() <= *lunch_end, field + ".lunch_end",
                day.lunch_end(), "a window that holds lunch_minutes");
  }
}

void CheckWeights(const v1::TimetableWeights& weights, const std::string& path,
                  FieldChecks& checks) {
  checks.Range(path + ".unplaced", weights.unplaced(), 0, kMaxWeight);
  checks.Range(path + ".travel", weights.travel(), 0, kMaxWeight);
  checks.Range(path + ".idle", weights.idle(), 0, kMaxWeight);
  checks.Range(path + ".balance", weights.balance(), 0, kMaxWeight);
  checks.Range(path + ".pairs", weights.pairs(), 0, kMaxWeight);
  checks.Range(path + ".coverage", weights.coverage(), 0, kMaxWeight);
  checks.Range(path + ".change_time", weights.change_time(), 0, kMaxWeight);
  checks.Range(path + ".change_reviewer", weights.change_reviewer(), 0, kMaxWeight);
}

void CheckTravelTimes(const v1::Review& review, const v1::VisitSettings& settings,
                      const std::string& path, FieldChecks& checks) {
  constexpr int kMaxWays = 2'000;
  checks.Count(path, settings.travel_times_size(), kMaxWays);
  for (int i = 0; i < std::min(settings.travel_times_size(), kMaxWays); ++i) {
    const std::string field = absl::StrCat(path, "[", i, "]");
    const auto& way = settings.travel_times(i);
    CheckNameOf(review, field + ".venue", way.venue(), kVenueName, checks);
    CheckNameOf(review, field + ".other", way.other(), kVenueName, checks);
    checks.That(way.venue() != way.other(), field + ".other", way.other(), "another venue");
    checks.Range(field + ".minutes", way.minutes(), 0, 600);
  }
}

}  // namespace

void CheckSettings(const v1::Review& review, const v1::VisitSettings& settings,
                   const std::string& path, FieldChecks& checks) {
  constexpr int kMaxDays = 20;
  constexpr int kMaxAbsences = 30;
  checks.Range(path + ".slot_minutes", settings.slot_minutes(), 0, 240);
  checks.Count(path + ".days", settings.days_size(), kMaxDays);
  for (int i = 0; i < std::min(settings.days_size(), kMaxDays); ++i) {
    const std::string field = absl::StrCat(path, ".days[", i, "]");
    CheckDay(review, settings.days(i), field, checks);
    if (i == 0) continue;
    checks.That(settings.days(i - 1).date() < settings.days(i).date(), field + ".date",
                settings.days(i).date(), "a date after that of the entry before");
  }
  if (settings.has_weights()) CheckWeights(settings.weights(), path + ".weights", checks);
  checks.Count(path + ".absences", settings.absences_size(), kMaxAbsences);
  std::set<std::string> people;
  for (int i = 0; i < std::min(settings.absences_size(), kMaxAbsences); ++i) {
    const std::string field = absl::StrCat(path, ".absences[", i, "]");
    const auto& absence = settings.absences(i);
    CheckNameOf(review, field + ".person", absence.person(), kPersonName, checks);
    checks.That(people.insert(absence.person()).second, field + ".person", absence.person(),
                "a person who is not listed yet");
    checks.That(!absence.windows().empty(), field + ".windows", "nothing", "1 to 20 windows");
    CheckWindows(absence.windows(), field + ".windows", kMaxWindows, checks);
  }
  CheckTravelTimes(review, settings, path + ".travel_times", checks);
  checks.Range(path + ".freeze_days", settings.freeze_days(), 0, 60);
}

void CheckVenue(const v1::Venue& venue, const std::string& path, FieldChecks& checks) {
  checks.Text(path + ".display_name", venue.display_name(), 1, kMaxDisplayName);
  checks.Text(path + ".address", venue.address(), 0, kMaxReason);
  checks.That(venue.has_latitude() == venue.has_longitude(), path + ".longitude",
              venue.has_longitude() ? "a value" : "nothing", "set together with latitude");
  checks.That(venue.latitude() >= -90 && venue.latitude() <= 90, path + ".latitude",
              absl::StrCat(venue.latitude()), "-90 to 90");
  checks.That(venue.longitude() >= -180 && venue.longitude() <= 180, path + ".longitude",
              absl::StrCat(venue.longitude()), "-180 to 180");
  checks.Range(path + ".rooms", venue.rooms(), 0, 20);
  CheckWindows(venue.unavailable(), path + ".unavailable", kMaxWindows, checks);
}

void CheckParticipant(const v1::Review& review, const v1::Participant& participant,
                      const std::string& path, FieldChecks& checks) {
  checks.Text(path + ".display_name", participant.display_name(), 1, kMaxDisplayName);
  const std::string& role = participant.role();
  const bool is_role =
      !role.empty() && role.size() <= 40 && std::all_of(role.begin(), role.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      });
  checks.That(is_role, path + ".role", role, "1 to 40 of A-Z, 0-9 and \"_\"");
  checks.Text(path + ".organisation", participant.organisation(), 0, kMaxDisplayName);
  if (!participant.line_manager().empty()) {
    CheckNameOf(review, path + ".line_manager", participant.line_manager(), kParticipantName,
                checks);
  }
}

void CheckGroup(const v1::Review& review, const v1::ParticipantGroup& group,
                const std::string& path, FieldChecks& checks) {
  constexpr int kMaxMembers = 60;
  constexpr int kMaxHours = 100;
  checks.Text(path + ".display_name", group.display_name(), 1, kMaxDisplayName);
  checks.That(v1::TimetableGroup::Perspective_IsValid(group.perspective()), path + ".perspective",
              absl::StrCat(static_cast<int>(group.perspective())), "a perspective");
  CheckNames(review, group.members(), path + ".members", kParticipantName, kMaxMembers, checks);
  CheckWindows(group.available(), path + ".available", kMaxHours, checks);
}

}  // namespace peerchallenge::scheduling
