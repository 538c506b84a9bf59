#include "services/scheduling/visits/visit_visibility.h"

#include <algorithm>

#include "common/errors/errors.h"
#include "services/scheduling/names.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;

template <typename Message>
std::optional<Message> ForWriters(const Message& message, const VisitSight& sight) {
  if (sight.sight != TimetableSight::kWorking) return std::nullopt;
  return message;
}

template <typename Message>
std::optional<Message> ForReaders(const Message& message, const VisitSight& sight) {
  if (sight.sight == TimetableSight::kNone) return std::nullopt;
  return message;
}

}  // namespace

TimetableSight TimetableSightOf(const Viewer& viewer, const v1::Review& review) {
  if (May(viewer, permissions::PERMISSION_TIMETABLE_WRITE, review)) {
    return TimetableSight::kWorking;
  }
  return May(viewer, permissions::PERMISSION_TIMETABLE_READ, review) ? TimetableSight::kReleased
                                                                     : TimetableSight::kNone;
}

absl::StatusOr<VisitSight> LoadVisitSight(storage::Transaction& tx, const Store& store,
                                          const Viewer& viewer, const v1::Review& review) {
  VisitSight sight;
  sight.sight = TimetableSightOf(viewer, review);
  if (sight.sight != TimetableSight::kReleased) return sight;
  auto releases = store.releases.All(tx, {{"parent", review.name()}});
  if (!releases.ok()) return releases.status();
  int32_t last = 0;
  for (const v1::Release& release : *releases) last = std::max(last, release.number());
  for (const v1::Release& release : *releases) {
    auto timetable = store.timetables.Get(tx, release.timetable());
    if (!timetable.ok()) return timetable.status();
    for (const v1::Placement& placement : timetable->timetable().placements()) {
      const std::string name = review.name() + "/sessions/" + placement.session();
      sight.released_sessions.insert(name);
      if (release.number() == last) sight.sessions_of_last.insert(name);
    }
  }
  return sight;
}

absl::StatusOr<v1::Review> FindReviewOf(storage::Transaction& tx, const Store& store,
                                        const Viewer& viewer, access::Permission permission,
                                        const std::string& name) {
  auto review = FindReview(tx, store, viewer, permission, ReviewOf(name));
  if (absl::IsNotFound(review.status())) return errors::NotFound(name);
  return review;
}

std::optional<v1::VisitSettings> ViewOf(const v1::VisitSettings& settings,
                                        const VisitSight& sight) {
  return ForReaders(settings, sight);
}
std::optional<v1::Venue> ViewOf(const v1::Venue& venue, const VisitSight& sight) {
  return ForReaders(venue, sight);
}
std::optional<v1::Participant> ViewOf(const v1::Participant& participant, const VisitSight& sight) {
  return ForWriters(participant, sight);
}
std::optional<v1::Build> ViewOf(const v1::Build& build, const VisitSight& sight) {
  return ForWriters(build, sight);
}
std::optional<v1::Disruption> ViewOf(const v1::Disruption& disruption, const VisitSight& sight) {
  return ForWriters(disruption, sight);
}
std::optional<v1::Release> ViewOf(const v1::Release& release, const VisitSight& sight) {
  return ForReaders(release, sight);
}

std::optional<v1::ParticipantGroup> ViewOf(const v1::ParticipantGroup& group,
                                           const VisitSight& sight) {
  auto view = ForReaders(group, sight);
  if (view && sight.sight != TimetableSight::kWorking) view->clear_members();
  return view;
}

// For readers a pin would tell of a move before its release, as `dropped` would of a disruption.
std::optional<v1::Session> ViewOf(const v1::Session& session, const VisitSight& sight) {
  auto view = ForReaders(session, sight);
  if (!view || sight.sight == TimetableSight::kWorking) return view;
  if (!sight.released_sessions.contains(session.name())) return std::nullopt;
  view->clear_pinned();
  if (sight.sessions_of_last.contains(session.name())) view->clear_dropped();
  return view;
}

std::optional<v1::VisitTimetable> ViewOf(const v1::VisitTimetable& timetable,
                                         const VisitSight& sight) {
  auto view = ForReaders(timetable, sight);
  if (!view || sight.sight == TimetableSight::kWorking) return view;
  if (timetable.release().empty()) return std::nullopt;
  view->clear_clashes();
  auto& unplaced = *view->mutable_unplaced_sessions();
  unplaced.erase(std::remove_if(unplaced.begin(), unplaced.end(),
                                [&](const std::string& session) {
                                  return !sight.released_sessions.contains(session);
                                }),
                 unplaced.end());
  return view;
}

}  // namespace peerchallenge::scheduling
