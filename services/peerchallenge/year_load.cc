#include "services/peerchallenge/year_load.h"

#include <map>

#include "absl/functional/function_ref.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;

constexpr int kPageSize = 1000;

bool MayNotRead(const absl::Status& status) {
  return absl::IsPermissionDenied(status) || absl::IsNotFound(status);
}

// Reads all pages of a list of named resources.
template <typename Response, typename Request, typename Resource>
absl::Status LoadAll(
    Client& client, const std::string& method, Request request,
    absl::FunctionRef<const google::protobuf::RepeatedPtrField<Resource>&(const Response&)>
        resources,
    std::map<std::string, Resource>& out) {
  request.set_page_size(kPageSize);
  do {
    const auto page = client.Call<Response>(method, request);
    if (!page.ok()) return page.status();
    for (const Resource& resource : resources(*page)) out[resource.name()] = resource;
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status LoadDirectory(Client& client, const std::string& programme, Directory& directory) {
  const std::string region = validation::RegionOf(programme);
  v1::ListAuthoritiesRequest authorities;
  authorities.set_parent(region);
  absl::Status status =
      LoadAll<v1::ListAuthoritiesResponse, v1::ListAuthoritiesRequest, v1::Authority>(
          client, "DirectoryService/ListAuthorities", authorities,
          [](const auto& page) -> const auto& { return page.authorities(); },
          directory.authorities);
  if (!status.ok()) return status;
  v1::ListPeopleRequest people;
  people.set_parent(region);
  status = LoadAll<v1::ListPeopleResponse, v1::ListPeopleRequest, v1::Person>(
      client, "DirectoryService/ListPeople", people,
      [](const auto& page) -> const auto& { return page.people(); }, directory.people);
  if (!status.ok() && !MayNotRead(status)) return status;
  v1::ListReviewsRequest reviews;
  reviews.set_parent(region);
  reviews.set_programme(programme);
  status = LoadAll<v1::ListReviewsResponse, v1::ListReviewsRequest, v1::Review>(
      client, "ReviewService/ListReviews", reviews,
      [](const auto& page) -> const auto& { return page.reviews(); }, directory.reviews);
  return MayNotRead(status) ? absl::OkStatus() : status;
}

// An answer that the caller may be denied.
template <typename Response, typename Request>
absl::Status LoadOptional(Client& client, const std::string& method, const std::string& name,
                          std::optional<Response>& out) {
  Request request;
  request.set_name(name);
  auto response = client.Call<Response>(method, request);
  if (MayNotRead(response.status())) return absl::OkStatus();
  if (!response.ok()) return response.status();
  out = *std::move(response);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<YearView> LoadYear(Client& client, const std::string& programme) {
  YearView view;
  v1::GetProgrammeRequest get_programme;
  get_programme.set_name(programme);
  auto found = client.Call<v1::Programme>("ProgrammeService/GetProgramme", get_programme);
  if (!found.ok()) return found.status();
  view.programme = *std::move(found);
  v1::GetYearRequest get_year;
  get_year.set_name(programme);
  auto year = client.Call<v1::Year>("ProgrammeService/GetYear", get_year);
  if (!year.ok()) return year.status();
  view.year = *std::move(year);
  if (absl::Status status = LoadDirectory(client, programme, view.directory); !status.ok())
    return status;
  absl::Status status = LoadOptional<v1::GiveAndTake, v1::GetGiveAndTakeRequest>(
      client, "ProgrammeService/GetGiveAndTake", programme, view.ledger);
  if (status.ok() && !view.programme.adopted_plan().empty()) {
    status = LoadOptional<v1::Plan, v1::GetPlanRequest>(client, "ProgrammeService/GetPlan",
                                                        view.programme.adopted_plan(), view.plan);
  }
  if (!status.ok()) return status;
  return view;
}

}  // namespace peerchallenge::cli
