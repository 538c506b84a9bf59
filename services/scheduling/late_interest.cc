#include "services/scheduling/late_interest.h"

#include "common/environment/london.h"
#include "common/resources/stamped.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/interests.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/team.h"

namespace peerchallenge::scheduling {
namespace {

constexpr char kDeclared[] = "declared an interest";

absl::Status Unassign(storage::Transaction& tx, const Context& context,
                      const v1::Interest& interest) {
  const std::string person = validation::ParentOf(interest.name());
  const absl::CivilDay today = environment::Today(context.clock);
  auto reviews = context.store.reviews.All(tx, {{"host", interest.authority()}});
  if (!reviews.ok()) return reviews.status();
  for (v1::Review& review : *reviews) {
    const absl::CivilDay day = validation::ParseDay(review.start_date()).value_or(today);
    if (!IsAhead(review) || !Bars(interest, day) || !Bar(person, kDeclared, review)) continue;
    auto stored = UpdateStamped(tx, context, context.store.reviews, review, "");
    if (!stored.ok()) return stored.status();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Interest> Declare(storage::Transaction& tx, const Context& context,
                                     v1::Interest interest) {
  interest.clear_override_reason();
  interest.clear_override_approver();
  interest.set_state(v1::Interest::STATE_DECLARED);
  SetExpiry(interest);
  auto stored = InsertStamped(tx, context, context.store.interests, interest);
  if (!stored.ok()) return stored;
  if (absl::Status status = Unassign(tx, context, *stored); !status.ok()) return status;
  return stored;
}

}  // namespace peerchallenge::scheduling
