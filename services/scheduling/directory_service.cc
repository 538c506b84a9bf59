#include "services/scheduling/directory_service.h"

#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "services/scheduling/directory_access.h"
#include "services/scheduling/directory_checks.h"
#include "services/scheduling/names.h"

namespace peerchallenge::scheduling {

namespace permissions = access::v1;
using storage::Transaction;
using validation::FieldChecks;

void DirectoryService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.DirectoryService",
                              context_.database);
  methods.Write("CreateRegion", this, &DirectoryService::CreateRegion);
  methods.Quick("GetRegion", this, &DirectoryService::GetRegion);
  methods.Unary("ListRegions", this, &DirectoryService::ListRegions);
  methods.Write("UpdateRegion", this, &DirectoryService::UpdateRegion);
  methods.Write("CreateAuthority", this, &DirectoryService::CreateAuthority);
  methods.Quick("GetAuthority", this, &DirectoryService::GetAuthority);
  methods.Unary("ListAuthorities", this, &DirectoryService::ListAuthorities);
  methods.Write("UpdateAuthority", this, &DirectoryService::UpdateAuthority);
  methods.Write("CreatePerson", this, &DirectoryService::CreatePerson);
  methods.Unary("GetPerson", this, &DirectoryService::GetPerson);
  methods.Unary("ListPeople", this, &DirectoryService::ListPeople);
  methods.Write("UpdatePerson", this, &DirectoryService::UpdatePerson);
  methods.Write("SetAvailability", this, &DirectoryService::SetAvailability);
  methods.Unary("ImportPeople", this, &DirectoryService::ImportPeople);
  methods.Unary("QueryFreeBusy", this, &DirectoryService::QueryFreeBusy);
  methods.Write("DeclareInterest", this, &DirectoryService::DeclareInterest);
  methods.Quick("GetInterest", this, &DirectoryService::GetInterest);
  methods.Unary("ListInterests", this, &DirectoryService::ListInterests);
  methods.Write("OverrideInterest", this, &DirectoryService::OverrideInterest);
  methods.Write("WithdrawInterest", this, &DirectoryService::WithdrawInterest);
  methods.Unary("CheckInterests", this, &DirectoryService::CheckInterests);
  methods.Unary("GrantRole", this, &DirectoryService::GrantRole);
  methods.Unary("ListRoleGrants", this, &DirectoryService::ListRoleGrants);
  methods.Unary("RevokeRole", this, &DirectoryService::RevokeRole);
}

absl::StatusOr<v1::Region> DirectoryService::CreateRegion(const rpc::Call& call,
                                                          const v1::CreateRegionRequest& request) {
  return Mutate<v1::Region>(
      context_, call, request,
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Region> {
        v1::Region region = request.region();
        region.set_name("regions/" + request.region_id());
        absl::Status status = RequireAtRegion(viewer, permissions::PERMISSION_DIRECTORY_WRITE,
                                              {"region_id", region.name(), kRegionName});
        if (!status.ok()) return status;
        FieldChecks checks;
        CheckRegion(region, "region", checks);
        if (!checks.ok()) return checks.Result();
        return InsertStamped(tx, context_, context_.store.regions, region);
      });
}

absl::StatusOr<v1::Region> DirectoryService::GetRegion(const rpc::Call& call,
                                                       const v1::GetRegionRequest& request) {
  return Read<v1::Region>(context_, call,
                          AtRegion<v1::Region>(permissions::PERMISSION_DIRECTORY_READ,
                                               {"name", request.name(), kRegionName},
                                               [&](Transaction& tx, const Viewer&) {
                                                 return context_.store.regions.Get(tx,
                                                                                   request.name());
                                               }));
}

absl::StatusOr<v1::ListRegionsResponse> DirectoryService::ListRegions(
    const rpc::Call& call, const v1::ListRegionsRequest& request) {
  using Response = v1::ListRegionsResponse;
  return Read<Response>(
      context_, call, [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        const resources::ListQuery query{.page_size = request.page_size(),
                                         .page_token = request.page_token(),
                                         .caller = call.caller.subject};
        const auto keep = [&](const v1::Region& region) {
          return HoldsInRegion(viewer, permissions::PERMISSION_DIRECTORY_READ, region.name());
        };
        return ToResponse(context_.store.regions.List(tx, query, keep), &Response::mutable_regions);
      });
}

absl::StatusOr<v1::Region> DirectoryService::UpdateRegion(const rpc::Call& call,
                                                          const v1::UpdateRegionRequest& request) {
  const auto check = [](const v1::Region& region) {
    FieldChecks checks;
    CheckRegion(region, "region", checks);
    return checks.Result();
  };
  return Mutate<v1::Region>(
      context_, call, request,
      AtRegion<v1::Region>(permissions::PERMISSION_DIRECTORY_WRITE,
                           {"region.name", request.region().name(), kRegionName},
                           [&](Transaction& tx, const Viewer&) {
                             return Update(tx, context_, context_.store.regions, request.region(),
                                           request.update_mask(), check);
                           }));
}

absl::StatusOr<v1::Authority> DirectoryService::CreateAuthority(
    const rpc::Call& call, const v1::CreateAuthorityRequest& request) {
  const auto create = [&](Transaction& tx, const Viewer&) -> absl::StatusOr<v1::Authority> {
    v1::Authority authority = request.authority();
    authority.set_name(request.parent() + "/authorities/" + request.authority_id());
    FieldChecks checks;
    checks.Name("authority_id", authority.name(), kAuthorityName);
    CheckAuthority(authority, "authority", checks);
    if (!checks.ok()) return checks.Result();
    return InsertStamped(tx, context_, context_.store.authorities, authority);
  };
  return Mutate<v1::Authority>(
      context_, call, request,
      BelowRegion<v1::Authority>(context_.store, permissions::PERMISSION_DIRECTORY_WRITE,
                                 request.parent(), create));
}

absl::StatusOr<v1::Authority> DirectoryService::GetAuthority(
    const rpc::Call& call, const v1::GetAuthorityRequest& request) {
  return Read<v1::Authority>(context_, call,
                             AtRegion<v1::Authority>(permissions::PERMISSION_DIRECTORY_READ,
                                                     {"name", request.name(), kAuthorityName},
                                                     [&](Transaction& tx, const Viewer&) {
                                                       return context_.store.authorities.Get(
                                                           tx, request.name());
                                                     }));
}

absl::StatusOr<v1::ListAuthoritiesResponse> DirectoryService::ListAuthorities(
    const rpc::Call& call, const v1::ListAuthoritiesRequest& request) {
  using Response = v1::ListAuthoritiesResponse;
  const auto list = [&](Transaction& tx, const Viewer&) {
    return ToResponse(
        context_.store.authorities.List(tx, resources::QueryFor(call, request), resources::kAll),
        &Response::mutable_authorities);
  };
  return Read<Response>(
      context_, call,
      BelowRegion<Response>(context_.store, permissions::PERMISSION_DIRECTORY_READ,
                            request.parent(), list));
}

absl::StatusOr<v1::Authority> DirectoryService::UpdateAuthority(
    const rpc::Call& call, const v1::UpdateAuthorityRequest& request) {
  const auto check = [](const v1::Authority& authority) {
    FieldChecks checks;
    CheckAuthority(authority, "authority", checks);
    return checks.Result();
  };
  return Mutate<v1::Authority>(
      context_, call, request,
      AtRegion<v1::Authority>(permissions::PERMISSION_DIRECTORY_WRITE,
                              {"authority.name", request.authority().name(), kAuthorityName},
                              [&](Transaction& tx, const Viewer&) {
                                return Update(tx, context_, context_.store.authorities,
                                              request.authority(), request.update_mask(), check);
                              }));
}

}  // namespace peerchallenge::scheduling
