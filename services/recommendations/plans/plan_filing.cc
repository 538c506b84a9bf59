#include "services/recommendations/plans/plan_filing.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/errors/errors.h"
#include "common/resources/stamped.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/recommendations/follow_up_rules.h"
#include "services/recommendations/plans/earlier_actions.h"
#include "services/recommendations/plans/plan_names.h"
#include "services/recommendations/plans/plan_progress.h"
#include "services/recommendations/region_days.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::util::MessageDifferencer;
using resources::InsertStamped;
using resources::UpdateStamped;
using storage::Transaction;

// More than any action needs; an update never goes.
constexpr int64_t kMostUpdates = 1'000;

absl::CivilDay TodayOf(const Context& context) { return environment::Today(context.clock); }

// Sets a plan's figures and what of it depends on the day.
absl::Status BringUpToDate(Transaction& tx, const Context& context, v1::ActionPlan& plan,
                           const std::vector<v1::RecommendationResponse>& responses,
                           const std::vector<v1::Action>& actions) {
  const absl::CivilDay today = TodayOf(context);
  *plan.mutable_progress() = ProgressOf(responses, actions, today);
  const auto deadlines = context.store.plans.DeadlinesOf(tx, plan.name());
  if (!deadlines.ok()) return deadlines.status();
  return context.store.plans.SetNextChange(tx, plan.name(), SetDay(plan, *deadlines, today));
}

// Sets what of an action depends on the day.
absl::Status BringUpToDate(Transaction& tx, const Context& context, v1::Action& action) {
  const auto deadline = context.store.plans.DeadlineOf(tx, action.name());
  if (!deadline.ok()) return deadline.status();
  return context.store.plans.SetNextChange(tx, action.name(),
                                           SetDay(action, *deadline, TodayOf(context)));
}

// Sets an action's deadline, by its plan's rules, and the earlier actions for what it repeats.
absl::Status Plan(Transaction& tx, const Context& context, v1::Action& action) {
  const auto origin = context.store.plans.Origin(tx, PlanOf(action.name()));
  if (!origin.ok()) return origin.status();
  const auto working_days = WorkingDaysOf(tx, context.relations, action.name());
  if (!working_days.ok()) return working_days.status();
  const auto due = validation::ParseDay(action.due_date());
  if (due) {
    absl::Status status = context.store.plans.SetDeadline(
        tx, action.name(), DeadlineOn(*due, origin->rules, *working_days));
    if (!status.ok()) return status;
  }
  auto earlier = EarlierActions(tx, context, action);
  if (!earlier.ok()) return earlier.status();
  action.mutable_earlier_actions()->Assign(earlier->begin(), earlier->end());
  return absl::OkStatus();
}

// The names of the actions that serve each recommendation, in order.
std::map<std::string, std::vector<std::string>> Serving(const std::vector<v1::Action>& actions) {
  std::map<std::string, std::vector<std::string>> serving;
  for (const v1::Action& action : actions) {
    for (const std::string& served : action.recommendations()) {
      serving[served].push_back(action.name());
    }
  }
  return serving;
}

}  // namespace

absl::Status OpenActionPlan(Transaction& tx, const Context& context, const IssuedLetter& letter) {
  const std::string region = validation::RegionOf(letter.name);
  const auto rules = RulesOf(tx, context.store, region);
  if (!rules.ok()) return rules.status();
  const auto working_days = WorkingDaysOf(tx, context.relations, region);
  if (!working_days.ok()) return working_days.status();
  OpenedPlan opened = OpenPlan(letter, *rules, *working_days);
  const PlanStore& store = context.store.plans;
  const std::string name = opened.plan.name();
  absl::Status status = store.SetDeadlines(tx, name, opened.deadlines);
  if (status.ok()) {
    status = store.AddOrigin(
        tx, name, {.letter = letter.name, .issue_date = letter.issue_date, .rules = opened.rules});
  }
  for (v1::RecommendationResponse& response : opened.responses) {
    if (!status.ok()) return status;
    status = InsertStamped(tx, context, store.responses, response).status();
  }
  if (status.ok()) status = BringUpToDate(tx, context, opened.plan, opened.responses, {});
  if (!status.ok()) return status;
  return InsertStamped(tx, context, store.plans, std::move(opened.plan)).status();
}

absl::StatusOr<v1::ActionPlan> FilePlan(Transaction& tx, const Context& context,
                                        v1::ActionPlan plan, const std::string& etag) {
  const PlanStore& store = context.store.plans;
  const auto responses = store.ResponsesOf(tx, plan.name());
  if (!responses.ok()) return responses.status();
  const auto actions = store.ActionsOf(tx, plan.name());
  if (!actions.ok()) return actions.status();
  absl::Status status = BringUpToDate(tx, context, plan, *responses, *actions);
  if (!status.ok()) return status;
  return UpdateStamped(tx, context, store.plans, std::move(plan), etag);
}

absl::StatusOr<v1::Action> FileNewAction(Transaction& tx, const Context& context,
                                         v1::Action action) {
  absl::Status status = Plan(tx, context, action);
  if (status.ok()) status = BringUpToDate(tx, context, action);
  if (!status.ok()) return status;
  return InsertStamped(tx, context, context.store.plans.actions, std::move(action));
}

absl::StatusOr<v1::Action> FileChangedAction(Transaction& tx, const Context& context,
                                             v1::Action action, const std::string& etag) {
  if (absl::Status status = Plan(tx, context, action); !status.ok()) return status;
  return FileAction(tx, context, std::move(action), etag);
}

absl::StatusOr<v1::Action> FileAction(Transaction& tx, const Context& context, v1::Action action,
                                      const std::string& etag) {
  if (absl::Status status = BringUpToDate(tx, context, action); !status.ok()) return status;
  return UpdateStamped(tx, context, context.store.plans.actions, std::move(action), etag);
}

absl::Status FileUpdate(Transaction& tx, const Context& context, const std::string& action,
                        const std::string& id, v1::ActionUpdate update) {
  const auto kept = context.store.plans.CountUpdates(tx, action);
  if (!kept.ok()) return kept.status();
  if (*kept >= kMostUpdates) {
    return errors::QuotaExceeded("action_updates",
                                 absl::StrCat("an action has at most ", kMostUpdates, " updates"));
  }
  update.set_name(absl::StrCat(action, "/updates/", id));
  *update.mutable_create_time() = resources::StampOf(context.clock);
  return context.store.plans.updates.Insert(tx, update);
}

absl::Status Recount(Transaction& tx, const Context& context, const std::string& plan) {
  const PlanStore& store = context.store.plans;
  const auto actions = store.ActionsOf(tx, plan);
  if (!actions.ok()) return actions.status();
  auto responses = store.ResponsesOf(tx, plan);
  if (!responses.ok()) return responses.status();
  auto serving = Serving(*actions);
  for (v1::RecommendationResponse& response : *responses) {
    const std::vector<std::string>& now = serving[response.recommendation()];
    const auto& before = response.actions();
    if (std::equal(now.begin(), now.end(), before.begin(), before.end())) continue;
    response.mutable_actions()->Assign(now.begin(), now.end());
    auto updated = UpdateStamped(tx, context, store.responses, response, "");
    if (!updated.ok()) return updated.status();
  }
  auto stored = store.plans.Get(tx, plan);
  if (!stored.ok()) return stored.status();
  v1::ActionPlan now = *stored;
  absl::Status status = BringUpToDate(tx, context, now, *responses, *actions);
  if (!status.ok() || MessageDifferencer::Equals(now, *stored)) return status;
  return UpdateStamped(tx, context, store.plans, std::move(now), "").status();
}

}  // namespace peerchallenge::recommendations
