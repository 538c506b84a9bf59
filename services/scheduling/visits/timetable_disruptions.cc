// What upsets a timetable, and the proposals that mend it.

#include <algorithm>

#include "common/changes/run_stream.h"
#include "common/resources/stamped.h"
#include "google/protobuf/util/time_util.h"
#include "services/scheduling/programme_checks.h"
#include "services/scheduling/search_cancel.h"
#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/disruption_events.h"
#include "services/scheduling/visits/disruption_search.h"
#include "services/scheduling/visits/frozen.h"
#include "services/scheduling/visits/timetable_judge.h"
#include "services/scheduling/visits/timetable_service.h"
#include "services/scheduling/visits/visit_checks.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using google::protobuf::util::TimeUtil;
using validation::FieldChecks;
using validation::IdOf;

constexpr int kDefaultSeconds = 1;
constexpr size_t kMaxReason = 2'000;

// The disruption as it is stored at first: what was reported, with defaults.
v1::Disruption Reported(const Visit& visit, const v1::Disruption& request, absl::Time now) {
  v1::Disruption disruption;
  disruption.set_state(v1::Disruption::STATE_RUNNING);
  *disruption.mutable_events() = request.events();
  *disruption.mutable_options() = request.options();
  if (!disruption.options().has_time_limit()) {
    *disruption.mutable_options()->mutable_time_limit() =
        TimeUtil::SecondsToDuration(kDefaultSeconds);
  }
  *disruption.mutable_freeze_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
  if (!request.has_freeze_time()) return disruption;
  const absl::Time asked =
      absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(request.freeze_time()));
  if (asked > BegunBy(visit, now)) *disruption.mutable_freeze_time() = request.freeze_time();
  return disruption;
}

// A session that begins before the freeze cannot be dropped or fitted in.
absl::Status CheckNotBegun(const Visit& visit, const v1::Disruption& disruption) {
  const FrozenSessions frozen(visit, FreezeOf(visit, disruption));
  FieldChecks checks;
  for (int i = 0; i < disruption.events_size(); ++i) {
    const auto& event = disruption.events(i);
    if (!event.has_session_dropped() && !event.has_session_added()) continue;
    checks.That(!frozen.Holds(IdOf(SubjectOf(event))), absl::StrCat("disruption.events[", i, "]"),
                SubjectOf(event), "a session that has not begun by the freeze");
  }
  return checks.Result();
}

// Records what was reported, so that it holds for all that follows.
absl::Status Record(storage::Transaction& tx, const Context& context, const Visit& before,
                    const Visit& after) {
  const auto store = [&](const auto& table, const auto& old, const auto& changed) -> absl::Status {
    for (size_t i = 0; i < changed.size(); ++i) {
      if (old[i].SerializeAsString() == changed[i].SerializeAsString()) continue;
      auto stored = UpdateStamped(tx, context, table, changed[i], "");
      if (!stored.ok()) return stored.status();
    }
    return absl::OkStatus();
  };
  for (const absl::Status& status :
       {store(context.store.venues, before.venues, after.venues),
        store(context.store.participant_groups, before.groups, after.groups),
        store(context.store.sessions, before.sessions, after.sessions)}) {
    if (!status.ok()) return status;
  }
  auto settings = LoadSettings(tx, context.store, after.review);
  if (!settings.ok()) return settings.status();
  const bool is_new =
      settings->etag() == context.store.visit_settings.EtagOfUnstored(settings->name());
  *settings->mutable_absences() = after.settings.absences();
  if (is_new) return InsertStamped(tx, context, context.store.visit_settings, *settings).status();
  return UpdateStamped(tx, context, context.store.visit_settings, *settings, "").status();
}

absl::Status CheckProposed(const Visit& visit, const v1::Disruption& disruption) {
  const std::string state = v1::Disruption::State_Name(disruption.state()).substr(6);
  if (disruption.state() != v1::Disruption::STATE_PROPOSED) {
    return errors::WrongState(disruption.name(), state, "PROPOSED");
  }
  if (visit.in_force && visit.in_force->name() == disruption.base_timetable()) {
    return absl::OkStatus();
  }
  return errors::WrongState(disruption.name(), "OUTDATED", "PROPOSED");
}

// Every rule that the proposal breaks with the facts as they are now.
absl::Status CheckRules(const Visit& visit, const v1::Timetable& proposal, absl::Time now) {
  std::vector<v1::Clash> clashes = FrozenClashes(visit, proposal, now);
  for (v1::Clash& clash : TimetableJudge(visit, now).Judge(proposal).clashes) {
    clashes.push_back(std::move(clash));
  }
  return ToStatus(clashes, visit);
}

}  // namespace

absl::StatusOr<v1::Disruption> TimetableService::ReportDisruption(
    const Call& call, const v1::ReportDisruptionRequest& request) {
  if (absl::Status status =
          CheckParentAndId(request.parent(), "disruption_id", request.disruption_id());
      !status.ok()) {
    return status;
  }
  SearchSlot slot;
  auto reported = ChangeVisit<v1::Disruption>(
      context_, call, request, request.parent(),
      [&](storage::Transaction& tx, Visit& visit) -> absl::StatusOr<v1::Disruption> {
        FieldChecks checks;
        CheckDisruption(visit.review, request.disruption(), "disruption", checks);
        if (absl::Status status = checks.Result(); !status.ok()) return status;
        if (absl::Status status = CheckInForce(visit, ""); !status.ok()) return status;
        v1::Disruption disruption = Reported(visit, request.disruption(), context_.clock.Now());
        for (const absl::Status& status :
             {CheckReferences(visit, disruption), CheckNotBegun(visit, disruption),
              slots_.Take(call.caller.subject, slot)}) {
          if (!status.ok()) return status;
        }
        disruption.set_name(
            NameBelow(context_, request.parent(), "disruptions", request.disruption_id()));
        disruption.set_base_timetable(visit.in_force->name());
        ApplyEvents(disruption, FreezeOf(visit, disruption), visit);
        const v1::TimetableProblem problem = BuildDisruptionProblem(visit, disruption);
        auto stored =
            InsertStamped(tx, context_, context_.store.disruptions, std::move(disruption));
        if (!stored.ok()) return stored;
        if (absl::Status status = runner_.Begin(tx, stored->name(), problem); !status.ok()) {
          return status;
        }
        return stored;
      });
  if (reported.ok()) runner_.Start(reported->name(), std::move(slot));
  return reported;
}

absl::StatusOr<v1::Disruption> TimetableService::GetDisruption(
    const Call& call, const v1::GetDisruptionRequest& request) {
  return GetBelowReview(context_, call, context_.store.disruptions,
                        permissions::PERMISSION_TIMETABLE_WRITE, request.name());
}

absl::StatusOr<v1::ListDisruptionsResponse> TimetableService::ListDisruptions(
    const Call& call, const v1::ListDisruptionsRequest& request) {
  using Response = v1::ListDisruptionsResponse;
  return ListBelowReview<Response>(context_, call, context_.store.disruptions,
                                   permissions::PERMISSION_TIMETABLE_WRITE, request, "listed",
                                   [](Response& response, const v1::Disruption& disruption) {
                                     *response.add_disruptions() = disruption;
                                   });
}

TimetableService::Stream TimetableService::WatchDisruption(
    const Call& call, const v1::WatchDisruptionRequest& request) {
  const auto may = [context = context_, caller = call.caller, name = request.name()] {
    return MayStill(context, caller, permissions::PERMISSION_TIMETABLE_WRITE, name);
  };
  return changes::WatchRun<v1::Disruption>(feed_, request.name(), may, [&] {
    v1::GetDisruptionRequest get;
    get.set_name(request.name());
    return GetDisruption(call, get);
  });
}

absl::StatusOr<v1::Disruption> TimetableService::AcceptDisruption(
    const Call& call, const v1::AcceptDisruptionRequest& request) {
  return ChangeVisit<v1::Disruption>(
      context_, call, request, request.name(),
      [&](storage::Transaction& tx, const Visit& before) -> absl::StatusOr<v1::Disruption> {
        auto disruption = context_.store.disruptions.Get(tx, request.name());
        if (!disruption.ok()) return disruption;
        Visit after = before;
        ApplyEvents(*disruption, FreezeOf(before, *disruption), after);
        for (const absl::Status& status :
             {CheckProposed(before, *disruption),
              CheckRules(after, disruption->proposal(), context_.clock.Now())}) {
          if (!status.ok()) return status;
        }
        if (absl::Status status = Record(tx, context_, before, after); !status.ok()) return status;
        auto version = PutInForce(tx, context_, after,
                                  {.timetable = disruption->proposal(),
                                   .origin = disruption->name(),
                                   .reason = "",
                                   .changes = disruption->changes()});
        if (!version.ok()) return version.status();
        disruption->set_state(v1::Disruption::STATE_ACCEPTED);
        disruption->set_accepted_timetable(version->name());
        return UpdateStamped(tx, context_, context_.store.disruptions, *std::move(disruption),
                             request.etag());
      });
}

absl::StatusOr<v1::Disruption> TimetableService::RejectDisruption(
    const Call& call, const v1::RejectDisruptionRequest& request) {
  FieldChecks checks;
  checks.Text("reason", request.reason(), 0, kMaxReason);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  auto rejected = Mutate<v1::Disruption>(
      context_, call, request,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Disruption> {
        auto disruption = FindBelowReview(tx, context_.store, viewer, context_.store.disruptions,
                                          permissions::PERMISSION_TIMETABLE_WRITE, request.name());
        if (!disruption.ok()) return disruption;
        if (disruption->state() == v1::Disruption::STATE_REJECTED) return disruption;
        if (disruption->state() == v1::Disruption::STATE_ACCEPTED) {
          return errors::WrongState(disruption->name(), "ACCEPTED", "any other state");
        }
        if (disruption->state() == v1::Disruption::STATE_RUNNING) {
          absl::Status status = RequestCancel(tx, disruption->name());
          if (!status.ok()) return status;
          *disruption->mutable_end_time() =
              TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(context_.clock.Now()));
        }
        disruption->set_state(v1::Disruption::STATE_REJECTED);
        disruption->set_reject_reason(request.reason());
        return UpdateStamped(tx, context_, context_.store.disruptions, *std::move(disruption),
                             request.etag());
      });
  if (rejected.ok()) runner_.Cancel(request.name(), absl::InfinitePast());
  return rejected;
}

}  // namespace peerchallenge::scheduling
