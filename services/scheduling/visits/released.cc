#include "services/scheduling/visits/released.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/names.h"
#include "services/scheduling/visits/versions.h"
#include "services/scheduling/visits/visit_visibility.h"

namespace peerchallenge::scheduling {
namespace {

absl::StatusOr<v1::VisitTimetable> ReleasedLast(storage::Transaction& tx, const Store& store,
                                                const std::string& name) {
  const std::string review = ReviewOf(name);
  const auto last = LastNumber(tx, Numbered::kReleases, review);
  if (!last.ok()) return last.status();
  if (*last == 0) return errors::NotFound(name);
  auto release = store.releases.Get(tx, absl::StrCat(review, "/releases/", *last));
  if (!release.ok()) return release.status();
  return store.timetables.Get(tx, release->timetable());
}

}  // namespace

absl::StatusOr<v1::VisitTimetable> FindTimetable(storage::Transaction& tx, const Store& store,
                                                 const Viewer& viewer, const std::string& name) {
  auto review = FindReviewOf(tx, store, viewer, access::v1::PERMISSION_TIMETABLE_READ, name);
  if (!review.ok()) return review.status();
  auto sight = LoadVisitSight(tx, store, viewer, *review);
  if (!sight.ok()) return sight.status();
  const bool is_last =
      validation::IdOf(name) == "current" && sight->sight != TimetableSight::kWorking;
  auto timetable = is_last ? ReleasedLast(tx, store, name) : GetVersion(tx, store, name);
  if (!timetable.ok()) return timetable;
  auto view = ViewOf(*timetable, *sight);
  if (!view) return errors::NotFound(name);
  return *std::move(view);
}

absl::StatusOr<std::vector<ReleasedTimetable>> LoadReleased(storage::Transaction& tx,
                                                            const Store& store,
                                                            const std::string& review,
                                                            int64_t number) {
  const auto last = LastNumber(tx, Numbered::kReleases, review);
  if (!last.ok()) return last.status();
  if (number > *last) return errors::NotFound(absl::StrCat(review, "/releases/", number));
  std::vector<ReleasedTimetable> releases;
  for (int64_t i = 1; i <= (number == 0 ? *last : number); ++i) {
    auto release = store.releases.Get(tx, absl::StrCat(review, "/releases/", i));
    if (!release.ok()) return release.status();
    auto version = store.timetables.Get(tx, release->timetable());
    if (!version.ok()) return version.status();
    auto contents = LoadContents(tx, release->name());
    if (!contents.ok()) return contents.status();
    releases.push_back({*std::move(release), version->timetable(), *std::move(contents)});
  }
  return releases;
}

}  // namespace peerchallenge::scheduling
