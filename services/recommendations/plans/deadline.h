#pragma once

#include <optional>

#include "absl/time/civil_time.h"
#include "common/environment/working_days.h"
#include "peerchallenge/recommendations/v1/action_plans.pb.h"

namespace peerchallenge::recommendations {

// By when something must have happened, and when it is passed on that it has not. Fixed when the
// due day is: rules and bank holidays that change later do not move it.
struct Deadline {
  absl::CivilDay due;     // the last day; after it, the host's director is told
  absl::CivilDay office;  // after it, the programme office is told
  absl::CivilDay board;   // after it, the board is told

  bool operator==(const Deadline&) const = default;
};

// `rules` with defaults filled in.
Deadline DeadlineOn(absl::CivilDay due, const v1::FollowUpRules& rules,
                    const environment::WorkingDays& working_days);

// Whether the last day is past.
bool IsOverdue(const Deadline& deadline, absl::CivilDay today);

// Who has been told (PlanClock.escalation): 0 nobody, 1 the host's director, 2 the programme
// office, 3 the board.
inline constexpr int kBoardIsTold = 3;
int EscalationOn(const Deadline& deadline, absl::CivilDay today);

// The next day after `today` on which EscalationOn() is another one; nothing when it stays.
std::optional<absl::CivilDay> NextChange(const Deadline& deadline, absl::CivilDay today);

}  // namespace peerchallenge::recommendations
