// Timetables that went out, and what differs between them.

#include <set>

#include "absl/strings/numbers.h"
#include "common/resources/stamped.h"
#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/timetable_changes.h"
#include "services/scheduling/visits/timetable_judge.h"
#include "services/scheduling/visits/timetable_service.h"
#include "services/scheduling/visits/visit_records.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using validation::FieldChecks;

constexpr size_t kMaxNote = 2'000;

int64_t NumberOf(const std::string& name) {
  int64_t number = 0;
  return absl::SimpleAtoi(validation::IdOf(name), &number) ? number : 0;
}

// What things are called today, for calendars.
absl::StatusOr<ReleaseContents> ContentsOf(storage::Transaction& tx, const Store& store,
                                           const Visit& visit) {
  ReleaseContents contents;
  std::set<std::string> people;
  for (const v1::Placement& placement : visit.in_force->timetable().placements()) {
    const v1::Session* session = FindSession(visit, SessionName(visit, placement.session()));
    if (session != nullptr) *contents.sessions.add_sessions() = *session;
    for (const std::string& id : placement.reviewers()) people.insert(PersonName(visit, id));
  }
  for (v1::Session& session : *contents.sessions.mutable_sessions()) session.clear_pinned();
  for (const v1::Venue& venue : visit.venues) *contents.venues.add_venues() = venue;
  for (const v1::ParticipantGroup& group : visit.groups) {
    auto* kept = contents.groups.add_participant_groups();
    kept->set_name(group.name());
    kept->set_display_name(group.display_name());
  }
  for (const std::string& name : people) {
    auto person = store.people.Get(tx, name);
    if (!person.ok()) return person.status();
    auto* kept = contents.people.add_people();
    kept->set_name(person->name());
    kept->set_display_name(person->display_name());
  }
  return contents;
}

absl::StatusOr<int32_t> CountChanges(storage::Transaction& tx, const Store& store,
                                     const Visit& visit, int64_t last) {
  if (last == 0) return 0;
  auto release = store.releases.Get(tx, absl::StrCat(visit.review.name(), "/releases/", last));
  if (!release.ok()) return release.status();
  auto before = store.timetables.Get(tx, release->timetable());
  if (!before.ok()) return before.status();
  return DiffTimetables(visit, before->timetable(), visit.in_force->timetable()).size();
}

absl::Status CheckReleasable(const Visit& visit, const std::string& etag, absl::Time now) {
  if (absl::Status status = CheckInForce(visit, etag); !status.ok()) return status;
  if (!visit.in_force->release().empty()) {
    return errors::WrongState(visit.in_force->name(), "released already",
                              "a version that is not out yet");
  }
  return ToStatus(TimetableJudge(visit, now).Judge(visit.in_force->timetable()).clashes, visit);
}

// The causes of all versions after `before` up to `after`, by session.
absl::Status AddCausesBetween(storage::Transaction& tx, const std::string& review, int64_t before,
                              int64_t after, Changes& changes) {
  for (int64_t version = before + 1; version <= after; ++version) {
    auto stored = LoadChanges(tx, absl::StrCat(review, "/timetables/", version));
    if (!stored.ok()) return stored.status();
    for (const v1::TimetableChange& old : stored->changes()) {
      for (v1::TimetableChange& change : changes) {
        if (change.session() == old.session()) AddCauses(old.causes(), change);
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::VisitTimetable> VersionOf(storage::Transaction& tx, const Store& store,
                                             const std::string& release) {
  auto found = store.releases.Get(tx, release);
  if (!found.ok()) return found.status();
  return store.timetables.Get(tx, found->timetable());
}

// The earlier release; empty before the first.
absl::StatusOr<std::string> BaseOf(const v1::CompareReleasesRequest& request) {
  const std::string review = ReviewOf(request.name());
  const int64_t number = NumberOf(request.name());
  if (request.base().empty()) {
    return number <= 1 ? std::string() : absl::StrCat(review, "/releases/", number - 1);
  }
  FieldChecks checks;
  checks.That(ReviewOf(request.base()) == review && NumberOf(request.base()) < number, "base",
              request.base(), absl::StrCat("an earlier release of ", review));
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return request.base();
}

}  // namespace

absl::StatusOr<v1::Release> TimetableService::CreateRelease(
    const Call& call, const v1::CreateReleaseRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.Text("note", request.note(), 0, kMaxNote);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return ChangeVisit<v1::Release>(
      context_, call, request, request.parent(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Release> {
        absl::Status releasable = CheckReleasable(visit, request.etag(), context_.clock.Now());
        if (!releasable.ok()) return releasable;
        const auto last = LastNumber(tx, Numbered::kReleases, request.parent());
        if (!last.ok()) return last.status();
        auto change_count = CountChanges(tx, context_.store, visit, *last);
        if (!change_count.ok()) return change_count.status();
        v1::Release release;
        release.set_name(absl::StrCat(request.parent(), "/releases/", *last + 1));
        release.set_number(static_cast<int32_t>(*last + 1));
        release.set_timetable(visit.in_force->name());
        release.set_note(request.note());
        release.set_change_count(*change_count);
        *release.mutable_create_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
            absl::ToUnixMicros(context_.clock.Now()));
        if (absl::Status status = context_.store.releases.Insert(tx, release); !status.ok()) {
          return status;
        }
        v1::VisitTimetable version = *visit.in_force;
        version.set_release(release.name());
        if (absl::Status status = context_.store.timetables.Update(tx, version); !status.ok()) {
          return status;
        }
        auto contents = ContentsOf(tx, context_.store, visit);
        if (!contents.ok()) return contents.status();
        if (absl::Status status = SaveContents(tx, release.name(), *contents); !status.ok()) {
          return status;
        }
        return release;
      });
}

absl::StatusOr<v1::Release> TimetableService::GetRelease(const Call& call,
                                                         const v1::GetReleaseRequest& request) {
  return GetBelowReview(context_, call, context_.store.releases,
                        permissions::PERMISSION_TIMETABLE_READ, request.name());
}

absl::StatusOr<v1::ListReleasesResponse> TimetableService::ListReleases(
    const Call& call, const v1::ListReleasesRequest& request) {
  using Response = v1::ListReleasesResponse;
  return ListBelowReview<Response>(
      context_, call, context_.store.releases, permissions::PERMISSION_TIMETABLE_READ, request,
      "listed",
      [](Response& response, const v1::Release& release) { *response.add_releases() = release; });
}

absl::StatusOr<v1::ReleaseComparison> TimetableService::CompareReleases(
    const Call& call, const v1::CompareReleasesRequest& request) {
  using Reply = absl::StatusOr<v1::ReleaseComparison>;
  return Read<v1::ReleaseComparison>(
      context_, call, [&](storage::Transaction& tx, const Viewer& viewer) -> Reply {
        auto review = FindReviewOf(tx, context_.store, viewer,
                                   permissions::PERMISSION_TIMETABLE_READ, request.name());
        if (!review.ok()) return review.status();
        auto after = VersionOf(tx, context_.store, request.name());
        if (!after.ok()) return after.status();
        auto base = BaseOf(request);
        if (!base.ok()) return base.status();
        v1::VisitTimetable before;
        if (!base->empty()) {
          auto found = VersionOf(tx, context_.store, *base);
          if (!found.ok()) return found.status();
          before = *std::move(found);
        }
        auto visit = LoadVisit(tx, context_.store, *review);
        if (!visit.ok()) return visit.status();
        v1::ReleaseComparison comparison;
        comparison.set_base(*base);
        comparison.set_release(request.name());
        Changes changes = DiffTimetables(*visit, before.timetable(), after->timetable());
        if (absl::Status status = AddCausesBetween(tx, review->name(), NumberOf(before.name()),
                                                   NumberOf(after->name()), changes);
            !status.ok()) {
          return status;
        }
        *comparison.mutable_changes() = std::move(changes);
        return comparison;
      });
}

}  // namespace peerchallenge::scheduling
