#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "services/recommendations/context.h"
#include "services/recommendations/plans/action_plan_opening.h"

// Storing plans and actions so that what follows from them (figures, due days, who serves what) is
// stored with them. All of it belongs to a transaction that writes.
namespace peerchallenge::recommendations {

// Opens the action plan of a letter, in the transaction that issues it. RESOURCE_EXISTS when the
// review has one.
absl::Status OpenActionPlan(storage::Transaction& tx, const Context& context,
                            const IssuedLetter& letter);

// Stores a changed plan, as it stands today; gives it as stored. ETAG_MISMATCH.
absl::StatusOr<v1::ActionPlan> FilePlan(storage::Transaction& tx, const Context& context,
                                        v1::ActionPlan plan, const std::string& etag);

// Stores a new action, or one whose due day or recommendations have changed: with its deadline and
// the earlier actions for what it repeats. Gives it as stored. RESOURCE_EXISTS, ETAG_MISMATCH.
absl::StatusOr<v1::Action> FileNewAction(storage::Transaction& tx, const Context& context,
                                         v1::Action action);
absl::StatusOr<v1::Action> FileChangedAction(storage::Transaction& tx, const Context& context,
                                             v1::Action action, const std::string& etag);
// Stores an action that has gone on otherwise.
absl::StatusOr<v1::Action> FileAction(storage::Transaction& tx, const Context& context,
                                      v1::Action action, const std::string& etag);

// Keeps an update of an action under an id. RESOURCE_EXISTS; QUOTA_EXCEEDED ("action_updates").
absl::Status FileUpdate(storage::Transaction& tx, const Context& context, const std::string& action,
                        const std::string& id, v1::ActionUpdate update);

// Brings up to date what the plan and its responses say of the actions, wherever it has changed.
// For after responses or actions were stored or deleted.
absl::Status Recount(storage::Transaction& tx, const Context& context, const std::string& plan);

}  // namespace peerchallenge::recommendations
