#include "common/relations/scheduling_client.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/access/stored_grant.h"
#include "peerchallenge/scheduling/v1/release.pb.h"

namespace peerchallenge::relations {
namespace {

namespace v1 = scheduling::v1;

constexpr char kPackage[] = "peerchallenge.scheduling.v1.";
constexpr int kPageSize = 1000;
// Of one call; a watch has none.
constexpr absl::Duration kCallLimit = absl::Seconds(30);

// Nothing lies below a review that is not there.
absl::Status UnlessMissing(const absl::Status& status) {
  return absl::IsNotFound(status) ? absl::OkStatus() : status;
}

}  // namespace

rpc::CallOptions SchedulingClient::Options(const std::stop_token& stop) const {
  rpc::CallOptions options;
  options.deadline = absl::Now() + kCallLimit;
  options.bearer_token = token_;
  options.cancelled = stop;
  return options;
}

template <typename Response, typename Request, typename Item>
absl::Status SchedulingClient::List(const std::string& method, Request request,
                                    google::protobuf::RepeatedPtrField<Item>* (Response::*items)(),
                                    const std::stop_token& stop, std::vector<Item>& all) const {
  request.set_page_size(kPageSize);
  do {
    auto page = channel_->Unary<Response>(absl::StrCat(kPackage, method), request, Options(stop));
    if (!page.ok()) return page.status();
    for (Item& item : *((*page).*items)()) all.push_back(std::move(item));
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::StatusOr<ListedRelations> SchedulingClient::ListRelations(const std::stop_token& stop) const {
  ListedRelations listed;
  absl::Status status = List("DirectoryService/ListRegions", v1::ListRegionsRequest(),
                             &v1::ListRegionsResponse::mutable_regions, stop, listed.regions);
  v1::ListRoleGrantsRequest grants;
  grants.set_parent(std::string(access::kAllRegions));
  const auto list_grants = [&] {
    return List("DirectoryService/ListRoleGrants", grants,
                &v1::ListRoleGrantsResponse::mutable_role_grants, stop, listed.role_grants);
  };
  if (status.ok()) status = list_grants();
  std::vector<v1::Review> reviews;
  for (const v1::Region& region : listed.regions) {
    v1::ListAuthoritiesRequest authorities;
    authorities.set_parent(region.name());
    v1::ListPeopleRequest people;
    people.set_parent(region.name());
    v1::ListReviewsRequest of_region;
    of_region.set_parent(region.name());
    grants.set_parent(region.name());
    if (status.ok()) status = list_grants();
    if (status.ok()) {
      status = List("DirectoryService/ListAuthorities", authorities,
                    &v1::ListAuthoritiesResponse::mutable_authorities, stop, listed.authorities);
    }
    if (status.ok()) {
      status = List("DirectoryService/ListPeople", people, &v1::ListPeopleResponse::mutable_people,
                    stop, listed.people);
    }
    if (status.ok()) {
      status = List("ReviewService/ListReviews", of_region,
                    &v1::ListReviewsResponse::mutable_reviews, stop, reviews);
    }
  }
  if (!status.ok()) return status;
  for (v1::Review& review : reviews) {
    auto visit = GetReleasedVisit(review.name(), stop);
    if (!visit.ok()) return visit.status();
    listed.reviews.push_back({std::move(review), *std::move(visit)});
  }
  return listed;
}

absl::StatusOr<ReleasedVisit> SchedulingClient::GetReleasedVisit(
    const std::string& review, const std::stop_token& stop) const {
  ReleasedVisit visit;
  v1::ListSessionsRequest sessions;
  sessions.set_parent(review);
  absl::Status status =
      UnlessMissing(List("TimetableService/ListSessions", sessions,
                         &v1::ListSessionsResponse::mutable_sessions, stop, visit.sessions));
  if (!status.ok()) return status;
  v1::ListParticipantGroupsRequest groups;
  groups.set_parent(review);
  status = UnlessMissing(List("TimetableService/ListParticipantGroups", groups,
                              &v1::ListParticipantGroupsResponse::mutable_participant_groups, stop,
                              visit.groups));
  if (!status.ok()) return status;
  v1::GetTimetableRequest released;
  released.set_name(absl::StrCat(review, "/timetables/current"));
  auto timetable = channel_->Unary<v1::VisitTimetable>(
      absl::StrCat(kPackage, "TimetableService/GetTimetable"), released, Options(stop));
  status = UnlessMissing(timetable.status());
  if (!status.ok()) return status;
  if (timetable.ok()) visit.timetable = *std::move(timetable);
  return visit;
}

rpc::Reader<changes::v1::WatchResponse> SchedulingClient::Watch(const std::string& resume_token,
                                                                const std::stop_token& stop) const {
  changes::v1::WatchRequest request;
  request.set_resume_token(resume_token);
  for (const auto* type :
       {v1::Region::descriptor(), v1::Authority::descriptor(), v1::Person::descriptor(),
        v1::RoleGrant::descriptor(), v1::Review::descriptor(), v1::Session::descriptor(),
        v1::ParticipantGroup::descriptor(), v1::Release::descriptor()}) {
    request.add_resource_types(type->full_name());
  }
  rpc::CallOptions options = Options(stop);
  options.deadline = absl::InfiniteFuture();
  return channel_->Stream<changes::v1::WatchResponse>(
      absl::StrCat(kPackage, "ChangesService/Watch"), request, options);
}

}  // namespace peerchallenge::relations
