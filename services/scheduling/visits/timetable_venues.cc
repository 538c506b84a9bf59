// The places where sessions are held.

#include "common/resources/stamped.h"
#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/references.h"
#include "services/scheduling/visits/timetable_service.h"
#include "services/scheduling/visits/visit_checks.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;

constexpr size_t kMaxVenues = 100;

absl::Status Check(v1::Venue& venue) {
  validation::FieldChecks checks;
  CheckVenue(venue, "venue", checks);
  if (venue.rooms() == 0) venue.set_rooms(1);
  return checks.Result();
}

// REFERENCE_BROKEN where any version of the timetable uses the venue.
absl::Status CheckNoTimetableUses(storage::Transaction& tx, const Store& store,
                                  const v1::Venue& venue) {
  return store.timetables.Scan(
      tx, {{"parent", validation::ParentOf(venue.name())}},
      [&](const v1::VisitTimetable& version) -> absl::Status {
        for (const v1::Placement& placement : version.timetable().placements()) {
          if (placement.venue() != validation::IdOf(venue.name())) continue;
          return errors::ReferenceBroken(
              venue.name(), absl::StrCat("'", version.name(), "' uses '", venue.name(), "'"));
        }
        return absl::OkStatus();
      });
}

// Ways to a venue that is gone mean nothing.
absl::Status ForgetWays(storage::Transaction& tx, const Context& context, const Visit& visit,
                        const std::string& venue) {
  auto settings = LoadSettings(tx, context.store, visit.review);
  if (!settings.ok()) return settings.status();
  auto& ways = *settings->mutable_travel_times();
  const auto kept = std::remove_if(ways.begin(), ways.end(), [&](const auto& way) {
    return way.venue() == venue || way.other() == venue;
  });
  if (kept == ways.end()) return absl::OkStatus();
  ways.erase(kept, ways.end());
  return UpdateStamped(tx, context, context.store.visit_settings, *std::move(settings), "")
      .status();
}

}  // namespace

absl::StatusOr<v1::Venue> TimetableService::CreateVenue(const Call& call,
                                                        const v1::CreateVenueRequest& request) {
  if (absl::Status status = CheckParentAndId(request.parent(), "venue_id", request.venue_id());
      !status.ok()) {
    return status;
  }
  v1::Venue venue = request.venue();
  if (absl::Status status = Check(venue); !status.ok()) return status;
  return ChangeVisit<v1::Venue>(
      context_, call, request, request.parent(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Venue> {
        absl::Status status = CheckQuota(visit.venues, kMaxVenues, "venues");
        if (!status.ok()) return status;
        venue.set_name(NameBelow(context_, request.parent(), "venues", request.venue_id()));
        return InsertStamped(tx, context_, context_.store.venues, venue);
      });
}

absl::StatusOr<v1::Venue> TimetableService::GetVenue(const Call& call,
                                                     const v1::GetVenueRequest& request) {
  return GetBelowReview(context_, call, context_.store.venues,
                        permissions::PERMISSION_TIMETABLE_READ, request.name());
}

absl::StatusOr<v1::ListVenuesResponse> TimetableService::ListVenues(
    const Call& call, const v1::ListVenuesRequest& request) {
  using Response = v1::ListVenuesResponse;
  return ListBelowReview<Response>(
      context_, call, context_.store.venues, permissions::PERMISSION_TIMETABLE_READ, request, "",
      [](Response& response, const v1::Venue& venue) { *response.add_venues() = venue; });
}

absl::StatusOr<v1::Venue> TimetableService::UpdateVenue(const Call& call,
                                                        const v1::UpdateVenueRequest& request) {
  return ChangeVisit<v1::Venue>(
      context_, call, request, request.venue().name(),
      [&](storage::Transaction& tx, const Visit&) -> absl::StatusOr<v1::Venue> {
        auto venue = Patched(tx, context_.store.venues, request.venue(), request.update_mask());
        if (!venue.ok()) return venue;
        if (absl::Status status = Check(*venue); !status.ok()) return status;
        return UpdateStamped(tx, context_, context_.store.venues, *std::move(venue),
                             request.venue().etag());
      });
}

absl::StatusOr<v1::Venue> TimetableService::DeleteVenue(const Call& call,
                                                        const v1::DeleteVenueRequest& request) {
  return ChangeVisit<v1::Venue>(
      context_, call, request, request.name(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Venue> {
        auto venue = context_.store.venues.Get(tx, request.name());
        if (!venue.ok()) return venue;
        for (const absl::Status& status :
             {CheckUnused(visit, *venue), CheckNoTimetableUses(tx, context_.store, *venue)}) {
          if (!status.ok()) return status;
        }
        if (absl::Status status = ForgetWays(tx, context_, visit, venue->name()); !status.ok()) {
          return status;
        }
        return Remove(tx, context_.store.venues, request.name(), request.etag());
      });
}

}  // namespace peerchallenge::scheduling
