#include "services/scheduling/interests.h"

#include <map>

#include "absl/strings/str_cat.h"
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

using Neighbours = std::map<std::string, std::vector<std::string>>;

std::set<std::string> Reached(const std::string& from, const Neighbours& next) {
  std::set<std::string> reached = {from};
  std::vector<std::string> to_follow = {from};
  while (!to_follow.empty()) {
    const auto found = next.find(to_follow.back());
    to_follow.pop_back();
    if (found == next.end()) continue;
    for (const std::string& name : found->second) {
      if (reached.insert(name).second) to_follow.push_back(name);
    }
  }
  return reached;
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

std::set<std::string> LineOf(const std::string& authority,
                             const std::vector<v1::Authority>& region) {
  Neighbours later;
  Neighbours earlier;
  for (const v1::Authority& each : region) {
    for (const std::string& code : each.successors()) {
      const std::string successor =
          absl::StrCat(validation::RegionOf(each.name()), "/authorities/", code);
      later[each.name()].push_back(successor);
      earlier[successor].push_back(each.name());
    }
  }
  std::set<std::string> line = Reached(authority, later);
  line.merge(Reached(authority, earlier));
  return line;
}

bool IsOwnAuthority(const v1::Person& person, const std::set<std::string>& line_of_host) {
  return line_of_host.contains(person.authority());
}

InterestVerdict CheckInterest(const v1::Person& person, const HostInLine& host,
                              const std::vector<v1::Interest>& interests, absl::CivilDay day) {
  InterestVerdict verdict{.barred = IsOwnAuthority(person, host.line), .overridden = false};
  for (const v1::Interest& interest : interests) {
    if (interest.authority() != host.name) continue;
    if (validation::ParentOf(interest.name()) != person.name()) continue;
    verdict.barred |= Bars(interest, day);
    verdict.overridden |= interest.state() == v1::Interest::STATE_OVERRIDDEN;
  }
  return verdict;
}

}  // namespace peerchallenge::scheduling
