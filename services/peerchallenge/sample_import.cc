#include "services/peerchallenge/sample_import.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using validation::IdOf;

constexpr int kMostSteps = 100;  // a review takes fewer than ten and one for each member

absl::Status Rejected(const v1::ImportPeopleResponse& report) {
  std::vector<std::string> problems;
  for (const auto& row : report.rows()) {
    if (row.problems().empty()) continue;
    problems.push_back(
        absl::StrCat("line ", row.line(), ": ", absl::StrJoin(row.problems(), ", ")));
  }
  return errors::Make(errors::v1::ERROR_REASON_FIELD_INVALID,
                      absl::StrCat("people.csv: ", absl::StrJoin(problems, "; ")));
}

}  // namespace

absl::Status SampleImport::Run(const Sample& sample) {
  for (const auto part : {&SampleImport::ImportRegion, &SampleImport::ImportAuthorities,
                          &SampleImport::ImportPeople, &SampleImport::ImportProgramme}) {
    if (absl::Status status = (this->*part)(sample); !status.ok()) return status;
  }
  for (const v1::Review& review : sample.reviews) {
    if (absl::Status status = ImportReview(sample, review); !status.ok()) return status;
  }
  for (const SampleVisit& visit : sample.visits) {
    if (absl::Status status = ImportVisit(visit); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SampleImport::Created(const std::string& name, const absl::Status& status) {
  const bool exists = errors::ReasonOf(status) == errors::v1::ERROR_REASON_RESOURCE_EXISTS;
  if (!status.ok() && !exists) return status;
  resources_.push_back({name, exists ? "kept" : "created"});
  return absl::OkStatus();
}

absl::Status SampleImport::ImportRegion(const Sample& sample) {
  v1::CreateRegionRequest request;
  request.set_region_id(IdOf(sample.region.name()));
  *request.mutable_region() = sample.region;
  return Created(sample.region.name(),
                 client_.Call<v1::Region>("DirectoryService/CreateRegion", request).status());
}

absl::Status SampleImport::ImportAuthorities(const Sample& sample) {
  for (const v1::Authority& authority : sample.authorities) {
    v1::CreateAuthorityRequest request;
    request.set_parent(sample.region.name());
    request.set_authority_id(IdOf(authority.name()));
    *request.mutable_authority() = authority;
    const auto created = client_.Call<v1::Authority>("DirectoryService/CreateAuthority", request);
    if (absl::Status status = Created(authority.name(), created.status()); !status.ok())
      return status;
  }
  return absl::OkStatus();
}

absl::Status SampleImport::ImportPeople(const Sample& sample) {
  const std::string name = absl::StrCat(sample.region.name(), "/people");
  v1::ListPeopleRequest list;
  list.set_parent(sample.region.name());
  list.set_page_size(1);
  const auto known = client_.Call<v1::ListPeopleResponse>("DirectoryService/ListPeople", list);
  if (!known.ok()) return known.status();
  if (!known->people().empty()) {
    resources_.push_back({name, "kept"});
    return absl::OkStatus();
  }
  v1::ImportPeopleRequest request;
  request.set_parent(sample.region.name());
  request.set_csv(sample.people_csv);
  request.set_request_id(client_.NewRequestId());
  const auto report =
      client_.Call<v1::ImportPeopleResponse>("DirectoryService/ImportPeople", request);
  if (!report.ok()) return report.status();
  if (!report->imported()) return Rejected(*report);
  resources_.push_back({name, absl::StrCat(report->rows_size(), " created")});
  return absl::OkStatus();
}

absl::Status SampleImport::ImportProgramme(const Sample& sample) {
  v1::CreateProgrammeRequest request;
  request.set_parent(sample.region.name());
  request.set_programme_id(IdOf(sample.programme.name()));
  *request.mutable_programme() = sample.programme;
  return Created(sample.programme.name(),
                 client_.Call<v1::Programme>("ProgrammeService/CreateProgramme", request).status());
}

// Creates the resources of a collection, "regions/x/reviews/y/venues", one after the other;
// `set(Request&, resource)` fills in id and resource. Where the visit is over, all is kept.
template <typename Resource, typename Request, typename List, typename Set>
absl::Status SampleImport::CreateAll(const std::string& collection, const std::string& method,
                                     const List& list, Set set) {
  int created = 0;
  for (const Resource& resource : list) {
    Request request;
    request.set_parent(collection.substr(0, collection.rfind('/')));
    set(request, resource);
    const auto answer = client_.Call<Resource>("TimetableService/" + method, request);
    const bool exists =
        errors::ReasonOf(answer.status()) == errors::v1::ERROR_REASON_RESOURCE_EXISTS;
    const bool over = errors::ReasonOf(answer.status()) == errors::v1::ERROR_REASON_WRONG_STATE;
    if (!answer.ok() && !exists && !over) return answer.status();
    created += answer.ok() ? 1 : 0;
  }
  resources_.push_back({collection, created == 0 ? "kept" : absl::StrCat(created, " created")});
  return absl::OkStatus();
}

absl::Status SampleImport::ImportVisit(const SampleVisit& visit) {
  absl::Status status = CreateAll<v1::Venue, v1::CreateVenueRequest>(
      visit.review + "/venues", "CreateVenue", visit.venues.venues(),
      [](auto& request, const auto& venue) {
        request.set_venue_id(IdOf(venue.name()));
        *request.mutable_venue() = venue;
      });
  if (!status.ok()) return status;
  status = CreateAll<v1::Participant, v1::CreateParticipantRequest>(
      visit.review + "/participants", "CreateParticipant", visit.participants.participants(),
      [](auto& request, const auto& participant) {
        request.set_participant_id(IdOf(participant.name()));
        *request.mutable_participant() = participant;
      });
  if (!status.ok()) return status;
  status = CreateAll<v1::ParticipantGroup, v1::CreateParticipantGroupRequest>(
      visit.review + "/participantGroups", "CreateParticipantGroup",
      visit.groups.participant_groups(), [](auto& request, const auto& group) {
        request.set_participant_group_id(IdOf(group.name()));
        *request.mutable_participant_group() = group;
      });
  if (!status.ok()) return status;
  return CreateAll<v1::Session, v1::CreateSessionRequest>(
      visit.review + "/sessions", "CreateSession", visit.sessions.sessions(),
      [](auto& request, const auto& session) {
        request.set_session_id(IdOf(session.name()));
        *request.mutable_session() = session;
      });
}

absl::Status SampleImport::ImportReview(const Sample& sample, const v1::Review& wanted) {
  v1::CreateReviewRequest request;
  request.set_parent(sample.region.name());
  request.set_review_id(IdOf(wanted.name()));
  *request.mutable_review() = AsCreated(wanted);
  auto review = client_.Call<v1::Review>("ReviewService/CreateReview", request);
  if (absl::Status status = Created(wanted.name(), review.status()); !status.ok()) return status;
  if (!review.ok()) {
    v1::GetReviewRequest get;
    get.set_name(wanted.name());
    review = client_.Call<v1::Review>("ReviewService/GetReview", get);
  }
  for (int step = 0; review.ok() && step < kMostSteps; ++step) {
    const auto next = NextStep(*review, wanted);
    if (!next) return absl::OkStatus();
    review = client_.Call<v1::Review>(next->method, *next->request);
  }
  if (!review.ok()) return review.status();
  return errors::Make(
      errors::v1::ERROR_REASON_INTERNAL,
      absl::StrCat(wanted.name(), " does not get to ", v1::Review::State_Name(wanted.state())));
}

}  // namespace peerchallenge::cli
