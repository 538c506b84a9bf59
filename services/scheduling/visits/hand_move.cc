#include "services/scheduling/visits/hand_move.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/names.h"
#include "services/scheduling/visits/slot_search.h"
#include "services/scheduling/visits/timetable_judge.h"
#include "services/scheduling/visits/timetable_problem.h"
#include "services/scheduling/visits/visit_field_checks.h"
#include "services/scheduling/visits/visit_time.h"

namespace peerchallenge::scheduling {
namespace {

using validation::FieldChecks;
using validation::IdOf;

constexpr int kMaxMoves = 20;
constexpr size_t kMaxReason = 1'000;

v1::Placement* FindMutable(v1::Timetable& timetable, const std::string& session) {
  for (v1::Placement& placement : *timetable.mutable_placements()) {
    if (placement.session() == session) return &placement;
  }
  return nullptr;
}

class Mover {
 public:
  Mover(const v1::MoveSessionRequest& request, absl::Time now, Visit& visit)
      : request_(request), now_(now), visit_(visit) {
    move_.timetable = visit.in_force->timetable();
    move_.timetable.clear_bound();
  }

  absl::StatusOr<HandMove> Work() {
    if (absl::Status status = CheckSessions(); !status.ok()) return status;
    if (absl::Status status = CheckParts(); !status.ok()) return status;
    for (const std::string& name : request_.left_out()) LeaveOut(name);
    for (const v1::Placement& wanted : request_.placements()) Move(wanted);
    for (const v1::Placement& wanted : request_.placements()) FindReviewers(wanted.session());
    if (request_.pin()) {
      for (const v1::Placement& wanted : request_.placements()) Pin(wanted.session());
    }
    return std::move(move_);
  }

 private:
  absl::Status CheckSession(const std::string& name) const {
    const v1::Session* session = FindSession(visit_, name);
    if (session == nullptr) return errors::NotFound(name);
    if (!session->dropped()) return absl::OkStatus();
    return errors::WrongState(name, "dropped", "a session that will take place");
  }

  absl::Status CheckSessions() const {
    for (const v1::Placement& wanted : request_.placements()) {
      absl::Status status = CheckSession(SessionName(visit_, wanted.session()));
      if (!status.ok()) return status;
    }
    for (const std::string& name : request_.left_out()) {
      if (absl::Status status = CheckSession(name); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status CheckParts() {
    FieldChecks checks;
    for (int i = 0; i < request_.placements_size(); ++i) {
      CheckPlacement(request_.placements(i), absl::StrCat("placements[", i, "]"), checks);
    }
    for (int i = 0; i < request_.left_out_size(); ++i) {
      const std::string& name = request_.left_out(i);
      const bool placed = FindPlacement(move_.timetable, IdOf(name)) != nullptr;
      checks.That(placed && !FindSession(visit_, name)->mandatory(),
                  absl::StrCat("left_out[", i, "]"), name,
                  "a session that has a place and is not mandatory");
    }
    return checks.Result();
  }

  void CheckPlacement(const v1::Placement& wanted, const std::string& field,
                      FieldChecks& checks) const {
    if (!wanted.date().empty())
      CheckVisitDate(visit_.review, field + ".date", wanted.date(), checks);
    if (!wanted.start().empty()) CheckClock(field + ".start", wanted.start(), checks);
    if (!wanted.venue().empty()) {
      checks.That(FindVenue(visit_, VenueName(visit_, wanted.venue())) != nullptr, field + ".venue",
                  wanted.venue(), "the id of a venue of the visit");
    }
    for (const std::string& reviewer : wanted.reviewers()) {
      checks.That(FindMember(visit_, PersonName(visit_, reviewer)) != nullptr, field + ".reviewers",
                  reviewer, "ids of team members");
    }
    const bool is_new = FindPlacement(move_.timetable, wanted.session()) == nullptr;
    const bool is_whole =
        !wanted.date().empty() && !wanted.start().empty() && !wanted.venue().empty();
    checks.That(!is_new || is_whole, field, wanted.session(),
                "date, start and venue, for a session that is not placed yet");
  }

  void LeaveOut(const std::string& name) {
    auto& placements = *move_.timetable.mutable_placements();
    placements.erase(std::remove_if(placements.begin(), placements.end(),
                                    [&](const v1::Placement& placement) {
                                      return placement.session() == IdOf(name);
                                    }),
                     placements.end());
  }

  void Move(const v1::Placement& wanted) {
    v1::Placement* placement = FindMutable(move_.timetable, wanted.session());
    if (placement == nullptr) placement = move_.timetable.add_placements();
    placement->set_session(wanted.session());
    if (!wanted.date().empty()) placement->set_date(wanted.date());
    if (!wanted.start().empty()) placement->set_start(wanted.start());
    if (!wanted.venue().empty()) placement->set_venue(wanted.venue());
    if (!wanted.reviewers().empty()) *placement->mutable_reviewers() = wanted.reviewers();
  }

  void FindReviewers(const std::string& id) {
    v1::Placement& placement = *FindMutable(move_.timetable, id);
    if (!placement.reviewers().empty()) return;
    const absl::Time begun = BegunBy(visit_, now_);
    const v1::TimetableProblem problem = BuildTimetableProblem(
        visit_, {.freeze = begun, .close_past = false, .with_incumbent = true});
    v1::Timetable others = move_.timetable;
    AddClosedVenues(problem, others);
    FindMutable(others, id)->clear_venue();  // so that its own place is an answer too
    SlotQuery query;
    query.session = id;
    query.earliest = LocalMinuteOf(begun);
    query.within = placement;
    const SlotsFound found = FindSlots(problem, others, query, {});
    if (!found.slots.empty()) {
      *placement.mutable_reviewers() = found.slots.front().placement.reviewers();
      return;
    }
    const v1::Session& session = *FindSession(visit_, SessionName(visit_, id));
    for (const v1::Person& person : visit_.team) {
      const bool enough = placement.reviewers_size() >= session.reviewers_needed();
      if (!session.whole_team() && enough) return;
      placement.add_reviewers(IdOf(person.name()));
    }
  }

  // A session of the whole team stays one, also when the team changes.
  void Pin(const std::string& id) {
    const std::string name = SessionName(visit_, id);
    for (v1::Session& session : visit_.sessions) {
      if (session.name() != name) continue;
      *session.mutable_pinned() = *FindPlacement(move_.timetable, id);
      session.mutable_pinned()->clear_session();
      if (session.whole_team()) session.mutable_pinned()->clear_reviewers();
    }
    move_.pinned.insert(name);
  }

  const v1::MoveSessionRequest& request_;
  const absl::Time now_;
  Visit& visit_;
  HandMove move_;
};

}  // namespace

absl::Status CheckMove(const v1::MoveSessionRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.Count("placements", request.placements_size(), kMaxMoves);
  checks.Count("left_out", request.left_out_size(), kMaxMoves);
  checks.That(request.placements_size() + request.left_out_size() > 0, "placements", "nothing",
              "at least one session to move or to leave out");
  checks.Text("reason", request.reason(), 0, kMaxReason);
  std::set<std::string> seen;
  for (int i = 0; i < request.placements_size(); ++i) {
    const std::string field = absl::StrCat("placements[", i, "].session");
    const std::string& id = request.placements(i).session();
    checks.Id(field, id);
    checks.That(seen.insert(request.parent() + "/sessions/" + id).second, field, id,
                "a session that is not listed yet");
  }
  for (int i = 0; i < request.left_out_size(); ++i) {
    const std::string field = absl::StrCat("left_out[", i, "]");
    const std::string& name = request.left_out(i);
    checks.Name(field, name, kSessionName);
    checks.That(validation::ParentOf(name) == request.parent(), field, name,
                "a session of the review");
    checks.That(seen.insert(name).second, field, name, "a session that is not listed yet");
  }
  return checks.Result();
}

absl::StatusOr<HandMove> WorkOutMove(const v1::MoveSessionRequest& request, absl::Time now,
                                     Visit& visit) {
  return Mover(request, now, visit).Work();
}

bool NeedsReason(const Visit& visit, absl::Time now) {
  if (visit.settings.days().empty()) return false;
  const auto first = validation::ParseDay(visit.settings.days(0).date());
  if (!first) return false;
  const std::string today = LocalMinuteOf(now).date;
  return today >= validation::FormatDay(*first - visit.settings.freeze_days()) &&
         today <= visit.settings.days().rbegin()->date();
}

}  // namespace peerchallenge::scheduling
