#include "services/recommendations/plans/plan_clocks.h"

#include <algorithm>

#include "common/validation/civil_date.h"

namespace peerchallenge::recommendations {
namespace {

using absl::CivilDay;
using v1::PlanClock;

std::optional<CivilDay> Earlier(std::optional<CivilDay> a, std::optional<CivilDay> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

bool IsDone(const v1::Action& action) {
  return action.delivery() == v1::Action::DELIVERY_DELIVERED ||
         action.delivery() == v1::Action::DELIVERY_DROPPED;
}

}  // namespace

void StopClock(v1::ActionPlan& plan, PlanClock::Kind kind, CivilDay day) {
  for (PlanClock& clock : *plan.mutable_clocks()) {
    if (clock.kind() != kind || !clock.done_date().empty()) continue;
    clock.set_done_date(validation::FormatDay(day));
    // Dates of this form sort as text.
    clock.set_state(clock.done_date() <= clock.due_date() ? PlanClock::STATE_MET
                                                          : PlanClock::STATE_MET_LATE);
    clock.clear_escalation();
  }
}

std::optional<CivilDay> SetDay(v1::ActionPlan& plan, const ClockDeadlines& deadlines,
                               CivilDay today) {
  std::optional<CivilDay> next;
  for (PlanClock& clock : *plan.mutable_clocks()) {
    const auto found = deadlines.find(clock.kind());
    if (!clock.done_date().empty() || found == deadlines.end()) continue;
    const Deadline& deadline = found->second;
    clock.set_state(IsOverdue(deadline, today) ? PlanClock::STATE_OVERDUE
                                               : PlanClock::STATE_RUNNING);
    clock.set_escalation(EscalationOn(deadline, today));
    next = Earlier(next, NextChange(deadline, today));
  }
  return next;
}

bool IsOverdue(const v1::Action& action, CivilDay today) {
  // Dates of this form sort as text.
  return !IsDone(action) && action.due_date() < validation::FormatDay(today);
}

std::optional<CivilDay> SetDay(v1::Action& action, const Deadline& deadline, CivilDay today) {
  const bool done = IsDone(action);
  action.set_overdue(IsOverdue(action, today));
  action.set_escalation(done ? 0 : EscalationOn(deadline, today));
  return done ? std::nullopt : NextChange(deadline, today);
}

bool HasOverdue(const v1::ActionPlan& plan) {
  return plan.progress().overdue() > 0 ||
         std::any_of(plan.clocks().begin(), plan.clocks().end(), [](const PlanClock& clock) {
           return clock.state() == PlanClock::STATE_OVERDUE;
         });
}

}  // namespace peerchallenge::recommendations
