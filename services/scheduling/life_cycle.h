#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

// The life cycle of a review: one table of steps.
namespace peerchallenge::scheduling {

enum class Step {
  kAgreeScope,
  kAgreeTeam,
  kConfirmTimetable,
  kStartVisit,
  kRecordFeedback,
  kRecordLetterIssued,
  kFollowLetter,  // a letter is out, whatever was recorded before, even that there would be none
  kClose,
  kCloseWithoutLetter,  // where no letter was due (EndsInLetter)
  kCancel,
};

// Takes the step: sets the state and appends to the history. WRONG_STATE, with the review
// unchanged, where the state does not allow it.
absl::Status Take(Step step, absl::Time now, v1::Review& review);

// Whether needs, team and week may still be changed by hand or by a plan.
bool IsBeingPlanned(const v1::Review& review);
// Whether the visit has not begun and is not cancelled.
bool IsAhead(const v1::Review& review);
// Whether the visit's timetable may still be changed: until the feedback is given.
bool IsTimetableOpen(const v1::Review& review);
// Whether the visit's sessions may be placed: the team is agreed, and the feedback is not given.
bool IsReadyForTimetable(const v1::Review& review);
// Whether the visit's letter may still come: not LETTER_ISSUED yet and not cancelled.
bool IsLetterAhead(const v1::Review& review);
// Whether the review ends in a letter, as challenges and assurance visits do; others are closed
// after their feedback.
bool EndsInLetter(const v1::Review& review);
// Whether the review takes, took or will take its team's time: everything but cancelled.
bool Counts(const v1::Review& review);

// "TEAM_AGREED".
std::string StateName(v1::Review::State state);

}  // namespace peerchallenge::scheduling
