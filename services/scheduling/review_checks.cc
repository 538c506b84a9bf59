#include "services/scheduling/review_checks.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/validation/civil_date.h"
#include "common/validation/instant.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/calendar.h"
#include "services/scheduling/names.h"
#include "services/scheduling/visibility.h"

namespace peerchallenge::scheduling {
namespace {

using validation::FieldChecks;

constexpr int kMaxWeeks = 60;
constexpr int kMaxDays = 5;
constexpr int kMaxThemes = 20;
constexpr int kMaxRoles = 20;
constexpr int kMaxTeam = 30;
constexpr int kMaxPinned = 20;
constexpr int kMaxExcluded = 200;
constexpr int kMaxNeedToKnow = 50;
constexpr int kMaxLines = 10;
constexpr int kMaxLimbs = 12;
constexpr int64_t kMaxCost = 1'000'000;

void CheckMonday(const std::string& field, const std::string& value, FieldChecks& checks) {
  const auto day = checks.Day(field, value);
  if (day) checks.That(MondayOf(*day) == *day, field, value, "a Monday");
}

void CheckWindows(const v1::Review& review, const std::string& path, FieldChecks& checks) {
  checks.Count(path + ".windows", review.windows_size(), kMaxWeeks);
  for (int i = 0; i < review.windows_size(); ++i) {
    const std::string field = absl::StrCat(path, ".windows[", i, "]");
    const auto& window = review.windows(i);
    const auto start = checks.Day(field + ".start_date", window.start_date());
    const auto end = checks.Day(field + ".end_date", window.end_date());
    if (start && end) {
      checks.That(*start <= *end, field + ".end_date", window.end_date(),
                  "a day not before start_date");
    }
  }
  checks.Count(path + ".week_costs", review.week_costs_size(), kMaxWeeks);
  for (int i = 0; i < review.week_costs_size(); ++i) {
    const std::string field = absl::StrCat(path, ".week_costs[", i, "]");
    CheckMonday(field + ".week", review.week_costs(i).week(), checks);
    checks.Range(field + ".cost", review.week_costs(i).cost(), 0, kMaxCost);
  }
  if (!review.pinned_week().empty())
    CheckMonday(path + ".pinned_week", review.pinned_week(), checks);
}

void CheckNeeds(const v1::Review& review, const std::string& path, FieldChecks& checks) {
  checks.Count(path + ".themes", review.themes_size(), kMaxThemes);
  std::set<std::string> themes;
  for (int i = 0; i < review.themes_size(); ++i) {
    const std::string field = absl::StrCat(path, ".themes[", i, "]");
    const auto& theme = review.themes(i);
    checks.Id(field + ".theme", theme.theme());
    checks.That(themes.insert(theme.theme()).second, field + ".theme", theme.theme(),
                "a theme that is not listed yet");
    checks.Range(field + ".target", theme.target(), 0, kMaxTeam);
  }
  checks.Count(path + ".roles", review.roles_size(), kMaxRoles);
  std::set<std::string> roles;
  for (int i = 0; i < review.roles_size(); ++i) {
    const std::string field = absl::StrCat(path, ".roles[", i, "]");
    const auto& role = review.roles(i);
    checks.Text(field + ".role", role.role(), 1, 40);
    checks.That(roles.insert(role.role()).second, field + ".role", role.role(),
                "a role that is not listed yet");
    checks.Range(field + ".min", role.min(), 0, kMaxTeam);
    checks.Range(field + ".max", role.max(), 0, kMaxTeam);
    if (role.max() > 0) {
      checks.That(role.min() <= role.max(), field + ".min", absl::StrCat(role.min()),
                  absl::StrCat("at most max, ", role.max()));
    }
  }
  checks.Range(path + ".days", review.days(), 0, kMaxDays);
  checks.Range(path + ".team_min", review.team_min(), 0, kMaxTeam);
  checks.Range(path + ".team_max", review.team_max(), 0, kMaxTeam);
  if (review.team_max() > 0) {
    checks.That(review.team_min() <= review.team_max(), path + ".team_min",
                absl::StrCat(review.team_min()),
                absl::StrCat("at most team_max, ", review.team_max()));
  }
}

// People by name, each once, all of the review's own region.
void CheckPeople(const google::protobuf::RepeatedPtrField<std::string>& people,
                 const std::string& region, const std::string& path, int max, FieldChecks& checks) {
  checks.Count(path, people.size(), max);
  std::set<std::string> seen;
  for (int i = 0; i < people.size(); ++i) {
    const std::string field = absl::StrCat(path, "[", i, "]");
    checks.Name(field, people[i], kPersonName);
    checks.That(validation::RegionOf(people[i]) == region, field, people[i],
                absl::StrCat("a person of ", region));
    checks.That(seen.insert(people[i]).second, field, people[i], "a person who is not listed yet");
  }
}

std::string InWords(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
}

void CheckUnannounced(const v1::Review& review, const std::string& path, FieldChecks& checks) {
  if (!review.unannounced()) {
    checks.That(review.need_to_know().empty(), path + ".need_to_know", "a list",
                "nothing, unless the visit is unannounced");
    checks.That(!review.has_release_time(), path + ".release_time", "a time",
                "nothing, unless the visit is unannounced");
    return;
  }
  checks.That(review.kind() == v1::Review::KIND_ASSURANCE_VISIT, path + ".unannounced", "true",
              "false, unless kind is KIND_ASSURANCE_VISIT");
  checks.That(review.has_release_time(), path + ".release_time", "nothing",
              "a time, for an unannounced visit");
  checks.That(
      validation::ParseInstant(review.release_time()).has_value(), path + ".release_time",
      absl::StrCat(review.release_time().seconds(), " s, ", review.release_time().nanos(), " ns"),
      "a time in the years 1 to 9999");
  checks.Count(path + ".need_to_know", review.need_to_know_size(), kMaxNeedToKnow);
  for (int i = 0; i < review.need_to_know_size(); ++i) {
    checks.Text(absl::StrCat(path, ".need_to_know[", i, "]"), review.need_to_know(i), 1, 256);
  }
}

}  // namespace

void CheckScope(const v1::Scope& scope, const std::string& path, FieldChecks& checks) {
  checks.Text(path + ".statement", scope.statement(), 0, 4000);
  checks.Range(path + ".lines", scope.lines_size(), 1, kMaxLines);
  std::set<std::string> lines;
  for (int i = 0; i < scope.lines_size(); ++i) {
    const std::string field = absl::StrCat(path, ".lines[", i, "]");
    const auto& line = scope.lines(i);
    checks.Id(field + ".id", line.id());
    checks.That(lines.insert(line.id()).second, field + ".id", line.id(),
                "an id that is not taken in the scope");
    checks.Text(field + ".question", line.question(), 1, 2000);
    checks.Count(field + ".limbs", line.limbs_size(), kMaxLimbs);
    std::set<std::string> limbs;
    for (int k = 0; k < line.limbs_size(); ++k) {
      const std::string limb = absl::StrCat(field, ".limbs[", k, "]");
      checks.Id(limb + ".id", line.limbs(k).id());
      checks.That(limbs.insert(line.limbs(k).id()).second, limb + ".id", line.limbs(k).id(),
                  "an id that is not taken in the line");
      checks.Text(limb + ".text", line.limbs(k).text(), 1, 1000);
    }
  }
}

void CheckReview(const v1::Review& review, const std::string& path, FieldChecks& checks) {
  checks.Name(path + ".programme", review.programme(), kProgrammeName);
  checks.Name(path + ".host", review.host(), kAuthorityName);
  const std::string region = validation::RegionOf(review.programme());
  checks.That(validation::RegionOf(review.host()) == region, path + ".host", review.host(),
              absl::StrCat("an authority of the programme's region, ", region));
  checks.That(
      v1::Review::Kind_IsValid(review.kind()) && review.kind() != v1::Review::KIND_UNSPECIFIED,
      path + ".kind", absl::StrCat(static_cast<int>(review.kind())), "a kind of review");
  checks.Text(path + ".display_name", review.display_name(), 0, 200);
  if (review.has_scope()) CheckScope(review.scope(), path + ".scope", checks);
  CheckWindows(review, path, checks);
  CheckNeeds(review, path, checks);
  CheckPeople(review.pinned_members(), region, path + ".pinned_members", kMaxPinned, checks);
  CheckPeople(review.excluded_members(), region, path + ".excluded_members", kMaxExcluded, checks);
  CheckUnannounced(review, path, checks);
}

void CheckReleaseTime(const v1::Review& review, const v1::Programme& programme, absl::Time now,
                      const std::string& path, FieldChecks& checks) {
  const auto release = validation::ParseInstant(review.release_time());
  if (!release) return;  // CheckReview() says so
  checks.That(*release > now, path + ".release_time", InWords(*release),
              absl::StrCat("a time after now, ", InWords(now)));
  const auto day = validation::ParseDay(review.start_date().empty() ? programme.start_date()
                                                                    : review.start_date());
  checks.That(!day || !IsKnownBefore(review, MondayOf(*day)), path + ".release_time",
              InWords(*release),
              absl::StrCat("a time in the week of the visit's beginning or later: from ",
                           day ? validation::FormatDay(MondayOf(*day)) : "", " on"));
}

bool IsKnownBefore(const v1::Review& review, absl::CivilDay day) {
  const auto release = validation::ParseInstant(review.release_time());
  return IsHidden(review) && release && *release < absl::FromCivil(day, environment::London());
}

void FillDefaults(const std::string& host_display_name, v1::Review& review) {
  const bool challenge = review.kind() == v1::Review::KIND_PEER_CHALLENGE;
  if (review.days() == 0) review.set_days(challenge ? 3 : 1);
  const int usual_min = challenge ? 5 : 3;
  const int usual_max = challenge ? 7 : 4;
  if (review.team_min() == 0) {
    review.set_team_min(review.team_max() == 0 ? usual_min
                                               : std::min(usual_min, review.team_max()));
  }
  if (review.team_max() == 0) review.set_team_max(std::max(review.team_min(), usual_max));
  if (!review.display_name().empty()) return;
  switch (review.kind()) {
    case v1::Review::KIND_ASSURANCE_VISIT:
      review.set_display_name("Assurance visit: " + host_display_name);
      break;
    case v1::Review::KIND_IMPROVEMENT_ACTIVITY:
      review.set_display_name("Improvement activity: " + host_display_name);
      break;
    case v1::Review::KIND_PROGRESS_REVIEW:
      review.set_display_name("Progress review: " + host_display_name);
      break;
    default:
      review.set_display_name("Peer challenge: " + host_display_name);
  }
}

}  // namespace peerchallenge::scheduling
