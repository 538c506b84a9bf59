#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/access/roles.h"
#include "common/environment/london.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/directory_access.h"
#include "services/scheduling/directory_checks.h"
#include "services/scheduling/directory_service.h"
#include "services/scheduling/interests.h"
#include "services/scheduling/late_interest.h"
#include "services/scheduling/names.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using storage::Transaction;
using validation::FieldChecks;
using validation::RegionOf;

constexpr size_t kMaxReason = 2000;
constexpr size_t kMostOfPerson = 1'000;
constexpr absl::string_view kAllPeople = "/people/-";

// The interest when the viewer may use `permission` on it or, with kOwn, when it is the viewer's
// own.
enum class Whose { kAll, kOwn };
absl::StatusOr<v1::Interest> FindInterest(Transaction& tx, const Store& store, const Viewer& viewer,
                                          access::Permission permission, Whose whose,
                                          const std::string& name) {
  const NameField field{"name", name, kInterestName};
  absl::Status status = CheckForm(field);
  const bool own = viewer.person == validation::ParentOf(name) && whose == Whose::kOwn;
  if (status.ok() && !own) status = RequireAtRegion(viewer, permission, field);
  if (!status.ok()) return status;
  return store.interests.Get(tx, name);
}

absl::Status CheckRoom(Transaction& tx, const Store& store, const std::string& person) {
  auto declared = store.interests.All(tx, {{"parent", person}});
  if (!declared.ok()) return declared.status();
  if (declared->size() < kMostOfPerson) return absl::OkStatus();
  return errors::QuotaExceeded(
      "interests of a person",
      absl::StrCat(person, " has ", declared->size(),
                   " interests, withdrawn ones included; at most ", kMostOfPerson, " are kept"));
}

absl::StatusOr<v1::Interest> Shown(const absl::StatusOr<v1::Interest>& interest,
                                   const Viewer& viewer) {
  if (!interest.ok()) return interest;
  return ViewOf(*interest, viewer);
}

// Where a list looks: one person, or everyone of a region.
absl::StatusOr<resources::ListQuery> QueryOf(Transaction& tx, const Store& store,
                                             const rpc::Call& call, const Viewer& viewer,
                                             const v1::ListInterestsRequest& request) {
  resources::ListQuery query = resources::QueryFor(call, request);
  if (!absl::EndsWith(request.parent(), kAllPeople)) {
    absl::Status status = RequireAtRegionOrSelf(viewer, permissions::PERMISSION_INTEREST_CHECK,
                                                {"parent", request.parent(), kPersonName});
    if (status.ok()) status = store.people.Get(tx, request.parent()).status();
    if (!status.ok()) return status;
    return query;
  }
  const std::string region(absl::StripSuffix(request.parent(), kAllPeople));
  absl::Status status = RequireRegion(tx, store, viewer, permissions::PERMISSION_DIRECTORY_READ,
                                      {"parent", region, kRegionName});
  if (!status.ok()) return status;
  query.parent = region + "/people";
  query.any_depth = true;
  return query;
}

// Whether the viewer may ask about anyone at the host: by a role there, or as one who chooses the
// team of a review there. (On a team, every peer holds INTEREST_CHECK, but for the own person.)
absl::StatusOr<bool> MayCheckAll(Transaction& tx, const Store& store, const Viewer& viewer,
                                 const std::string& host) {
  const access::Place place{RegionOf(host), validation::IdOf(host)};
  if (access::Holds(viewer.caller, permissions::PERMISSION_INTEREST_CHECK, place)) {
    return true;
  }
  auto reviews = store.reviews.All(tx, {{"host", host}});
  if (!reviews.ok()) return reviews.status();
  return std::any_of(reviews->begin(), reviews->end(), [&](const v1::Review& review) {
    return May(viewer, permissions::PERMISSION_TEAM_WRITE, review);
  });
}

absl::Status CheckQuestion(const v1::CheckInterestsRequest& request) {
  FieldChecks checks;
  CheckPeople(request.people(), RegionOf(request.host()), "people", checks);
  checks.OptionalDay("date", request.date());
  return checks.Result();
}

absl::StatusOr<v1::CheckInterestsResponse::Verdict> VerdictOn(Transaction& tx, const Store& store,
                                                              const std::string& name,
                                                              const HostInLine& host,
                                                              absl::CivilDay day) {
  auto person = store.people.Get(tx, name);
  if (!person.ok()) return person.status();
  auto interests = store.interests.All(tx, {{"parent", name}});
  if (!interests.ok()) return interests.status();
  const InterestVerdict found = CheckInterest(*person, host, *interests, day);
  v1::CheckInterestsResponse::Verdict verdict;
  verdict.set_person(name);
  verdict.set_barred(found.barred);
  verdict.set_overridden(found.overridden);
  return verdict;
}

}  // namespace

absl::StatusOr<v1::Interest> DirectoryService::DeclareInterest(
    const rpc::Call& call, const v1::DeclareInterestRequest& request) {
  return Mutate<v1::Interest>(
      context_, call, request,
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Interest> {
        const Store& store = context_.store;
        absl::Status status =
            RequireAtRegionOrSelf(viewer, permissions::PERMISSION_INTEREST_DECLARE,
                                  {"parent", request.parent(), kPersonName});
        if (status.ok()) status = store.people.Get(tx, request.parent()).status();
        if (!status.ok()) return status;
        const std::string id = request.interest_id().empty()
                                   ? environment::NewUuidV7(context_.clock, context_.random)
                                   : request.interest_id();
        v1::Interest interest = request.interest();
        interest.set_name(request.parent() + "/interests/" + id);
        FieldChecks checks;
        checks.Name("interest_id", interest.name(), kInterestName);
        CheckInterest(interest, "interest", checks);
        if (!checks.ok()) return checks.Result();
        status = store.authorities.Get(tx, interest.authority()).status();
        if (status.ok()) status = CheckRoom(tx, store, request.parent());
        if (!status.ok()) return status;
        return Shown(Declare(tx, context_, interest), viewer);
      });
}

absl::StatusOr<v1::Interest> DirectoryService::GetInterest(const rpc::Call& call,
                                                           const v1::GetInterestRequest& request) {
  return Read<v1::Interest>(
      context_, call, [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Interest> {
        return Shown(
            FindInterest(tx, context_.store, viewer, permissions::PERMISSION_INTEREST_CHECK,
                         Whose::kOwn, request.name()),
            viewer);
      });
}

absl::StatusOr<v1::ListInterestsResponse> DirectoryService::ListInterests(
    const rpc::Call& call, const v1::ListInterestsRequest& request) {
  using Response = v1::ListInterestsResponse;
  return Read<Response>(
      context_, call, [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        auto query = QueryOf(tx, context_.store, call, viewer, request);
        if (!query.ok()) return query.status();
        const auto keep = [&](const v1::Interest& interest) { return Sees(viewer, interest); };
        return ToResponse(context_.store.interests.List(tx, *query, keep),
                          &Response::mutable_interests,
                          [&](const v1::Interest& interest) { return ViewOf(interest, viewer); });
      });
}

absl::StatusOr<v1::Interest> DirectoryService::OverrideInterest(
    const rpc::Call& call, const v1::OverrideInterestRequest& request) {
  return Mutate<v1::Interest>(
      context_, call, request,
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Interest> {
        auto interest =
            FindInterest(tx, context_.store, viewer, permissions::PERMISSION_INTEREST_DECIDE,
                         Whose::kAll, request.name());
        if (!interest.ok()) return interest;
        FieldChecks checks;
        checks.Text("reason", request.reason(), 1, kMaxReason);
        if (!checks.ok()) return checks.Result();
        if (viewer.person == validation::ParentOf(request.name())) {
          return errors::RulesBroken({{"INTEREST_APPROVER", request.name(),
                                       "the interest is the caller's own; another one decides"}});
        }
        if (interest->state() == v1::Interest::STATE_WITHDRAWN) {
          return errors::WrongState(request.name(), "WITHDRAWN", "DECLARED or OVERRIDDEN");
        }
        interest->set_state(v1::Interest::STATE_OVERRIDDEN);
        interest->set_override_reason(request.reason());
        interest->set_override_approver(viewer.caller.subject);
        return Shown(
            UpdateStamped(tx, context_, context_.store.interests, *interest, request.etag()),
            viewer);
      });
}

absl::StatusOr<v1::Interest> DirectoryService::WithdrawInterest(
    const rpc::Call& call, const v1::WithdrawInterestRequest& request) {
  return Mutate<v1::Interest>(
      context_, call, request,
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Interest> {
        auto interest =
            FindInterest(tx, context_.store, viewer, permissions::PERMISSION_INTEREST_DECLARE,
                         Whose::kOwn, request.name());
        if (!interest.ok()) return interest;
        if (interest->state() == v1::Interest::STATE_WITHDRAWN) {
          return errors::WrongState(request.name(), "WITHDRAWN", "DECLARED or OVERRIDDEN");
        }
        interest->set_state(v1::Interest::STATE_WITHDRAWN);
        return Shown(
            UpdateStamped(tx, context_, context_.store.interests, *interest, request.etag()),
            viewer);
      });
}

absl::StatusOr<v1::CheckInterestsResponse> DirectoryService::CheckInterests(
    const rpc::Call& call, const v1::CheckInterestsRequest& request) {
  using Response = v1::CheckInterestsResponse;
  return Read<Response>(
      context_, call, [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        const Store& store = context_.store;
        absl::Status status = RequireAtRegion(viewer, permissions::PERMISSION_DIRECTORY_READ,
                                              {"host", request.host(), kAuthorityName});
        if (status.ok()) status = CheckQuestion(request);
        if (!status.ok()) return status;
        if (status = store.authorities.Get(tx, request.host()).status(); !status.ok()) {
          return status;
        }
        auto region = store.AuthoritiesOf(tx, RegionOf(request.host()));
        if (!region.ok()) return region.status();
        const HostInLine host{request.host(), LineOf(request.host(), *region)};
        auto all = MayCheckAll(tx, store, viewer, request.host());
        if (!all.ok()) return all.status();
        const absl::CivilDay day =
            validation::ParseDay(request.date()).value_or(environment::Today(context_.clock));
        Response response;
        for (const std::string& name : request.people()) {
          if (!*all && name != viewer.person) return errors::NotFound(name);
          auto verdict = VerdictOn(tx, store, name, host, day);
          if (!verdict.ok()) return verdict.status();
          *response.add_verdicts() = *verdict;
        }
        return response;
      });
}

}  // namespace peerchallenge::scheduling
