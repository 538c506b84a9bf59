#include "services/scheduling/interests.h"

#include <algorithm>

#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::scheduling {
namespace {

constexpr int kFormerEmployeeYears = 3;
constexpr int kReviewedBeforeYears = 2;

int YearsOf(v1::Interest::Kind kind) {
  if (kind == v1::Interest::KIND_FORMER_EMPLOYEE) return kFormerEmployeeYears;
  if (kind == v1::Interest::KIND_REVIEWED_BEFORE) return kReviewedBeforeYears;
  return 0;
}

}  // namespace

void SetExpiry(v1::Interest& interest) {
  interest.clear_expire_date();
  const int years = YearsOf(interest.kind());
  const auto since = validation::ParseDay(interest.since_date());
  if (years == 0 || !since) return;
  interest.set_expire_date(
      validation::FormatDay(absl::CivilDay(since->year() + years, since->month(), since->day())));
}

bool Bars(const v1::Interest& interest, absl::CivilDay day) {
  if (interest.state() != v1::Interest::STATE_DECLARED) return false;
  return interest.expire_date().empty() || validation::FormatDay(day) <= interest.expire_date();
}

bool IsOwnAuthority(const v1::Person& person, const v1::Authority& host) {
  if (person.authority().empty()) return false;
  if (person.authority() == host.name()) return true;
  const std::string home = validation::IdOf(person.authority());
  const auto& successors = host.successors();
  return std::find(successors.begin(), successors.end(), home) != successors.end();
}

InterestVerdict CheckInterest(const v1::Person& person, const v1::Authority& host,
                              const std::vector<v1::Interest>& interests, absl::CivilDay day) {
  InterestVerdict verdict{.barred = IsOwnAuthority(person, host), .overridden = false};
  for (const v1::Interest& interest : interests) {
    if (interest.authority() != host.name()) continue;
    if (validation::ParentOf(interest.name()) != person.name()) continue;
    verdict.barred |= Bars(interest, day);
    verdict.overridden |= interest.state() == v1::Interest::STATE_OVERRIDDEN;
  }
  return verdict;
}

}  // namespace peerchallenge::scheduling
