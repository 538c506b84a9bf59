// Builds: started, watched, cancelled, adopted, explained.

#include <algorithm>

#include "common/changes/run_stream.h"
#include "common/resources/stamped.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/programme_checks.h"
#include "services/scheduling/search_cancel.h"
#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/build_explanation.h"
#include "services/scheduling/visits/timetable_judge.h"
#include "services/scheduling/visits/timetable_problem.h"
#include "services/scheduling/visits/timetable_service.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using validation::FieldChecks;

absl::Status CheckReady(const Visit& visit) {
  if (!IsReadyForTimetable(visit.review)) {
    return errors::WrongState(visit.review.name(), StateName(visit.review.state()),
                              "TEAM_AGREED, TIMETABLED or ON_SITE");
  }
  const bool has_session = std::any_of(visit.sessions.begin(), visit.sessions.end(),
                                       [](const auto& session) { return !session.dropped(); });
  if (has_session) return absl::OkStatus();
  return errors::WrongState(visit.review.name(), "without a session", "a session to place");
}

absl::Status CheckSolved(const v1::Build& build) {
  if (build.has_timetable()) return absl::OkStatus();
  return errors::WrongState(build.name(), v1::Build::State_Name(build.state()).substr(6),
                            "a build with a timetable");
}

absl::StatusOr<v1::Build> FindBuild(storage::Transaction& tx, const Store& store,
                                    const Viewer& viewer, const std::string& name) {
  return FindBelowReview(tx, store, viewer, store.builds, permissions::PERMISSION_TIMETABLE_WRITE,
                         name);
}

// Every rule that the build breaks with the facts as they are now.
absl::Status CheckRules(const Visit& visit, const v1::Build& build, absl::Time now) {
  std::vector<v1::Clash> clashes = TimetableJudge(visit, now).Judge(build.timetable()).clashes;
  for (v1::Clash& clash : FrozenClashes(visit, build.timetable(), now)) {
    clashes.push_back(std::move(clash));
  }
  return ToStatus(clashes, visit);
}

NewVersion VersionOf(const Visit& visit, const v1::Build& build, absl::Time now) {
  NewVersion version;
  version.origin = build.name();
  version.timetable = build.timetable();
  const Verdict verdict = TimetableJudge(visit, now).Judge(build.timetable());
  // The build's own cost is that against the timetable of its start.
  if (verdict.cost != build.timetable().cost()) {
    version.timetable = WithCost(build.timetable(), verdict);
  }
  const v1::Timetable before = visit.in_force ? visit.in_force->timetable() : v1::Timetable();
  version.changes = DiffTimetables(visit, before, build.timetable());
  SetCause(Cause("BUILD", validation::IdOf(build.name()), "", "the visit was built anew"),
           version.changes);
  return version;
}

}  // namespace

absl::StatusOr<v1::Build> TimetableService::StartBuild(const Call& call,
                                                       const v1::StartBuildRequest& request) {
  if (absl::Status status = CheckParentAndId(request.parent(), "build_id", request.build_id());
      !status.ok()) {
    return status;
  }
  FieldChecks checks;
  CheckOptions(request.options(), "options", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  SearchSlot slot;
  auto started = ChangeVisit<v1::Build>(
      context_, call, request, request.parent(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Build> {
        for (const absl::Status& status :
             {CheckReady(visit), slots_.Take(call.caller.subject, slot)}) {
          if (!status.ok()) return status;
        }
        v1::Build build;
        build.set_name(NameBelow(context_, request.parent(), "builds", request.build_id()));
        build.set_state(v1::Build::STATE_RUNNING);
        *build.mutable_options() = request.options();
        FillDefaults(*build.mutable_options());
        const bool from_scratch = request.ignore_incumbent();
        if (visit.in_force && !from_scratch) build.set_base_timetable(visit.in_force->name());
        const absl::Time begun = BegunBy(visit, context_.clock.Now());
        const v1::TimetableProblem problem =
            BuildTimetableProblem(visit, {.freeze = begun + absl::Microseconds(1),
                                          .close_past = true,
                                          .with_incumbent = !from_scratch});
        auto stored = InsertStamped(tx, context_, context_.store.builds, std::move(build));
        if (!stored.ok()) return stored;
        if (absl::Status status = runner_.Begin(tx, stored->name(), problem); !status.ok()) {
          return status;
        }
        return stored;
      });
  if (started.ok()) runner_.Start(started->name(), std::move(slot));
  return started;
}

absl::StatusOr<v1::Build> TimetableService::GetBuild(const Call& call,
                                                     const v1::GetBuildRequest& request) {
  return GetBelowReview(context_, call, context_.store.builds,
                        permissions::PERMISSION_TIMETABLE_WRITE, request.name());
}

absl::StatusOr<v1::ListBuildsResponse> TimetableService::ListBuilds(
    const Call& call, const v1::ListBuildsRequest& request) {
  using Response = v1::ListBuildsResponse;
  return ListBelowReview<Response>(
      context_, call, context_.store.builds, permissions::PERMISSION_TIMETABLE_WRITE, request,
      "listed", [](Response& response, const v1::Build& build) { *response.add_builds() = build; });
}

TimetableService::Stream TimetableService::WatchBuild(const Call& call,
                                                      const v1::WatchBuildRequest& request) {
  const auto may = [context = context_, caller = call.caller, name = request.name()] {
    return MayStill(context, caller, permissions::PERMISSION_TIMETABLE_WRITE, name);
  };
  return changes::WatchRun<v1::Build>(feed_, request.name(), may, [&] {
    v1::GetBuildRequest get;
    get.set_name(request.name());
    return GetBuild(call, get);
  });
}

absl::StatusOr<v1::Build> TimetableService::CancelBuild(const Call& call,
                                                        const v1::CancelBuildRequest& request) {
  return CancelSearch<v1::Build>(context_, call, runner_, request,
                                 [&](storage::Transaction& tx, const Viewer& viewer) {
                                   return FindBuild(tx, context_.store, viewer, request.name());
                                 });
}

absl::StatusOr<v1::Build> TimetableService::AdoptBuild(const Call& call,
                                                       const v1::AdoptBuildRequest& request) {
  return ChangeVisit<v1::Build>(
      context_, call, request, request.name(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Build> {
        auto build = context_.store.builds.Get(tx, request.name());
        if (!build.ok()) return build;
        if (absl::Status status = CheckSolved(*build); !status.ok()) return status;
        const std::string& etag = request.timetable_etag();
        if (!etag.empty() && (!visit.in_force || visit.in_force->etag() != etag)) {
          return errors::EtagMismatch(visit.in_force ? visit.in_force->name() : request.name());
        }
        const absl::Time now = context_.clock.Now();
        if (absl::Status status = CheckRules(visit, *build, now); !status.ok()) return status;
        auto version = PutInForce(tx, context_, visit, VersionOf(visit, *build, now));
        if (!version.ok()) return version.status();
        build->set_adopted_timetable(version->name());
        *build->mutable_adopt_time() = version->create_time();
        return UpdateStamped(tx, context_, context_.store.builds, *std::move(build),
                             request.etag());
      });
}

absl::StatusOr<v1::BuildExplanation> TimetableService::ExplainBuild(
    const Call& call, const v1::ExplainBuildRequest& request) {
  FieldChecks checks;
  checks.Range("limit", request.limit(), 0, 200);
  checks.That(!request.solve() || request.has_choice(), "solve", "true",
              "false, unless `choice` is given");
  checks.That(!request.has_choice() || !request.session().empty(), "choice", "a choice",
              "nothing, unless `session` is given");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  struct Found {
    v1::Build build;
    Visit visit;
    v1::TimetableProblem problem;
  };
  auto found = Read<Found>(
      context_, call, [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Found> {
        auto build = FindBuild(tx, context_.store, viewer, request.name());
        if (!build.ok()) return build.status();
        if (absl::Status status = CheckSolved(*build); !status.ok()) return status;
        auto review = context_.store.reviews.Get(tx, ReviewOf(build->name()));
        if (!review.ok()) return review.status();
        auto visit = LoadVisit(tx, context_.store, *review);
        if (!visit.ok()) return visit.status();
        Found all{*std::move(build), *std::move(visit), {}};
        if (absl::Status status = LoadProblem(tx, all.build.name(), all.problem); !status.ok()) {
          return status;
        }
        return all;
      });
  if (!found.ok()) return found.status();
  return ExplainVisit({.visit = found->visit,
                       .problem = found->problem,
                       .build = found->build,
                       .slots = slots_,
                       .caller = call.caller.subject,
                       .deadline = call.deadline,
                       .stop = call.cancelled},
                      request);
}

}  // namespace peerchallenge::scheduling
