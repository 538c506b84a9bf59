#pragma once

#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/visits/timetable_changes.h"
#include "services/scheduling/visits/timetable_judge.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {

// Says why each change of a disruption's proposal is needed, in this order:
// - events that are about the session itself: its reviewer, venue or group, or the session;
// - rules that its old placement would break with the facts of `judge` (those after the events);
// - where neither holds, the rules that its old placement would break beside the new ones of the
//   others: it makes way;
// - where it would break none, it moves because that costs less: then all events are the cause.
// `visit` is as after the events; `before` and `after` are the two timetables.
void ExplainChanges(const Visit& visit, const v1::Disruption& disruption, absl::Time freeze,
                    const TimetableJudge& judge, const v1::Timetable& before,
                    const v1::Timetable& after, Changes& changes);

}  // namespace peerchallenge::scheduling
