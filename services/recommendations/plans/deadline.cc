#include "services/recommendations/plans/deadline.h"

namespace peerchallenge::recommendations {

using absl::CivilDay;

Deadline DeadlineOn(CivilDay due, const v1::FollowUpRules& rules,
                    const environment::WorkingDays& working_days) {
  return {.due = due,
          .office = working_days.After(due, rules.office_escalation_working_days()),
          .board = working_days.After(due, rules.board_escalation_working_days())};
}

bool IsOverdue(const Deadline& deadline, CivilDay today) { return today > deadline.due; }

int EscalationOn(const Deadline& deadline, CivilDay today) {
  if (today <= deadline.due) return 0;
  if (today <= deadline.office) return 1;
  return today <= deadline.board ? 2 : kBoardIsTold;
}

std::optional<CivilDay> NextChange(const Deadline& deadline, CivilDay today) {
  for (const CivilDay last : {deadline.due, deadline.office, deadline.board}) {
    if (today <= last) return last + 1;
  }
  return std::nullopt;
}

}  // namespace peerchallenge::recommendations
