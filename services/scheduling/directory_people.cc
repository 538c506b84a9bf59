#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/changed_person.h"
#include "services/scheduling/directory_access.h"
#include "services/scheduling/directory_checks.h"
#include "services/scheduling/directory_service.h"
#include "services/scheduling/free_busy.h"
#include "services/scheduling/names.h"
#include "services/scheduling/people_import.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using storage::Transaction;
using validation::FieldChecks;

constexpr int kMaxDaysAsked = 400;

// What a person must be before it is stored: well formed, of an authority that is there, and with
// an account that is no one else's. Says nothing of whose it is.
absl::Status CheckStorable(Transaction& tx, const Store& store, const v1::Person& person) {
  FieldChecks checks;
  CheckPerson(person, "person", checks);
  if (!checks.ok()) return checks.Result();
  absl::Status status = RequireAuthority(tx, store, person.authority());
  if (!status.ok() || person.account().empty()) return status;
  auto owner = store.PersonByAccount(tx, person.account());
  if (!owner.ok()) return owner.status();
  if (!owner->has_value() || (*owner)->name() == person.name()) return absl::OkStatus();
  return errors::InvalidField("person.account", person.account(), "an account that is not taken");
}

absl::StatusOr<v1::Person> Shown(absl::StatusOr<v1::Person> person, const Viewer& viewer) {
  if (!person.ok()) return person;
  return ViewOf(*std::move(person), viewer);
}

absl::Status CheckQuery(const v1::QueryFreeBusyRequest& request) {
  FieldChecks checks;
  CheckPeople(request.people(), request.parent(), "people", checks);
  CheckDates(request.dates(), "dates", checks);
  const auto start = validation::ParseDay(request.dates().start_date());
  const auto end = validation::ParseDay(request.dates().end_date());
  checks.That(!start || !end || *end - *start < kMaxDaysAsked, "dates",
              absl::StrCat(request.dates().start_date(), " to ", request.dates().end_date()),
              absl::StrCat("at most ", kMaxDaysAsked, " days"));
  return checks.Result();
}

}  // namespace

absl::StatusOr<v1::Person> DirectoryService::CreatePerson(const rpc::Call& call,
                                                          const v1::CreatePersonRequest& request) {
  const auto create = [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Person> {
    const std::string id = request.person_id().empty()
                               ? environment::NewUuidV7(context_.clock, context_.random)
                               : request.person_id();
    v1::Person person = request.person();
    person.set_name(request.parent() + "/people/" + id);
    absl::Status status = CheckForm({"person_id", person.name(), kPersonName});
    if (status.ok()) status = CheckStorable(tx, context_.store, person);
    if (!status.ok()) return status;
    return Shown(InsertStamped(tx, context_, context_.store.people, person), viewer);
  };
  return Mutate<v1::Person>(
      context_, call, request,
      BelowRegion<v1::Person>(context_.store, permissions::PERMISSION_PEOPLE_WRITE,
                              request.parent(), create));
}

absl::StatusOr<v1::Person> DirectoryService::GetPerson(const rpc::Call& call,
                                                       const v1::GetPersonRequest& request) {
  return Read<v1::Person>(context_, call,
                          [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Person> {
                            absl::Status status = CheckForm({"name", request.name(), kPersonName});
                            if (!status.ok()) return status;
                            auto person = context_.store.people.Get(tx, request.name());
                            if (!person.ok()) return person;
                            auto sees = SeesAlsoByTeam(tx, context_.store, viewer, *person);
                            if (!sees.ok()) return sees.status();
                            if (!*sees) return errors::NotFound(request.name());
                            return ViewOf(*person, viewer);
                          });
}

absl::StatusOr<v1::ListPeopleResponse> DirectoryService::ListPeople(
    const rpc::Call& call, const v1::ListPeopleRequest& request) {
  using Response = v1::ListPeopleResponse;
  const auto list = [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
    resources::ListQuery query = resources::QueryFor(call, request);
    if (!request.authority().empty()) {
      absl::Status status = CheckForm({"authority", request.authority(), kAuthorityName});
      if (!status.ok()) return status;
      query.filters.push_back({"authority", request.authority()});
    }
    const auto keep = [&](const v1::Person& person) { return Sees(viewer, person); };
    return ToResponse(context_.store.people.List(tx, query, keep), &Response::mutable_people,
                      [&](const v1::Person& person) { return ViewOf(person, viewer); });
  };
  return Read<Response>(
      context_, call,
      BelowRegion<Response>(context_.store, permissions::PERMISSION_DIRECTORY_READ,
                            request.parent(), list));
}

absl::StatusOr<v1::Person> DirectoryService::UpdatePerson(const rpc::Call& call,
                                                          const v1::UpdatePersonRequest& request) {
  const auto update = [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Person> {
    auto person = Patched(tx, context_.store.people, request.person(), request.update_mask());
    if (!person.ok()) return person;
    absl::Status status = CheckStorable(tx, context_.store, *person);
    if (!status.ok()) return status;
    return Shown(StoreChanged(tx, context_, *person, request.person().etag()), viewer);
  };
  return Mutate<v1::Person>(
      context_, call, request,
      AtRegion<v1::Person>(permissions::PERMISSION_PEOPLE_WRITE,
                           {"person.name", request.person().name(), kPersonName}, update));
}

absl::StatusOr<v1::Person> DirectoryService::SetAvailability(
    const rpc::Call& call, const v1::SetAvailabilityRequest& request) {
  return Mutate<v1::Person>(
      context_, call, request,
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Person> {
        absl::Status status =
            RequireAtRegionOrSelf(viewer, permissions::PERMISSION_AVAILABILITY_WRITE,
                                  {"name", request.name(), kPersonName});
        if (!status.ok()) return status;
        const auto& people = context_.store.people;
        auto person = people.Get(tx, request.name());
        if (!person.ok()) return person;
        *person->mutable_unavailable() = request.unavailable();
        FieldChecks checks;
        CheckUnavailable(person->unavailable(), "unavailable", checks);
        if (!checks.ok()) return checks.Result();
        return Shown(UpdateStamped(tx, context_, people, *person, request.etag()), viewer);
      });
}

absl::StatusOr<v1::ImportPeopleResponse> DirectoryService::ImportPeople(
    const rpc::Call& call, const v1::ImportPeopleRequest& request) {
  using Response = v1::ImportPeopleResponse;
  const auto import = [&](Transaction& tx, const Viewer&) -> absl::StatusOr<Response> {
    auto rows = PlanImport(tx, context_.store, request.parent(), request.csv());
    if (!rows.ok()) return rows.status();
    Response response;
    for (const ImportedRow& row : *rows) *response.add_rows() = row.report;
    if (request.validate_only() || HasRejected(*rows)) return response;
    absl::Status status = StoreImport(tx, context_, *rows);
    if (!status.ok()) return status;
    response.set_imported(true);
    return response;
  };
  const auto act = BelowRegion<Response>(context_.store, permissions::PERMISSION_PEOPLE_WRITE,
                                         request.parent(), import);
  if (request.validate_only()) return Read<Response>(context_, call, act);
  return Mutate<Response>(context_, call, request, act);
}

absl::StatusOr<v1::QueryFreeBusyResponse> DirectoryService::QueryFreeBusy(
    const rpc::Call& call, const v1::QueryFreeBusyRequest& request) {
  using Response = v1::QueryFreeBusyResponse;
  const auto query = [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
    if (absl::Status status = CheckQuery(request); !status.ok()) return status;
    auto reviews = context_.store.ReviewsOf(tx, request.parent());
    if (!reviews.ok()) return reviews.status();
    Response response;
    for (const std::string& name : request.people()) {
      auto person = context_.store.people.Get(tx, name);
      if (!person.ok()) return person.status();
      if (!Sees(viewer, *person)) return errors::NotFound(name);
      *response.add_people() = BusyOf(*person, *reviews, viewer, request.dates());
    }
    return response;
  };
  return Read<Response>(
      context_, call,
      BelowRegion<Response>(context_.store, permissions::PERMISSION_DIRECTORY_READ,
                            request.parent(), query));
}

}  // namespace peerchallenge::scheduling
