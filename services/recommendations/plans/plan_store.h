#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/environment/clock.h"
#include "common/resources/resource_table.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "peerchallenge/recommendations/v1/action_plans.pb.h"
#include "services/recommendations/plans/plan_clocks.h"

namespace peerchallenge::recommendations {

// What a plan began with, told to nobody as it is.
struct PlanOrigin {
  std::string letter;         // resource name
  absl::CivilDay issue_date;  // of the letter
  v1::FollowUpRules rules;    // those that hold for the plan, defaults filled in
};

// The changes by which a plan became public, by revision: those after `after`, up to and with
// `until`.
struct Publication {
  int64_t after = 0;
  int64_t until = 0;
};

// Action plans and what lies below them. Of the tables, the column "listed" gives the order of
// their lists, and "region" the region; "overdue" is 1 or 0. All functions belong to a transaction
// of the service's database.
class PlanStore {
 public:
  // Both outlive the store.
  PlanStore(const environment::Clock& clock, const storage::Sealer& sealer);

  const resources::ResourceTable<v1::ActionPlan> plans;
  const resources::ResourceTable<v1::RecommendationResponse> responses;
  const resources::ResourceTable<v1::Action> actions;
  const resources::ResourceTable<v1::ActionUpdate> updates;
  const resources::ResourceTable<v1::ProgressReview> progress_reviews;

  // All responses of a plan, by number, and all of its actions, by name.
  absl::StatusOr<std::vector<v1::RecommendationResponse>> ResponsesOf(
      storage::Transaction& tx, const std::string& plan) const;
  absl::StatusOr<std::vector<v1::Action>> ActionsOf(storage::Transaction& tx,
                                                    const std::string& plan) const;
  // The plans of these hosts, by name.
  absl::StatusOr<std::vector<v1::ActionPlan>> PlansOf(storage::Transaction& tx,
                                                      const std::set<std::string>& hosts) const;
  // How many updates an action has.
  absl::StatusOr<int64_t> CountUpdates(storage::Transaction& tx, const std::string& action) const;
  // Forgets an action's updates and its deadline.
  absl::Status ForgetAction(storage::Transaction& tx, const std::string& action) const;

  absl::Status AddOrigin(storage::Transaction& tx, const std::string& plan,
                         const PlanOrigin& origin) const;
  // RESOURCE_NOT_FOUND.
  absl::StatusOr<PlanOrigin> Origin(storage::Transaction& tx, const std::string& plan) const;
  absl::Status SetPublication(storage::Transaction& tx, const std::string& plan,
                              const Publication& publication) const;
  // Nothing for a plan that is not public, or not there.
  absl::StatusOr<std::optional<Publication>> PublicationOf(storage::Transaction& tx,
                                                           const std::string& plan) const;

  absl::Status SetDeadline(storage::Transaction& tx, const std::string& action,
                           const Deadline& deadline) const;
  absl::Status SetDeadlines(storage::Transaction& tx, const std::string& plan,
                            const ClockDeadlines& deadlines) const;
  // RESOURCE_NOT_FOUND.
  absl::StatusOr<Deadline> DeadlineOf(storage::Transaction& tx, const std::string& action) const;
  absl::StatusOr<ClockDeadlines> DeadlinesOf(storage::Transaction& tx,
                                             const std::string& plan) const;

  // Notes the next day on which a plan or an action changes by itself; nothing: none.
  absl::Status SetNextChange(storage::Transaction& tx, const std::string& name,
                             std::optional<absl::CivilDay> day) const;
  // Plans and actions that change on `today` or before, at most `most`, the longest due first.
  absl::StatusOr<std::vector<std::string>> ChangingBy(storage::Transaction& tx,
                                                      absl::CivilDay today, int64_t most) const;
};

}  // namespace peerchallenge::recommendations
