#include "services/recommendations/support/interests.h"

#include <map>
#include <string>

#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::Interest;
using scheduling::v1::Person;

constexpr char kDirector[] = "DIRECTOR";

bool StandsOn(const Interest& interest, absl::CivilDay day) {
  const auto expiry = validation::ParseDay(interest.expire_date());
  return interest.state() == Interest::STATE_DECLARED && (!expiry || day <= *expiry);
}

}  // namespace

InterestedPairs PairsWithInterests(const std::vector<Interest>& interests,
                                   const std::vector<Person>& people, absl::CivilDay day) {
  std::map<std::string, std::string> homes;  // of directors, by person
  for (const Person& person : people) {
    if (person.role() != kDirector || person.inactive() || person.authority().empty()) continue;
    homes[person.name()] = person.authority();
  }
  InterestedPairs pairs;
  for (const Interest& interest : interests) {
    const auto home = homes.find(validation::ParentOf(interest.name()));
    if (home != homes.end() && StandsOn(interest, day)) {
      pairs.emplace(home->second, interest.authority());
    }
  }
  return pairs;
}

}  // namespace peerchallenge::recommendations
