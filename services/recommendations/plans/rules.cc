// The methods of ActionPlanService on a region's rules.
#include <algorithm>
#include <utility>

#include "common/access/roles.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/follow_up_rules.h"
#include "services/recommendations/plans/action_checks.h"
#include "services/recommendations/plans/action_plan_service.h"
#include "services/recommendations/plans/plan_names.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::FollowUpRules;
using validation::RegionOf;

// Whoever may read any plan of the region reads its rules.
bool MayRead(const access::Caller& caller, const std::string& region) {
  return std::any_of(caller.grants.begin(), caller.grants.end(), [&](const access::Grant& grant) {
    return (grant.region.empty() || grant.region == region) &&
           access::ReachOf(grant, access::v1::PERMISSION_ACTION_PLAN_READ) != access::Reach::kNone;
  });
}

// OK where the caller may use the call's permission on the rules of that name; otherwise
// RESOURCE_NOT_FOUND.
absl::Status CheckReach(Transaction& tx, const Context& context, const rpc::Call& call,
                        const std::string& name) {
  const auto viewer = IdentifyViewer(tx, context, call.caller);
  if (!viewer.ok()) return viewer.status();
  const std::string region = RegionOf(name);
  const bool reached = validation::MatchName(name, kFollowUpRulesName) &&
                       (call.permission == access::v1::PERMISSION_ACTION_PLAN_READ
                            ? MayRead(viewer->caller, region)
                            : access::Holds(viewer->caller, call.permission, {region, ""}));
  if (!reached) return errors::NotFound(name);
  const absl::Status there = context.relations.Region(tx, region).status();
  return absl::IsNotFound(there) ? errors::NotFound(name) : there;
}

absl::StatusOr<FollowUpRules> Update(Transaction& tx, const Context& context,
                                     const v1::UpdateFollowUpRulesRequest& request) {
  const FollowUpRules& patch = request.follow_up_rules();
  const auto& table = context.store.follow_up_rules;
  auto stored = table.Get(tx, patch.name());
  if (!stored.ok() && !absl::IsNotFound(stored.status())) return stored;
  const bool is_new = !stored.ok();
  if (is_new && !patch.etag().empty()) return errors::EtagMismatch(patch.name());
  FollowUpRules rules = is_new ? FollowUpRules() : *std::move(stored);
  rules.set_name(patch.name());
  absl::Status status =
      resources::ApplyUpdate(patch, request.update_mask(), {"create_time", "update_time"}, &rules);
  if (status.ok()) status = CheckRules(WithDefaults(rules));
  if (!status.ok()) return status;
  return is_new ? resources::InsertStamped(tx, context, table, std::move(rules))
                : resources::UpdateStamped(tx, context, table, std::move(rules), patch.etag());
}

}  // namespace

absl::StatusOr<FollowUpRules> ActionPlanService::GetFollowUpRules(
    const rpc::Call& call, const v1::GetFollowUpRulesRequest& request) {
  absl::StatusOr<FollowUpRules> rules = FollowUpRules();
  absl::Status status = context_.database.Read(call.deadline, [&](Transaction& tx) {
    absl::Status reached = CheckReach(tx, context_, call, request.name());
    if (reached.ok()) rules = RulesOf(tx, context_.store, RegionOf(request.name()));
    return reached.ok() ? rules.status() : reached;
  });
  if (!status.ok()) return status;
  return rules;
}

absl::StatusOr<FollowUpRules> ActionPlanService::UpdateFollowUpRules(
    const rpc::Call& call, const v1::UpdateFollowUpRulesRequest& request) {
  absl::StatusOr<FollowUpRules> rules = FollowUpRules();
  absl::Status status = context_.database.Write(call.deadline, [&](Transaction& tx) {
    absl::Status reached = CheckReach(tx, context_, call, request.follow_up_rules().name());
    if (!reached.ok()) return reached;
    rules = resources::Once<FollowUpRules>(
        tx, {call.caller.subject, call.method, request.request_id()}, request, context_.clock,
        [](const FollowUpRules&) { return absl::OkStatus(); },
        [&] { return Update(tx, context_, request); });
    return rules.status();
  });
  if (!status.ok()) return status;
  return WithDefaults(*std::move(rules));
}

}  // namespace peerchallenge::recommendations
