#include "services/scheduling/directory_checks.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/access/grant_text.h"
#include "common/access/roles.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/names.h"
#include "services/scheduling/stored_grants.h"

namespace peerchallenge::scheduling {
namespace {

using validation::FieldChecks;

constexpr size_t kMaxName = 200;
constexpr size_t kMaxSubject = 256;
constexpr size_t kMaxReason = 2000;
constexpr size_t kMaxRole = 40;
constexpr size_t kMaxTheme = 60;
constexpr int kMaxHolidays = 200;
constexpr int kMaxCalendar = 200;
constexpr int kMaxLinks = 50;
constexpr int kMaxSuccessors = 20;
constexpr int kMaxThemes = 50;
constexpr int kMaxUnavailable = 400;
constexpr int kMaxReviewsAYear = 50;
constexpr int kMaxReviewsDone = 1000;
constexpr int kMaxAsked = 200;

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool IsUpperOrDigit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool IsTheme(const std::string& text) {
  return !text.empty() && text.size() <= kMaxTheme &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsLowerOrDigit(c) || c == '-'; });
}

bool IsRole(const std::string& text) {
  return !text.empty() && text.size() <= kMaxRole &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsUpperOrDigit(c) || c == '_'; });
}

// A value of an enum other than its zero.
template <typename Message, typename Enum>
void CheckKind(Enum kind, bool known, const std::string& field, FieldChecks& checks) {
  checks.That(known && kind != 0, field, absl::StrCat(static_cast<int>(kind)),
              absl::StrCat("a kind of ", Message::descriptor()->name()));
}

void CheckDegrees(const std::string& field, double value, double limit, FieldChecks& checks) {
  checks.That(std::isfinite(value) && std::abs(value) <= limit, field, absl::StrCat(value),
              absl::StrCat(-limit, " to ", limit, " degrees"));
}

// `first` not after `last` where both are there.
void CheckOrder(const std::string& first, const std::string& last, const std::string& field,
                FieldChecks& checks) {
  const auto start = validation::ParseDay(first);
  const auto end = validation::ParseDay(last);
  checks.That(!start || !end || *start <= *end, field, last,
              absl::StrCat("a day not before ", first));
}

void CheckCalendar(const v1::Authority& authority, const std::string& path, FieldChecks& checks) {
  checks.Count(path, authority.calendar_size(), kMaxCalendar);
  for (int i = 0; i < authority.calendar_size(); ++i) {
    const std::string field = absl::StrCat(path, "[", i, "]");
    const auto& entry = authority.calendar(i);
    CheckKind<v1::CalendarEntry>(entry.kind(), v1::CalendarEntry::Kind_IsValid(entry.kind()),
                                 field + ".kind", checks);
    CheckDates(entry.dates(), field + ".dates", checks);
  }
}

void CheckLinks(const v1::Authority& authority, const std::string& path, FieldChecks& checks) {
  checks.Count(path, authority.links_size(), kMaxLinks);
  for (int i = 0; i < authority.links_size(); ++i) {
    const std::string field = absl::StrCat(path, "[", i, "]");
    const auto& link = authority.links(i);
    CheckKind<v1::AuthorityLink>(link.kind(), v1::AuthorityLink::Kind_IsValid(link.kind()),
                                 field + ".kind", checks);
    checks.Text(field + ".other", link.other(), 1, kMaxName);
    checks.OptionalDay(field + ".end_date", link.end_date());
  }
}

void CheckSuccessors(const v1::Authority& authority, const std::string& path, FieldChecks& checks) {
  checks.Count(path, authority.successors_size(), kMaxSuccessors);
  for (int i = 0; i < authority.successors_size(); ++i) {
    const std::string& code = authority.successors(i);
    checks.That(validation::IsGssCode(code) && code != validation::IdOf(authority.name()),
                absl::StrCat(path, "[", i, "]"), code, "the GSS code of another authority");
  }
}

void CheckThemes(const v1::Person& person, const std::string& path, FieldChecks& checks) {
  checks.Count(path, person.themes_size(), kMaxThemes);
  std::set<std::string> seen;
  for (int i = 0; i < person.themes_size(); ++i) {
    const std::string& theme = person.themes(i);
    const std::string field = absl::StrCat(path, "[", i, "]");
    checks.That(IsTheme(theme), field, theme, "1 to 60 of a-z, 0-9 and '-'");
    checks.That(seen.insert(theme).second, field, theme, "a theme that is not listed yet");
  }
}

// Home authority or organisation.
void CheckHome(const v1::Person& person, const std::string& path, FieldChecks& checks) {
  checks.Text(path + ".organisation", person.organisation(), 0, kMaxName);
  if (person.authority().empty()) return;
  checks.Name(path + ".authority", person.authority(), kAuthorityName);
  const std::string region = validation::RegionOf(person.name());
  checks.That(validation::RegionOf(person.authority()) == region, path + ".authority",
              person.authority(), absl::StrCat("an authority of ", region));
  checks.That(person.organisation().empty(), path + ".organisation", person.organisation(),
              "nothing, for a person with an authority");
}

}  // namespace

void CheckDates(const v1::DateRange& dates, const std::string& path, FieldChecks& checks) {
  checks.Day(path + ".start_date", dates.start_date());
  checks.Day(path + ".end_date", dates.end_date());
  CheckOrder(dates.start_date(), dates.end_date(), path + ".end_date", checks);
}

void CheckUnavailable(const google::protobuf::RepeatedPtrField<v1::DateRange>& unavailable,
                      const std::string& path, FieldChecks& checks) {
  checks.Count(path, unavailable.size(), kMaxUnavailable);
  for (int i = 0; i < unavailable.size(); ++i) {
    CheckDates(unavailable[i], absl::StrCat(path, "[", i, "]"), checks);
  }
}

void CheckPeople(const google::protobuf::RepeatedPtrField<std::string>& people,
                 const std::string& region, const std::string& path, FieldChecks& checks) {
  checks.That(!people.empty() && people.size() <= kMaxAsked, path,
              absl::StrCat(people.size(), " entries"), absl::StrCat("1 to ", kMaxAsked));
  for (int i = 0; i < people.size(); ++i) {
    const std::string field = absl::StrCat(path, "[", i, "]");
    checks.Name(field, people[i], kPersonName);
    checks.That(validation::RegionOf(people[i]) == region, field, people[i],
                absl::StrCat("a person of ", region));
  }
}

void CheckRegion(const v1::Region& region, const std::string& path, FieldChecks& checks) {
  checks.Text(path + ".display_name", region.display_name(), 1, kMaxName);
  checks.Count(path + ".bank_holidays", region.bank_holidays_size(), kMaxHolidays);
  for (int i = 0; i < region.bank_holidays_size(); ++i) {
    checks.Day(absl::StrCat(path, ".bank_holidays[", i, "]"), region.bank_holidays(i));
  }
}

void CheckAuthority(const v1::Authority& authority, const std::string& path, FieldChecks& checks) {
  checks.Text(path + ".display_name", authority.display_name(), 1, kMaxName);
  checks.OptionalDay(path + ".start_date", authority.start_date());
  checks.OptionalDay(path + ".end_date", authority.end_date());
  CheckOrder(authority.start_date(), authority.end_date(), path + ".end_date", checks);
  CheckSuccessors(authority, path + ".successors", checks);
  CheckDegrees(path + ".latitude", authority.latitude(), 90, checks);
  CheckDegrees(path + ".longitude", authority.longitude(), 180, checks);
  CheckCalendar(authority, path + ".calendar", checks);
  CheckLinks(authority, path + ".links", checks);
}

void CheckPerson(const v1::Person& person, const std::string& path, FieldChecks& checks) {
  checks.Text(path + ".display_name", person.display_name(), 1, kMaxName);
  CheckHome(person, path, checks);
  checks.That(IsRole(person.role()), path + ".role", person.role(), "1 to 40 of A-Z, 0-9 and '_'");
  CheckThemes(person, path + ".themes", checks);
  checks.Range(path + ".max_reviews", person.max_reviews(), 0, kMaxReviewsAYear);
  checks.Range(path + ".reviews_done", person.reviews_done(), 0, kMaxReviewsDone);
  CheckUnavailable(person.unavailable(), path + ".unavailable", checks);
  checks.Text(path + ".account", person.account(), 0, kMaxSubject);
  checks.That(!absl::StartsWith(person.account(), "regions/"), path + ".account", person.account(),
              "the subject of a sign-in, not a resource name");
}

void CheckInterest(const v1::Interest& interest, const std::string& path, FieldChecks& checks) {
  checks.Name(path + ".authority", interest.authority(), kAuthorityName);
  const std::string region = validation::RegionOf(interest.name());
  checks.That(validation::RegionOf(interest.authority()) == region, path + ".authority",
              interest.authority(), absl::StrCat("an authority of ", region));
  CheckKind<v1::Interest>(interest.kind(), v1::Interest::Kind_IsValid(interest.kind()),
                          path + ".kind", checks);
  checks.Text(path + ".reason", interest.reason(), 1, kMaxReason);
  if (interest.kind() == v1::Interest::KIND_FORMER_EMPLOYEE ||
      interest.kind() == v1::Interest::KIND_REVIEWED_BEFORE) {
    checks.Day(path + ".since_date", interest.since_date());
  } else {
    checks.OptionalDay(path + ".since_date", interest.since_date());
  }
}

absl::Status CheckRoleGrant(const v1::RoleGrant& grant, const std::string& path) {
  FieldChecks checks;
  checks.Text(path + ".subject", grant.subject(), 1, kMaxSubject);
  checks.That(grant.role() != access::v1::ROLE_SERVICE, path + ".role", "ROLE_SERVICE",
              "a role that does not come from a certificate");
  checks.That(access::ScopeOf(grant.role()) != access::Scope::kReview, path + ".role",
              absl::StrCat(grant.role()),
              "a role that can be granted; those on a review come from its team");
  if (!checks.ok()) return checks.Result();
  return access::CheckGrant(GrantOf(grant), path);
}

}  // namespace peerchallenge::scheduling
