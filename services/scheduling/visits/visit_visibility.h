#pragma once

#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "google/protobuf/message.h"
#include "services/scheduling/store.h"
#include "services/scheduling/visibility.h"

// Who may see how much of what lies below a review. Whether the review itself is seen is decided by
// visibility.h.
namespace peerchallenge::scheduling {

enum class TimetableSight {
  kNone,      // does not know that there is anything
  kReleased,  // what is released, and no participants
  kWorking,   // everything
};
TimetableSight TimetableSightOf(const Viewer& viewer, const v1::Review& review);

// A viewer's sight of one review's timetable, with what it takes to tell what is released.
struct VisitSight {
  TimetableSight sight = TimetableSight::kNone;
  std::set<std::string> released_sessions;  // placed by any release; names
  std::set<std::string> sessions_of_last;   // placed by the last one; names
};
absl::StatusOr<VisitSight> LoadVisitSight(storage::Transaction& tx, const Store& store,
                                          const Viewer& viewer, const v1::Review& review);

// The review that `name` lies below when the viewer may use `permission` on it; otherwise
// RESOURCE_NOT_FOUND for `name`.
absl::StatusOr<v1::Review> FindReviewOf(storage::Transaction& tx, const Store& store,
                                        const Viewer& viewer, access::Permission permission,
                                        const std::string& name);

// A resource as it may be seen with that sight; nothing when it may not be seen at all.
std::optional<v1::VisitSettings> ViewOf(const v1::VisitSettings& settings, const VisitSight& sight);
std::optional<v1::Venue> ViewOf(const v1::Venue& venue, const VisitSight& sight);
std::optional<v1::Participant> ViewOf(const v1::Participant& participant, const VisitSight& sight);
std::optional<v1::ParticipantGroup> ViewOf(const v1::ParticipantGroup& group,
                                           const VisitSight& sight);
std::optional<v1::Session> ViewOf(const v1::Session& session, const VisitSight& sight);
std::optional<v1::Build> ViewOf(const v1::Build& build, const VisitSight& sight);
std::optional<v1::VisitTimetable> ViewOf(const v1::VisitTimetable& timetable,
                                         const VisitSight& sight);
std::optional<v1::Disruption> ViewOf(const v1::Disruption& disruption, const VisitSight& sight);
std::optional<v1::Release> ViewOf(const v1::Release& release, const VisitSight& sight);

}  // namespace peerchallenge::scheduling
