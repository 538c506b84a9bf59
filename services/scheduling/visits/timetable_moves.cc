// Moves by hand, and where a session could go.

#include <algorithm>

#include "common/resources/stamped.h"
#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/hand_move.h"
#include "services/scheduling/visits/obstacle_text.h"
#include "services/scheduling/visits/slot_search.h"
#include "services/scheduling/visits/timetable_judge.h"
#include "services/scheduling/visits/timetable_problem.h"
#include "services/scheduling/visits/timetable_service.h"
#include "services/scheduling/visits/visit_time.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using validation::FieldChecks;
using validation::IdOf;

constexpr int kDefaultSuggestions = 10;
constexpr int kMostSuggestions = 100;

// What the move would bring about, with nothing stored.
v1::MoveSessionResponse Judge(const v1::MoveSessionRequest& request, const Visit& visit,
                              const HandMove& move, absl::Time now) {
  const TimetableJudge judge(visit, now);
  const v1::Timetable& before = visit.in_force->timetable();
  const Verdict old_verdict = judge.Judge(before);
  const Verdict new_verdict = judge.Judge(move.timetable);
  v1::MoveSessionResponse response;
  for (const v1::Clash& clash : FrozenClashes(visit, move.timetable, now)) {
    *response.add_clashes() = clash;
  }
  for (const v1::Clash& clash : NewClashes(old_verdict.clashes, new_verdict.clashes)) {
    *response.add_clashes() = clash;
  }
  Changes changes = DiffTimetables(visit, before, move.timetable);
  SetCause(Cause("BY_HAND", "", request.reason(),
                 request.reason().empty() ? "moved by hand" : "by hand: " + request.reason()),
           changes);
  *response.mutable_changes() = std::move(changes);
  if (response.clashes().empty()) {
    response.set_cost_change(new_verdict.cost - old_verdict.cost);
    *response.mutable_cost_items_change() =
        Difference(old_verdict.cost_items, new_verdict.cost_items);
  }
  return response;
}

absl::Status StorePins(storage::Transaction& tx, const Context& context, const Visit& visit,
                       const HandMove& move) {
  for (const std::string& name : move.pinned) {
    auto stored = UpdateStamped(tx, context, context.store.sessions, *FindSession(visit, name), "");
    if (!stored.ok()) return stored.status();
  }
  return absl::OkStatus();
}

// Puts the move in force; where only pins are new, the version stays.
absl::Status StoreMove(storage::Transaction& tx, const Context& context,
                       const v1::MoveSessionRequest& request, const Visit& visit,
                       const HandMove& move, v1::MoveSessionResponse& response) {
  if (absl::Status status = StorePins(tx, context, visit, move); !status.ok()) return status;
  response.set_moved(true);
  *response.mutable_timetable() = *visit.in_force;
  if (response.changes().empty()) return absl::OkStatus();
  const Verdict verdict = TimetableJudge(visit, context.clock.Now()).Judge(move.timetable);
  auto version = PutInForce(tx, context, visit,
                            {.timetable = WithCost(move.timetable, verdict),
                             .origin = "",
                             .reason = request.reason(),
                             .changes = response.changes()});
  if (!version.ok()) return version.status();
  *response.mutable_timetable() = *std::move(version);
  for (const v1::Clash& clash : verdict.clashes) {
    *response.mutable_timetable()->add_clashes() = clash;
  }
  return absl::OkStatus();
}

absl::Status CheckSuggestable(const Visit& visit, const std::string& name, absl::Time now) {
  const v1::Session* session = FindSession(visit, name);
  if (session == nullptr) return errors::NotFound(name);
  if (absl::Status status = CheckInForce(visit, ""); !status.ok()) return status;
  if (session->dropped()) {
    return errors::WrongState(name, "dropped", "a session that will take place");
  }
  const auto* placement = FindPlacement(visit.in_force->timetable(), IdOf(name));
  if (placement == nullptr || StartOf(*placement) > BegunBy(visit, now)) return absl::OkStatus();
  return errors::WrongState(name, "begun", "a session that has not begun");
}

v1::Timetable With(const v1::Timetable& timetable, const v1::Placement& placement) {
  v1::Timetable with;
  for (const v1::Placement& other : timetable.placements()) {
    if (other.session() != placement.session()) *with.add_placements() = other;
  }
  *with.add_placements() = placement;
  return with;
}

// The cheapest places with what they would cost exactly, as many as `limit`.
v1::SuggestSlotsResponse Suggest(const Visit& visit, const std::string& session, int limit,
                                 absl::Time now, const std::stop_token& stop) {
  const TimetableJudge judge(visit, now);
  const v1::Timetable& in_force = visit.in_force->timetable();
  v1::Timetable whole = in_force;
  AddClosedVenues(judge.problem(), whole);
  SlotQuery query;
  query.session = session;
  query.earliest = LocalMinuteOf(BegunBy(visit, now) + absl::Microseconds(1));
  const SlotsFound found = FindSlots(judge.problem(), whole, query, stop);
  const Verdict before = judge.Judge(in_force);
  v1::SuggestSlotsResponse response;
  response.set_timetable_etag(visit.in_force->etag());
  for (const Slot& slot : found.slots) {
    if (response.suggestions_size() >= limit || stop.stop_requested()) break;
    const Verdict after = judge.Judge(With(in_force, slot.placement));
    if (!NewClashes(before.clashes, after.clashes).empty()) continue;
    auto* suggestion = response.add_suggestions();
    *suggestion->mutable_placement() = slot.placement;
    suggestion->set_cost_change(after.cost - before.cost);
    *suggestion->mutable_cost_items_change() = Difference(before.cost_items, after.cost_items);
  }
  if (!response.suggestions().empty()) return response;
  for (const Obstacle& obstacle : found.obstacles) {
    *response.add_obstacles() = Describe(visit, obstacle);
  }
  return response;
}

}  // namespace

absl::StatusOr<v1::MoveSessionResponse> TimetableService::MoveSession(
    const Call& call, const v1::MoveSessionRequest& request) {
  using Reply = absl::StatusOr<v1::MoveSessionResponse>;
  if (absl::Status status = CheckMove(request); !status.ok()) return status;
  return ChangeVisit<v1::MoveSessionResponse>(
      context_, call, request, request.parent(),
      [&](storage::Transaction& tx, Visit& visit) -> Reply {
        if (absl::Status status = CheckInForce(visit, request.etag()); !status.ok()) return status;
        const absl::Time now = context_.clock.Now();
        auto move = WorkOutMove(request, now, visit);
        if (!move.ok()) return move.status();
        v1::MoveSessionResponse response = Judge(request, visit, *move, now);
        if (response.changes().empty() && move->pinned.empty()) {
          return errors::InvalidField("placements", "what is in force already",
                                      "something that differs");
        }
        if (request.validate_only() || !response.clashes().empty()) return response;
        if (request.reason().empty() && NeedsReason(visit, now)) {
          return errors::InvalidField("reason", "", "a reason, this close to the visit");
        }
        absl::Status status = StoreMove(tx, context_, request, visit, *move, response);
        if (!status.ok()) return status;
        return response;
      });
}

absl::StatusOr<v1::SuggestSlotsResponse> TimetableService::SuggestSlots(
    const Call& call, const v1::SuggestSlotsRequest& request) {
  FieldChecks checks;
  checks.Name("session", request.session(), kSessionName);
  checks.Range("limit", request.limit(), 0, kMostSuggestions);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const absl::Time now = context_.clock.Now();
  auto visit = Read<Visit>(
      context_, call, [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Visit> {
        auto review = FindReviewOf(tx, context_.store, viewer,
                                   permissions::PERMISSION_TIMETABLE_WRITE, request.session());
        if (!review.ok()) return review.status();
        auto loaded = LoadVisit(tx, context_.store, *review);
        if (!loaded.ok()) return loaded;
        absl::Status status = CheckSuggestable(*loaded, request.session(), now);
        if (!status.ok()) return status;
        return loaded;
      });
  if (!visit.ok()) return visit.status();
  return Suggest(*visit, IdOf(request.session()),
                 request.limit() > 0 ? request.limit() : kDefaultSuggestions, now, call.cancelled);
}

}  // namespace peerchallenge::scheduling
