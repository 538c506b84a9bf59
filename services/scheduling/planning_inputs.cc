#include "services/scheduling/planning_inputs.h"

#include <algorithm>
#include <utility>

#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/calendar.h"
#include "services/scheduling/interests.h"
#include "services/scheduling/life_cycle.h"

namespace peerchallenge::scheduling {
namespace {

template <typename Message>
const Message* FindByName(const std::vector<Message>& sorted, const std::string& name) {
  const auto found = std::lower_bound(
      sorted.begin(), sorted.end(), name,
      [](const Message& message, const std::string& n) { return message.name() < n; });
  return found != sorted.end() && found->name() == name ? &*found : nullptr;
}

}  // namespace

absl::StatusOr<PlanningInputs> LoadPlanningInputs(
    storage::Transaction& tx, const Store& store, const std::string& programme,
    const std::function<bool(const v1::Review&)>& known) {
  PlanningInputs inputs;
  auto found = store.programmes.Get(tx, programme);
  if (!found.ok()) return found.status();
  inputs.programme = *std::move(found);
  const std::string region_name = validation::RegionOf(programme);
  auto region = store.regions.Get(tx, region_name);
  if (!region.ok()) return region.status();
  inputs.region = *std::move(region);
  auto authorities = store.AuthoritiesOf(tx, region_name);
  if (!authorities.ok()) return authorities.status();
  inputs.authorities = *std::move(authorities);
  for (const v1::Authority& authority : inputs.authorities) {
    inputs.lines[authority.name()] = LineOf(authority.name(), inputs.authorities);
  }
  auto people = store.PeopleOf(tx, region_name);
  if (!people.ok()) return people.status();
  inputs.people = *std::move(people);
  auto interests = store.InterestsOf(tx, region_name);
  if (!interests.ok()) return interests.status();
  inputs.interests = *std::move(interests);
  auto reviews = store.ReviewsOf(tx, region_name);
  if (!reviews.ok()) return reviews.status();
  for (v1::Review& review : *reviews) {
    if (Counts(review) && known(review)) inputs.reviews.push_back(std::move(review));
  }
  return inputs;
}

std::optional<absl::CivilDay> WeekOf(const v1::Review& review) {
  const auto day = validation::ParseDay(review.start_date());
  if (!day) return std::nullopt;
  return MondayOf(*day);
}

const v1::Authority* FindAuthority(const PlanningInputs& inputs, const std::string& name) {
  return FindByName(inputs.authorities, name);
}
const v1::Person* FindPerson(const PlanningInputs& inputs, const std::string& name) {
  return FindByName(inputs.people, name);
}
const v1::Review* FindReview(const PlanningInputs& inputs, const std::string& name) {
  return FindByName(inputs.reviews, name);
}

}  // namespace peerchallenge::scheduling
