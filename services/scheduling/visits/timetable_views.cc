// A timetable as people ask for it: one person's, venue's or group's days, and calendars.

#include <openssl/sha.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/released.h"
#include "services/scheduling/visits/schedule.h"
#include "services/scheduling/visits/timetable_service.h"
#include "services/scheduling/visits/visit_calendar.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using validation::FieldChecks;
using validation::MatchName;

v1::ExportCalendarResponse ResponseWith(const std::string& title,
                                        const std::vector<CalendarEvent>& events) {
  v1::ExportCalendarResponse response;
  response.set_calendar(WriteCalendar(title, events));
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const uint8_t*>(response.calendar().data()), response.calendar().size(),
         reinterpret_cast<uint8_t*>(digest.data()));
  response.set_etag(absl::BytesToHexString(digest.substr(0, SHA256_DIGEST_LENGTH / 2)));
  return response;
}

absl::Status CheckExport(const v1::ExportCalendarRequest& request) {
  const bool several = absl::EndsWith(request.parent(), kAllReviews.data());
  const std::string region = validation::RegionOf(request.parent());
  FieldChecks checks;
  if (several) {
    checks.That(region + std::string(kAllReviews) == request.parent(), "parent", request.parent(),
                "a review, or regions/*/reviews/-");
    checks.Name("subject", request.subject(), kPersonName);
    checks.That(request.release_number() == 0, "release_number",
                absl::StrCat(request.release_number()), "0, for several reviews");
  } else {
    checks.Name("parent", request.parent(), kReviewName);
    const bool known = request.subject().empty() || MatchName(request.subject(), kPersonName) ||
                       MatchName(request.subject(), kVenueName) ||
                       MatchName(request.subject(), kGroupName);
    checks.That(known, "subject", request.subject(),
                "the name of a team member, a venue or a group");
  }
  checks.That(request.release_number() >= 0, "release_number",
              absl::StrCat(request.release_number()), "0 or more");
  return checks.Result();
}

// Whether the person has, or had, a place on the review's team.
bool IsOnTeam(const v1::Review& review, const std::string& person) {
  return std::any_of(review.team().begin(), review.team().end(),
                     [&](const v1::TeamMember& member) { return member.person() == person; });
}

absl::StatusOr<v1::ExportCalendarResponse> ExportOne(storage::Transaction& tx, const Store& store,
                                                     const Viewer& viewer,
                                                     const v1::ExportCalendarRequest& request) {
  auto review =
      FindReview(tx, store, viewer, permissions::PERMISSION_TIMETABLE_READ, request.parent());
  if (!review.ok()) return review.status();
  auto visit = LoadVisit(tx, store, *review);
  if (!visit.ok()) return visit.status();
  const std::string& subject = request.subject();
  const bool is_there = subject.empty() || FindVenue(*visit, subject) ||
                        FindGroup(*visit, subject) || IsOnTeam(*review, subject);
  if (!is_there) return errors::NotFound(subject);
  auto releases = LoadReleased(tx, store, review->name(), request.release_number());
  if (!releases.ok()) return releases.status();
  return ResponseWith(review->display_name(), EventsOf(*review, *releases, subject));
}

// Those of the person's reviews whose timetables the caller may read.
absl::StatusOr<v1::ExportCalendarResponse> ExportAll(storage::Transaction& tx, const Store& store,
                                                     const Viewer& viewer,
                                                     const v1::ExportCalendarRequest& request) {
  auto reviews = store.ReviewsOf(tx, validation::RegionOf(request.parent()));
  if (!reviews.ok()) return reviews.status();
  std::vector<CalendarEvent> all;
  for (const v1::Review& review : *reviews) {
    if (!IsOnTeam(review, request.subject()) ||
        !May(viewer, permissions::PERMISSION_TIMETABLE_READ, review)) {
      continue;
    }
    auto releases = LoadReleased(tx, store, review.name(), 0);
    if (!releases.ok()) return releases.status();
    for (CalendarEvent& event : EventsOf(review, *releases, request.subject())) {
      all.push_back(std::move(event));
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const CalendarEvent& a, const CalendarEvent& b) {
    return a.start < b.start;
  });
  return ResponseWith("Peer challenges", all);
}

}  // namespace

absl::StatusOr<v1::Schedule> TimetableService::GetSchedule(const Call& call,
                                                           const v1::GetScheduleRequest& request) {
  return Read<v1::Schedule>(
      context_, call,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Schedule> {
        FieldChecks checks;
        const std::string& subject = request.subject();
        const bool is_participant = MatchName(subject, kParticipantName).has_value();
        const bool known = is_participant || MatchName(subject, kPersonName) ||
                           MatchName(subject, kVenueName) || MatchName(subject, kGroupName);
        checks.Name("timetable", request.timetable(), kTimetableName);
        checks.That(known, "subject", subject,
                    "the name of a team member, venue, group or participant");
        if (absl::Status status = checks.Result(); !status.ok()) return status;
        auto timetable = FindTimetable(tx, context_.store, viewer, request.timetable());
        if (!timetable.ok()) return timetable.status();
        auto review = context_.store.reviews.Get(tx, ReviewOf(timetable->name()));
        if (!review.ok()) return review.status();
        if (is_participant && TimetableSightOf(viewer, *review) != TimetableSight::kWorking) {
          return errors::NotFound(subject);
        }
        auto visit = LoadVisit(tx, context_.store, *review);
        if (!visit.ok()) return visit.status();
        return ScheduleOf(*visit, *timetable, subject);
      });
}

absl::StatusOr<v1::ExportCalendarResponse> TimetableService::ExportCalendar(
    const Call& call, const v1::ExportCalendarRequest& request) {
  if (absl::Status status = CheckExport(request); !status.ok()) return status;
  return Read<v1::ExportCalendarResponse>(
      context_, call, [&](storage::Transaction& tx, const Viewer& viewer) {
        return absl::EndsWith(request.parent(), kAllReviews.data())
                   ? ExportAll(tx, context_.store, viewer, request)
                   : ExportOne(tx, context_.store, viewer, request);
      });
}

}  // namespace peerchallenge::scheduling
