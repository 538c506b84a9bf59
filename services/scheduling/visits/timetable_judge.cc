#include "services/scheduling/visits/timetable_judge.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/planning/timetable_check.h"
#include "services/scheduling/visits/timetable_problem.h"
#include "services/scheduling/visits/visit_time.h"

namespace peerchallenge::scheduling {
namespace {

using google::protobuf::util::MessageDifferencer;

// Includes sessions that begin at this very moment.
absl::Time After(absl::Time now) { return now + absl::Microseconds(1); }

std::string DisplayName(const Visit& visit, const std::string& session) {
  const v1::Session* found = FindSession(visit, session);
  return found == nullptr ? validation::IdOf(session) : found->display_name();
}

// The name of what a violation is over; a theme has none.
std::string SubjectName(const Visit& visit, const v1::TimetableProblem& problem,
                        const planning::TimetableViolation& violation) {
  const std::string& id = violation.subject;
  const auto is = [&id](const auto& item) { return item.id() == id; };
  const auto has = [&is](const auto& list) { return std::any_of(list.begin(), list.end(), is); };
  if (id.empty()) return "";
  if (const std::string participant = ParticipantOf(id); !participant.empty()) {
    return absl::StrCat(visit.review.name(), "/participants/", participant);
  }
  if (violation.rule == "T2" && has(problem.venues())) return VenueName(visit, id);
  if (violation.rule == "T3" && has(problem.groups())) return GroupName(visit, id);
  return has(problem.team()) ? PersonName(visit, id) : "";
}

v1::Clash ClashOf(const Visit& visit, const v1::TimetableProblem& problem,
                  const planning::TimetableViolation& violation) {
  v1::Clash clash;
  clash.set_rule(violation.rule);
  clash.set_message(violation.description);
  bool closed = false;
  std::vector<std::string> names;
  for (const std::string& id : violation.sessions) {
    if (!ClosedVenueOf(id).empty()) {
      closed = true;
      continue;
    }
    clash.add_sessions(SessionName(visit, id));
    names.push_back(DisplayName(visit, clash.sessions(clash.sessions_size() - 1)));
  }
  clash.set_subject(SubjectName(visit, problem, violation));
  if (!violation.time.date().empty()) *clash.mutable_time() = violation.time;
  if (closed) {
    clash.set_message(absl::StrCat(absl::StrJoin(names, " and "), " would be at a venue that is ",
                                   "not available then"));
  }
  if (!ParticipantOf(violation.subject).empty()) {
    const v1::Participant* person = FindParticipant(visit, clash.subject());
    clash.set_rule("G2");
    clash.set_message(
        absl::StrCat(person == nullptr ? "somebody" : person->display_name(),
                     " would be met in two sessions at once: ", absl::StrJoin(names, " and ")));
  }
  return clash;
}

v1::Clash FrozenClash(const Visit& visit, const v1::Placement& placement, const std::string& what) {
  v1::Clash clash;
  clash.set_rule("FROZEN");
  clash.add_sessions(SessionName(visit, placement.session()));
  const v1::Session* session = FindSession(visit, clash.sessions(0));
  const auto start = planning::ParseClock(placement.start());
  if (start && session != nullptr) {
    auto* time = clash.mutable_time();
    time->set_date(placement.date());
    time->set_start(placement.start());
    time->set_end(
        planning::FormatClock(std::min(*start + session->minutes(), planning::kMinutesPerDay)));
  }
  clash.set_message(absl::StrCat(DisplayName(visit, clash.sessions(0)), what));
  return clash;
}

}  // namespace

TimetableJudge::TimetableJudge(const Visit& visit, absl::Time now)
    : TimetableJudge(visit, BuildTimetableProblem(visit, {.freeze = After(BegunBy(visit, now)),
                                                          .close_past = false,
                                                          .with_incumbent = true})) {}

TimetableJudge::TimetableJudge(const Visit& visit, v1::TimetableProblem problem)
    : visit_(visit), problem_(std::move(problem)) {}

Verdict TimetableJudge::Judge(const v1::Timetable& timetable) const {
  v1::Timetable whole = timetable;
  AddClosedVenues(problem_, whole);
  const planning::TimetableCheck check = planning::CheckTimetable(problem_, whole);
  Verdict verdict;
  verdict.cost = check.cost;
  verdict.cost_items = check.cost_items;
  for (const planning::TimetableViolation& violation : check.violations) {
    verdict.clashes.push_back(ClashOf(visit_, problem_, violation));
  }
  return verdict;
}

std::vector<v1::Clash> FrozenClashes(const Visit& visit, const v1::Timetable& after,
                                     absl::Time now) {
  std::vector<v1::Clash> clashes;
  const absl::Time begun = BegunBy(visit, now);
  static const v1::Timetable* const kNothing = new v1::Timetable();
  const v1::Timetable& before = visit.in_force ? visit.in_force->timetable() : *kNothing;
  for (const v1::Placement& old : before.placements()) {
    if (StartOf(old) > begun) continue;
    const v1::Placement* placement = FindPlacement(after, old.session());
    if (placement == nullptr || !MessageDifferencer::Equals(old, *placement)) {
      clashes.push_back(FrozenClash(visit, old, " has begun and stays as it is"));
    }
  }
  for (const v1::Placement& placement : after.placements()) {
    const v1::Placement* old = FindPlacement(before, placement.session());
    const bool has_begun = old != nullptr && StartOf(*old) <= begun;
    if (!has_begun && StartOf(placement) <= begun) {
      clashes.push_back(FrozenClash(visit, placement, " would begin in the past"));
    }
  }
  return clashes;
}

std::vector<v1::Clash> NewClashes(const std::vector<v1::Clash>& before,
                                  const std::vector<v1::Clash>& after) {
  std::vector<v1::Clash> fresh;
  for (const v1::Clash& clash : after) {
    const bool is_old = std::any_of(before.begin(), before.end(), [&](const v1::Clash& old) {
      return MessageDifferencer::Equals(old, clash);
    });
    if (!is_old) fresh.push_back(clash);
  }
  return fresh;
}

v1::Timetable WithCost(v1::Timetable timetable, const Verdict& verdict) {
  timetable.set_cost(verdict.cost);
  *timetable.mutable_cost_items() = verdict.cost_items;
  timetable.clear_bound();
  return timetable;
}

v1::TimetableCostItems Difference(const v1::TimetableCostItems& before,
                                  const v1::TimetableCostItems& after) {
  v1::TimetableCostItems change;
  change.set_unplaced(after.unplaced() - before.unplaced());
  change.set_travel(after.travel() - before.travel());
  change.set_idle(after.idle() - before.idle());
  change.set_balance(after.balance() - before.balance());
  change.set_pairs(after.pairs() - before.pairs());
  change.set_coverage(after.coverage() - before.coverage());
  change.set_change(after.change() - before.change());
  return change;
}

absl::Status ToStatus(const std::vector<v1::Clash>& clashes, const Visit& visit) {
  if (clashes.empty()) return absl::OkStatus();
  std::vector<errors::RuleViolation> broken;
  for (const v1::Clash& clash : clashes) {
    const std::string subject = !clash.sessions().empty() ? clash.sessions(0)
                                : clash.subject().empty() ? visit.review.name()
                                                          : clash.subject();
    broken.push_back({clash.rule(), subject, clash.message()});
  }
  return errors::RulesBroken(broken);
}

}  // namespace peerchallenge::scheduling
