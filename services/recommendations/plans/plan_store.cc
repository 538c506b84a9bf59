#include "services/recommendations/plans/plan_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/errors/errors.h"
#include "common/resources/list_order.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {
namespace {

using absl::CivilDay;
using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;
using validation::FormatDay;

constexpr int64_t kOfAction = 0;  // the kind of an action's deadline

constexpr std::string_view kAddOrigin =
    "INSERT INTO action_plan_origins (plan, letter, issue_date, rules) VALUES ($1, $2, $3, $4)";
constexpr std::string_view kOrigin =
    "SELECT letter, issue_date, rules FROM action_plan_origins WHERE plan = $1";
constexpr std::string_view kSetPublication =
    "UPDATE action_plan_origins SET public_after = $2, public_until = $3 WHERE plan = $1";
constexpr std::string_view kPublication =
    "SELECT public_after, public_until FROM action_plan_origins "
    "WHERE plan = $1 AND public_after IS NOT NULL";
constexpr std::string_view kSetDeadline =
    "INSERT INTO deadlines (name, kind, due_date, office_date, board_date) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name, kind) DO UPDATE SET "
    "due_date = excluded.due_date, office_date = excluded.office_date, "
    "board_date = excluded.board_date";
constexpr std::string_view kDeadlines =
    "SELECT kind, due_date, office_date, board_date FROM deadlines WHERE name = $1";
constexpr std::string_view kSetNextChange =
    "INSERT INTO day_changes (name, next_date) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE SET next_date = excluded.next_date";
constexpr std::string_view kCountUpdates = "SELECT COUNT(*) FROM action_updates WHERE parent = $1";
constexpr std::string_view kNoNextChange = "DELETE FROM day_changes WHERE name = $1";
constexpr std::string_view kChangingBy =
    "SELECT name FROM day_changes WHERE next_date <= $1 ORDER BY next_date, name LIMIT $2";

Value ListedByNumber(const v1::RecommendationResponse& response) {
  return absl::StrCat(absl::StrFormat("%04d ", response.number()),
                      validation::IdOf(response.name()));
}

Value ListedByDueDate(const v1::Action& action) {
  return absl::StrCat(action.due_date(), " ", validation::IdOf(validation::ReviewOf(action.name())),
                      " ", validation::IdOf(action.name()));
}

Value RegionOf(const v1::Action& action) { return validation::RegionOf(action.name()); }

Value OverduePlan(const v1::ActionPlan& plan) { return int64_t{HasOverdue(plan) ? 1 : 0}; }
Value OverdueAction(const v1::Action& action) { return int64_t{action.overdue() ? 1 : 0}; }

absl::StatusOr<CivilDay> ReadDay(const Row& row, int column) {
  const auto day = validation::ParseDay(row.Text(column));
  if (day) return *day;
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT, "a date cannot be read");
}

absl::StatusOr<Deadline> ReadDeadline(const Row& row) {
  const auto due = ReadDay(row, 1);
  const auto office = ReadDay(row, 2);
  const auto board = ReadDay(row, 3);
  absl::Status status = due.status();
  status.Update(office.status());
  status.Update(board.status());
  if (!status.ok()) return status;
  return Deadline{.due = *due, .office = *office, .board = *board};
}

absl::Status PutDeadline(Transaction& tx, const std::string& name, int64_t kind,
                         const Deadline& deadline) {
  return tx.Post(kSetDeadline, {{name, kind, FormatDay(deadline.due), FormatDay(deadline.office),
                                 FormatDay(deadline.board)}});
}

absl::StatusOr<std::map<int64_t, Deadline>> AllDeadlines(Transaction& tx, const std::string& name) {
  std::map<int64_t, Deadline> deadlines;
  absl::Status status = tx.Query(kDeadlines, {{name}}, [&](const Row& row) {
    const auto deadline = ReadDeadline(row);
    if (deadline.ok()) deadlines.emplace(row.Int(0), *deadline);
    return deadline.status();
  });
  if (!status.ok()) return status;
  return deadlines;
}

}  // namespace

PlanStore::PlanStore(const environment::Clock& clock, const storage::Sealer& sealer)
    : plans({.table = "action_plans",
             .columns = {{"host", [](const auto& plan) { return Value(plan.host()); }},
                         {"overdue", OverduePlan}}},
            clock, sealer),
      responses({.table = "recommendation_responses", .columns = {{"listed", ListedByNumber}}},
                clock, sealer),
      actions({.table = "actions",
               .columns = {{"listed", ListedByDueDate},
                           {"region", RegionOf},
                           {"overdue", OverdueAction}}},
              clock, sealer),
      updates({.table = "action_updates",
               .columns = {{"listed", resources::NewestFirst<v1::ActionUpdate>}}},
              clock, sealer),
      progress_reviews({.table = "progress_reviews",
                        .columns = {{"listed", resources::NewestFirst<v1::ProgressReview>}}},
                       clock, sealer) {}

absl::StatusOr<std::vector<v1::RecommendationResponse>> PlanStore::ResponsesOf(
    Transaction& tx, const std::string& plan) const {
  auto all = responses.All(tx, {{"parent", plan}});
  if (!all.ok()) return all;
  std::sort(all->begin(), all->end(),
            [](const auto& a, const auto& b) { return a.number() < b.number(); });
  return all;
}

absl::StatusOr<std::vector<v1::Action>> PlanStore::ActionsOf(Transaction& tx,
                                                             const std::string& plan) const {
  return actions.All(tx, {{"parent", plan}});
}

absl::StatusOr<int64_t> PlanStore::CountUpdates(Transaction& tx, const std::string& action) const {
  int64_t count = 0;
  absl::Status status = tx.Query(kCountUpdates, {{action}}, [&](const Row& row) {
    count = row.Int(0);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return count;
}

absl::StatusOr<std::vector<v1::ActionPlan>> PlanStore::PlansOf(
    Transaction& tx, const std::set<std::string>& hosts) const {
  std::vector<v1::ActionPlan> all;
  for (const std::string& host : hosts) {
    auto of_host = plans.All(tx, {{"host", host}});
    if (!of_host.ok()) return of_host;
    std::move(of_host->begin(), of_host->end(), std::back_inserter(all));
  }
  return all;
}

absl::Status PlanStore::ForgetAction(Transaction& tx, const std::string& action) const {
  absl::Status status = tx.Post("DELETE FROM action_updates WHERE parent = $1", {{action}});
  if (status.ok()) status = tx.Post("DELETE FROM deadlines WHERE name = $1", {{action}});
  return status.ok() ? SetNextChange(tx, action, std::nullopt) : status;
}

absl::Status PlanStore::AddOrigin(Transaction& tx, const std::string& plan,
                                  const PlanOrigin& origin) const {
  return tx.Post(kAddOrigin, {{plan, origin.letter, FormatDay(origin.issue_date),
                               Blob{origin.rules.SerializeAsString()}}});
}

absl::StatusOr<PlanOrigin> PlanStore::Origin(Transaction& tx, const std::string& plan) const {
  std::optional<PlanOrigin> origin;
  absl::Status status = tx.Query(kOrigin, {{plan}}, [&](const Row& row) -> absl::Status {
    const auto issued = ReadDay(row, 1);
    if (!issued.ok()) return issued.status();
    origin = PlanOrigin{.letter = std::string(row.Text(0)), .issue_date = *issued, .rules = {}};
    if (origin->rules.ParseFromString(std::string(row.Bytes(2)))) return absl::OkStatus();
    return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                        "the rules of a plan cannot be read");
  });
  if (!status.ok()) return status;
  if (!origin) return errors::NotFound(plan);
  return *std::move(origin);
}

absl::Status PlanStore::SetPublication(Transaction& tx, const std::string& plan,
                                       const Publication& publication) const {
  return tx.Post(kSetPublication, {{plan, publication.after, publication.until}});
}

absl::StatusOr<std::optional<Publication>> PlanStore::PublicationOf(Transaction& tx,
                                                                    const std::string& plan) const {
  std::optional<Publication> publication;
  absl::Status status = tx.Query(kPublication, {{plan}}, [&](const Row& row) {
    publication = Publication{.after = row.Int(0), .until = row.Int(1)};
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return publication;
}

absl::Status PlanStore::SetDeadline(Transaction& tx, const std::string& action,
                                    const Deadline& deadline) const {
  return PutDeadline(tx, action, kOfAction, deadline);
}

absl::Status PlanStore::SetDeadlines(Transaction& tx, const std::string& plan,
                                     const ClockDeadlines& deadlines) const {
  for (const auto& [kind, deadline] : deadlines) {
    absl::Status status = PutDeadline(tx, plan, kind, deadline);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Deadline> PlanStore::DeadlineOf(Transaction& tx, const std::string& action) const {
  const auto all = AllDeadlines(tx, action);
  if (!all.ok()) return all.status();
  const auto found = all->find(kOfAction);
  if (found == all->end()) return errors::NotFound(action);
  return found->second;
}

absl::StatusOr<ClockDeadlines> PlanStore::DeadlinesOf(Transaction& tx,
                                                      const std::string& plan) const {
  const auto all = AllDeadlines(tx, plan);
  if (!all.ok()) return all.status();
  ClockDeadlines deadlines;
  for (const auto& [kind, deadline] : *all) {
    deadlines.emplace(static_cast<v1::PlanClock::Kind>(kind), deadline);
  }
  return deadlines;
}

absl::Status PlanStore::SetNextChange(Transaction& tx, const std::string& name,
                                      std::optional<CivilDay> day) const {
  if (!day) return tx.Post(kNoNextChange, {{name}});
  return tx.Post(kSetNextChange, {{name, FormatDay(*day)}});
}

absl::StatusOr<std::vector<std::string>> PlanStore::ChangingBy(Transaction& tx, CivilDay today,
                                                               int64_t most) const {
  std::vector<std::string> names;
  absl::Status status = tx.Query(kChangingBy, {{FormatDay(today), most}}, [&](const Row& row) {
    names.emplace_back(row.Text(0));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return names;
}

}  // namespace peerchallenge::recommendations
