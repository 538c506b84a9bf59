#include "services/recommendations/plans/day_clerk.h"

#include <set>
#include <string>

#include "common/environment/london.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/plans/plan_filing.h"
#include "services/recommendations/plans/plan_names.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;

// Other writes wait meanwhile.
constexpr int64_t kAtATime = 50;

absl::StatusOr<std::vector<std::string>> Pending(Transaction& tx, const Context& context,
                                                 int64_t most) {
  return context.store.plans.ChangingBy(tx, environment::Today(context.clock), most);
}

absl::Status WorkOffSome(Transaction& tx, const Context& context) {
  const auto pending = Pending(tx, context, kAtATime);
  if (!pending.ok()) return pending.status();
  std::set<std::string> plans;
  for (const std::string& name : *pending) {
    plans.insert(PlanOf(name));
    if (!validation::MatchName(name, kActionName)) continue;
    auto action = context.store.plans.actions.Get(tx, name);
    if (!action.ok()) return action.status();
    absl::Status status = FileAction(tx, context, *std::move(action), "").status();
    if (!status.ok()) return status;
  }
  for (const std::string& plan : plans) {
    if (absl::Status status = Recount(tx, context, plan); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> IsDayPending(Transaction& tx, const Context& context) {
  const auto pending = Pending(tx, context, 1);
  if (!pending.ok()) return pending.status();
  return !pending->empty();
}

absl::Status WorkOffDays(const Context& context, absl::Time deadline) {
  while (true) {
    bool left = false;
    absl::Status status = context.database.Read(deadline, [&](Transaction& tx) {
      const auto pending = IsDayPending(tx, context);
      left = pending.ok() && *pending;
      return pending.status();
    });
    if (!status.ok() || !left) return status;
    status =
        context.database.Write(deadline, [&](Transaction& tx) { return WorkOffSome(tx, context); });
    if (!status.ok()) return status;
  }
}

}  // namespace peerchallenge::recommendations
