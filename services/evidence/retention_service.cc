#include "services/evidence/retention_service.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/access/roles.h"
#include "common/changes/run_stream.h"
#include "common/environment/london.h"
#include "common/environment/uuid.h"
#include "common/environment/working_days.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/resources/paging.h"
#include "common/resources/standard_methods.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/evidence/days.h"
#include "services/evidence/disposal.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/names.h"
#include "services/evidence/retention.h"

namespace peerchallenge::evidence {
namespace {

using storage::Row;
using storage::Transaction;
using v1::DisposalRun;
using validation::FieldChecks;
using validation::RegionOf;

constexpr std::string_view kScheduleName = "regions/*/retentionSchedule";
constexpr std::string_view kRetentionName = "regions/*/reviews/*/retention";
constexpr std::string_view kHoldName = "regions/*/reviews/*/holds/*";
constexpr std::string_view kAllReviews = "/reviews/-";

constexpr size_t kLongestReason = 2'000;
constexpr int kMostSubjects = 1'000;
constexpr int kMostMonths = 120;
constexpr int kMostYearsInMonths = 240;
constexpr int kFewestLedgerMonths = 12;
constexpr absl::Duration kAsk = absl::Seconds(5);

// Who works on the retention of a whole region: otherwise RESOURCE_NOT_FOUND under `name`.
absl::StatusOr<Viewer> RequireRegion(Transaction& tx, const Context& context, const rpc::Call& call,
                                     const std::string& name) {
  auto viewer = IdentifyViewer(tx, context, call.caller);
  if (!viewer.ok()) return viewer;
  const std::string region =
      validation::MatchName(name, kRegionName) ? name : validation::RegionOf(name);
  if (region.empty() ||
      !access::Holds(viewer->caller, access::v1::PERMISSION_RETENTION_WORK, {region, ""})) {
    return errors::NotFound(name);
  }
  return viewer;
}

template <typename Reply, typename Act>
absl::StatusOr<Reply> ReadInRegion(const Context& context, const rpc::Call& call,
                                   const std::string& name, Act act) {
  absl::StatusOr<Reply> reply = Reply();
  absl::Status status = context.database.Read(call.deadline, [&](Transaction& tx) {
    auto viewer = RequireRegion(tx, context, call, name);
    reply = viewer.ok() ? act(tx, *viewer) : absl::StatusOr<Reply>(viewer.status());
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

template <typename Reply, typename Request, typename Act>
absl::StatusOr<Reply> MutateInRegion(const Context& context, const rpc::Call& call,
                                     const Request& request, const std::string& name, Act act) {
  absl::StatusOr<Reply> reply = Reply();
  absl::Status status = context.database.Write(call.deadline, [&](Transaction& tx) {
    auto viewer = RequireRegion(tx, context, call, name);
    reply = !viewer.ok()
                ? absl::StatusOr<Reply>(viewer.status())
                : resources::Once<Reply>(
                      tx, {call.caller.subject, call.method, request.request_id()}, request,
                      context.clock, [](const Reply&) { return absl::OkStatus(); },
                      [&] { return act(tx, *viewer); });
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

absl::Status CheckSchedule(const v1::RetentionSchedule& schedule) {
  FieldChecks checks;
  const auto months = [&](const char* field, int value, int min, int max) {
    checks.Range(absl::StrCat("retention_schedule.", field), value, min, max);
  };
  months("case_reference_months", schedule.case_reference_months(), 0,
         std::min(kMostMonths, schedule.evidence_months()));
  months("evidence_months", schedule.evidence_months(), 0, kMostMonths);
  months("interviewee_months", schedule.interviewee_months(), 0,
         std::min(kMostMonths, schedule.evidence_months()));
  months("concern_months", schedule.concern_months(), 0, kMostYearsInMonths);
  // The log is kept as long as anything that it tells of.
  months("ledger_months", schedule.ledger_months(),
         std::max({kFewestLedgerMonths, schedule.evidence_months(), schedule.concern_months()}),
         kMostYearsInMonths);
  return checks.Result();
}

absl::Status EnterHold(Transaction& tx, const Context& context, v1::LedgerEntry::Action action,
                       const v1::Hold& hold) {
  return context.ledger
      .Append(tx, ReviewOf(hold.name()),
              {.action = action,
               .subject = hold.name(),
               .time = context.clock.Now(),
               .bytes = hold.SerializeAsString()})
      .status();
}

}  // namespace

absl::StatusOr<v1::RetentionSchedule> RetentionService::GetRetentionSchedule(
    const rpc::Call& call, const v1::GetRetentionScheduleRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kScheduleName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return ReadInRegion<v1::RetentionSchedule>(
      context_, call, request.name(), [&](Transaction& tx, const Viewer&) {
        return ScheduleOf(tx, context_, RegionOf(request.name()));
      });
}

absl::StatusOr<v1::RetentionSchedule> RetentionService::UpdateRetentionSchedule(
    const rpc::Call& call, const v1::UpdateRetentionScheduleRequest& request) {
  const v1::RetentionSchedule& wanted = request.retention_schedule();
  FieldChecks checks;
  checks.Name("retention_schedule.name", wanted.name(), kScheduleName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return MutateInRegion<v1::RetentionSchedule>(
      context_, call, request, wanted.name(),
      [&](Transaction& tx, const Viewer&) -> absl::StatusOr<v1::RetentionSchedule> {
        const auto& table = context_.store.retention_schedules;
        auto stored = table.Get(tx, wanted.name());
        if (!stored.ok() && !absl::IsNotFound(stored.status())) return stored.status();
        const bool is_new = !stored.ok();
        v1::RetentionSchedule schedule;
        if (is_new) {
          if (!wanted.etag().empty()) return errors::EtagMismatch(wanted.name());
          schedule.set_name(wanted.name());
        } else {
          schedule = *std::move(stored);
        }
        absl::Status applied = resources::ApplyUpdate(wanted, request.update_mask(),
                                                      {"create_time", "update_time"}, &schedule);
        if (!applied.ok()) return applied;
        auto changed = is_new
                           ? InsertStamped(tx, context_, table, std::move(schedule))
                           : UpdateStamped(tx, context_, table, std::move(schedule), wanted.etag());
        if (!changed.ok()) return changed;
        auto effective = ScheduleOf(tx, context_, RegionOf(wanted.name()));
        if (!effective.ok()) return effective;
        if (absl::Status status = CheckSchedule(*effective); !status.ok()) return status;
        return effective;
      });
}

absl::StatusOr<v1::ReviewRetention> RetentionService::GetReviewRetention(
    const rpc::Call& call, const v1::GetReviewRetentionRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kRetentionName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Read<v1::ReviewRetention>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::ReviewRetention> {
        const std::string& review = standing.review.name();
        v1::ReviewRetention retention;
        retention.set_name(request.name());
        auto holds = HoldsInForce(tx, context_, review);
        if (!holds.ok()) return holds.status();
        for (const v1::Hold& hold : *holds) retention.add_holds(hold.name());
        auto start = RetentionStart(tx, standing.review);
        if (!start.ok()) return start.status();
        if (!start->has_value()) return retention;
        retention.set_start_date(validation::FormatDay(**start));
        auto schedule = ScheduleOf(tx, context_, RegionOf(review));
        if (!schedule.ok()) return schedule.status();
        for (const v1::RetentionClass retention_class : kRetentionClasses) {
          auto left = SubjectsOf(tx, context_, review, retention_class);
          if (!left.ok()) return left.status();
          auto& due = *retention.add_dues();
          due.set_retention_class(retention_class);
          due.set_date(validation::FormatDay(
              environment::AfterMonths(**start, MonthsOf(*schedule, retention_class))));
          due.set_held(std::any_of(holds->begin(), holds->end(), [&](const v1::Hold& hold) {
            return hold.subjects().empty() ||
                   (retention_class == v1::RETENTION_CLASS_INTERVIEWEE &&
                    !HeldBy({hold}, review).empty()) ||
                   retention_class == v1::RETENTION_CLASS_LEDGER;
          }));
          due.set_disposed(left->empty());
        }
        return retention;
      });
}

absl::StatusOr<v1::Hold> RetentionService::CreateHold(const rpc::Call& call,
                                                      const v1::CreateHoldRequest& request) {
  const v1::Hold& wanted = request.hold();
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  if (!request.hold_id().empty()) checks.Id("hold_id", request.hold_id());
  checks.That(
      wanted.ground() != v1::Hold::GROUND_UNSPECIFIED && v1::Hold::Ground_IsValid(wanted.ground()),
      "hold.ground", absl::StrCat(wanted.ground()),
      "LITIGATION, COMPLAINT, INFORMATION_REQUEST or INQUIRY");
  checks.Text("hold.reason", wanted.reason(), 1, kLongestReason);
  checks.Count("hold.subjects", wanted.subjects_size(), kMostSubjects);
  if (wanted.subjects_size() <= kMostSubjects) {
    for (const std::string& subject : wanted.subjects()) {
      const bool known = validation::MatchName(subject, kItemName) ||
                         validation::MatchName(subject, kAttachmentName) ||
                         validation::MatchName(subject, kConcernName);
      checks.That(known && ReviewOf(subject) == request.parent(), "hold.subjects", subject,
                  "items, attachments and concerns of the review");
    }
  }
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<v1::Hold>(
      context_, call, request, request.parent(),
      [&](Transaction& tx, const Standing&) -> absl::StatusOr<v1::Hold> {
        for (const std::string& subject : wanted.subjects()) {
          absl::Status there = context_.store.CheckThere(tx, subject);
          if (absl::IsNotFound(there)) {
            return errors::ReferenceBroken(
                subject, absl::StrCat("hold.subjects names '", subject, "', which is not there"));
          }
          if (!there.ok()) return there;
        }
        v1::Hold hold;
        hold.set_name(request.parent() + "/holds/" +
                      (request.hold_id().empty()
                           ? environment::NewUuidV7(context_.clock, context_.random)
                           : request.hold_id()));
        hold.set_ground(wanted.ground());
        hold.set_reason(wanted.reason());
        *hold.mutable_subjects() = wanted.subjects();
        hold.set_state(v1::Hold::STATE_IN_FORCE);
        hold.set_placed_by(call.caller.subject);
        auto placed = InsertStamped(tx, context_, context_.store.holds, std::move(hold));
        if (!placed.ok()) return placed;
        absl::Status entered =
            EnterHold(tx, context_, v1::LedgerEntry::ACTION_HOLD_PLACED, *placed);
        if (!entered.ok()) return entered;
        return placed;
      });
}

absl::StatusOr<v1::Hold> RetentionService::GetHold(const rpc::Call& call,
                                                   const v1::GetHoldRequest& request) {
  return Read<v1::Hold>(context_, call, request.name(), [&](Transaction& tx, const Standing&) {
    return context_.store.holds.Get(tx, request.name());
  });
}

absl::StatusOr<v1::ListHoldsResponse> RetentionService::ListHolds(
    const rpc::Call& call, const v1::ListHoldsRequest& request) {
  const std::string region = RegionOf(request.parent());
  const bool of_region = !region.empty() && request.parent() == region + std::string(kAllReviews);
  FieldChecks checks;
  checks.That(of_region || validation::MatchName(request.parent(), kReviewName).has_value(),
              "parent", request.parent(), "the name of a review, or \"{region}/reviews/-\"");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  auto page = resources::NumberPage::Of(context_.store.sealer(), call, request);
  if (!page.ok()) return page.status();
  return ReadInRegion<v1::ListHoldsResponse>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::ListHoldsResponse> {
        if (!of_region) {
          const auto standing =
              FindStanding(tx, context_.relations, viewer, call.permission, request.parent());
          if (!standing.ok()) return standing.status();
        }
        std::vector<v1::Hold> holds;
        absl::Status status = context_.store.holds.Scan(tx, {}, [&](const v1::Hold& hold) {
          if (of_region ? RegionOf(hold.name()) == region
                        : ReviewOf(hold.name()) == request.parent()) {
            holds.push_back(hold);
          }
          return absl::OkStatus();
        });
        if (!status.ok()) return status;
        // Visits that the caller may not know of are left out with all that lies below them.
        std::vector<v1::Hold> seen;
        for (v1::Hold& hold : holds) {
          auto standing =
              FindStanding(tx, context_.relations, viewer, call.permission, hold.name());
          if (absl::IsNotFound(standing.status())) continue;
          if (!standing.ok()) return standing.status();
          seen.push_back(std::move(hold));
        }
        std::stable_sort(seen.begin(), seen.end(), [](const v1::Hold& a, const v1::Hold& b) {
          return a.state() < b.state();
        });
        v1::ListHoldsResponse response;
        const auto places = page->PlacesOf(seen.size());
        for (size_t i = places.begin; i < places.end; ++i) {
          *response.add_holds() = std::move(seen[i]);
        }
        response.set_next_page_token(places.next_page_token);
        return response;
      });
}

absl::StatusOr<v1::Hold> RetentionService::ReleaseHold(const rpc::Call& call,
                                                       const v1::ReleaseHoldRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kHoldName);
  checks.Text("reason", request.reason(), 1, kLongestReason);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<v1::Hold>(context_, call, request, request.name(),
                          [&](Transaction& tx, const Standing&) -> absl::StatusOr<v1::Hold> {
                            auto hold = context_.store.holds.Get(tx, request.name());
                            if (!hold.ok()) return hold;
                            if (hold->state() != v1::Hold::STATE_IN_FORCE) {
                              return errors::WrongState(hold->name(), "RELEASED", "IN_FORCE");
                            }
                            hold->set_state(v1::Hold::STATE_RELEASED);
                            hold->set_released_by(call.caller.subject);
                            hold->set_release_reason(request.reason());
                            auto released = UpdateStamped(tx, context_, context_.store.holds,
                                                          *std::move(hold), request.etag());
                            if (!released.ok()) return released;
                            absl::Status entered = EnterHold(
                                tx, context_, v1::LedgerEntry::ACTION_HOLD_RELEASED, *released);
                            if (!entered.ok()) return entered;
                            return released;
                          });
}

absl::StatusOr<DisposalRun> RetentionService::StartDisposalRun(
    const rpc::Call& call, const v1::StartDisposalRunRequest& request) {
  const absl::CivilDay today = environment::Today(context_.clock);
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  if (!request.disposal_run_id().empty()) checks.Id("disposal_run_id", request.disposal_run_id());
  const auto due = checks.OptionalDay("due_date", request.due_date());
  checks.That(!due || *due <= today, "due_date", request.due_date(), "a day not after today");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return MutateInRegion<DisposalRun>(
      context_, call, request, request.parent(),
      [&](Transaction& tx, const Viewer&) -> absl::StatusOr<DisposalRun> {
        auto running = context_.store.disposal_runs.All(
            tx, {{"parent", request.parent()},
                 {"state", static_cast<int64_t>(DisposalRun::STATE_RUNNING)}});
        if (!running.ok()) return running.status();
        if (!running->empty()) {
          return errors::QuotaExceeded("disposal-runs",
                                       absl::StrCat("'", running->front().name(), "' is going on"));
        }
        DisposalRun run;
        run.set_name(request.parent() + "/disposalRuns/" +
                     (request.disposal_run_id().empty()
                          ? environment::NewUuidV7(context_.clock, context_.random)
                          : request.disposal_run_id()));
        run.set_due_date(validation::FormatDay(due.value_or(today)));
        run.set_dry_run(request.dry_run());
        run.set_state(DisposalRun::STATE_RUNNING);
        run.set_started_by(call.caller.subject);
        return InsertStamped(tx, context_, context_.store.disposal_runs, std::move(run));
      });
}

absl::StatusOr<DisposalRun> RetentionService::GetDisposalRun(
    const rpc::Call& call, const v1::GetDisposalRunRequest& request) {
  return ReadInRegion<DisposalRun>(context_, call, request.name(),
                                   [&](Transaction& tx, const Viewer&) {
                                     return context_.store.disposal_runs.Get(tx, request.name());
                                   });
}

absl::StatusOr<v1::ListDisposalRunsResponse> RetentionService::ListDisposalRuns(
    const rpc::Call& call, const v1::ListDisposalRunsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  resources::ListQuery query = resources::QueryFor(call, request);
  query.order_by = "listed";
  using Response = v1::ListDisposalRunsResponse;
  return ReadInRegion<Response>(
      context_, call, request.parent(), [&](Transaction& tx, const Viewer&) {
        return ToResponse(context_.store.disposal_runs.List(tx, query, resources::kAll),
                          &Response::mutable_disposal_runs);
      });
}

absl::StatusOr<std::unique_ptr<rpc::Stream>> RetentionService::WatchDisposalRun(
    const rpc::Call& call, const v1::WatchDisposalRunRequest& request) {
  const auto may = [this, call, name = request.name()] {
    return context_.database.Read(absl::Now() + kAsk, [&](Transaction& tx) {
      return RequireRegion(tx, context_, call, name).status();
    });
  };
  return changes::WatchRun<DisposalRun>(feed_, request.name(), may, [&] {
    v1::GetDisposalRunRequest get;
    get.set_name(request.name());
    return GetDisposalRun(call, get);
  });
}

absl::StatusOr<DisposalRun> RetentionService::CancelDisposalRun(
    const rpc::Call& call, const v1::CancelDisposalRunRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kDisposalRunName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return MutateInRegion<DisposalRun>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Viewer&) -> absl::StatusOr<DisposalRun> {
        auto run = context_.store.disposal_runs.Get(tx, request.name());
        if (!run.ok() || run->state() != DisposalRun::STATE_RUNNING) return run;
        return EndRun(tx, context_, *std::move(run), DisposalRun::STATE_CANCELLED);
      });
}

absl::StatusOr<v1::ListDisposalRecordsResponse> RetentionService::ListDisposalRecords(
    const rpc::Call& call, const v1::ListDisposalRecordsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kDisposalRunName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  auto page = resources::NumberPage::Of(context_.store.sealer(), call, request);
  if (!page.ok()) return page.status();
  using Response = v1::ListDisposalRecordsResponse;
  return ReadInRegion<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        auto run = context_.store.disposal_runs.Get(tx, request.parent());
        if (!run.ok()) return run.status();
        std::vector<v1::DisposalRecord> records;
        absl::Status status = tx.Query(
            "SELECT body FROM disposal_records WHERE run = $1 ORDER BY subject, retention_class "
            "LIMIT $2 OFFSET $3",
            {{request.parent(), static_cast<int64_t>(page->size()) + 1, page->last()}},
            [&](const Row& row) {
              records.emplace_back().ParseFromString(std::string(row.Bytes(0)));
              return absl::OkStatus();
            });
        if (!status.ok()) return status;
        Response response;
        resources::PageFill fill(*page);
        int64_t at = page->last();
        for (v1::DisposalRecord& record : records) {
          if (!fill.Takes(++at)) break;
          if (ReviewOf(record.subject()).empty()) {  // the report of an earlier run
            *response.add_records() = std::move(record);
            continue;
          }
          auto standing =
              FindStanding(tx, context_.relations, viewer, call.permission, record.subject());
          if (absl::IsNotFound(standing.status())) continue;
          if (!standing.ok()) return standing.status();
          *response.add_records() = std::move(record);
        }
        response.set_next_page_token(fill.next_page_token());
        return response;
      });
}

void RetentionService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.evidence.v1.RetentionService",
                              context_.database);
  methods.Quick("GetRetentionSchedule", this, &RetentionService::GetRetentionSchedule);
  methods.Write("UpdateRetentionSchedule", this, &RetentionService::UpdateRetentionSchedule);
  methods.Unary("GetReviewRetention", this, &RetentionService::GetReviewRetention);
  methods.Write("CreateHold", this, &RetentionService::CreateHold);
  methods.Quick("GetHold", this, &RetentionService::GetHold);
  methods.Unary("ListHolds", this, &RetentionService::ListHolds);
  methods.Write("ReleaseHold", this, &RetentionService::ReleaseHold);
  methods.Write("StartDisposalRun", this, &RetentionService::StartDisposalRun);
  methods.Quick("GetDisposalRun", this, &RetentionService::GetDisposalRun);
  methods.Unary("ListDisposalRuns", this, &RetentionService::ListDisposalRuns);
  methods.Stream("WatchDisposalRun", this, &RetentionService::WatchDisposalRun);
  methods.Write("CancelDisposalRun", this, &RetentionService::CancelDisposalRun);
  methods.Unary("ListDisposalRecords", this, &RetentionService::ListDisposalRecords);
}

}  // namespace peerchallenge::evidence
