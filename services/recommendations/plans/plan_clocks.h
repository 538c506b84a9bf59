#pragma once

#include <map>
#include <optional>

#include "absl/time/civil_time.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "services/recommendations/plans/deadline.h"

// The clocks of a plan and the due days of its actions, as they stand on a day of Europe/London.
namespace peerchallenge::recommendations {

// The deadlines of a plan's clocks.
using ClockDeadlines = std::map<v1::PlanClock::Kind, Deadline>;

// Notes that what a clock waits for happened on `day`, unless it did before.
void StopClock(v1::ActionPlan& plan, v1::PlanClock::Kind kind, absl::CivilDay day);

// Sets what of a plan's clocks depends on the day. Gives the next day on which that changes by
// itself; nothing when it never does.
std::optional<absl::CivilDay> SetDay(v1::ActionPlan& plan, const ClockDeadlines& deadlines,
                                     absl::CivilDay today);
// Whether an action's day is past and it is neither delivered nor dropped.
bool IsOverdue(const v1::Action& action, absl::CivilDay today);
// The same as for a plan.
std::optional<absl::CivilDay> SetDay(v1::Action& action, const Deadline& deadline,
                                     absl::CivilDay today);

// Whether a clock of the plan or, by its figures, one of its actions is overdue.
bool HasOverdue(const v1::ActionPlan& plan);

}  // namespace peerchallenge::recommendations
