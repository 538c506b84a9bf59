#include "services/scheduling/changed_person.h"

#include <vector>

#include "common/resources/stamped.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/interests.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/team.h"

namespace peerchallenge::scheduling {
namespace {

constexpr char kLeftPool[] = "left the pool";
constexpr char kOfHost[] = "belongs to the host";

// Whether teams have to be looked at.
bool ConcernsTeams(const v1::Person& before, const v1::Person& after) {
  return before.inactive() != after.inactive() || before.authority() != after.authority() ||
         before.role() != after.role();
}

// Brings one team in line with the person; whether that changed it.
bool Align(const v1::Person& person, const std::vector<v1::Authority>& region, v1::Review& review) {
  if (!IsAhead(review)) return false;
  if (person.inactive()) return Bar(person.name(), kLeftPool, review);
  if (IsOwnAuthority(person, LineOf(review.host(), region))) {
    return Bar(person.name(), kOfHost, review);
  }
  return Refresh(person, review);
}

absl::Status AlignTeams(storage::Transaction& tx, const Context& context,
                        const v1::Person& person) {
  const std::string region = validation::RegionOf(person.name());
  auto authorities = context.store.AuthoritiesOf(tx, region);
  if (!authorities.ok()) return authorities.status();
  auto reviews = context.store.ReviewsOf(tx, region);
  if (!reviews.ok()) return reviews.status();
  for (v1::Review& review : *reviews) {
    if (!Align(person, *authorities, review)) continue;
    auto stored = UpdateStamped(tx, context, context.store.reviews, review, "");
    if (!stored.ok()) return stored.status();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Person> StoreChanged(storage::Transaction& tx, const Context& context,
                                        const v1::Person& person, const std::string& etag) {
  const auto& people = context.store.people;
  auto before = people.Get(tx, person.name());
  if (!before.ok()) return before;
  auto stored = UpdateStamped(tx, context, people, person, etag);
  if (!stored.ok() || !ConcernsTeams(*before, *stored)) return stored;
  if (absl::Status status = AlignTeams(tx, context, *stored); !status.ok()) return status;
  return stored;
}

}  // namespace peerchallenge::scheduling
