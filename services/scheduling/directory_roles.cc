#include <algorithm>

#include "common/access/roles.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/directory_access.h"
#include "services/scheduling/directory_checks.h"
#include "services/scheduling/directory_service.h"
#include "services/scheduling/names.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using storage::Transaction;
using validation::RegionOf;

constexpr std::string_view kAllRegionsGrantName = "regions/-/roleGrants/*";

// "regions/-" or the name of a region.
absl::Status CheckParent(const std::string& parent) {
  return parent == kAllRegions ? absl::OkStatus() : CheckForm({"parent", parent, kRegionName});
}

absl::Status CheckGrantName(const std::string& name) {
  return CheckForm(
      {"name", name, RegionOf(name) == kAllRegions ? kAllRegionsGrantName : kRoleGrantName});
}

// Whether the viewer may give and take the grant, whose place comes from its name.
bool MayGrant(const Viewer& viewer, const v1::RoleGrant& grant) {
  const access::Grant given = GrantOf(grant);
  return access::Holds(viewer.caller, permissions::PERMISSION_ROLE_GRANT,
                       {given.region, given.authority});
}

// RESOURCE_NOT_FOUND for the region, REFERENCE_BROKEN for the authority.
absl::Status RequirePlace(Transaction& tx, const Store& store, const v1::RoleGrant& grant) {
  const access::Grant given = GrantOf(grant);
  if (given.region.empty()) return absl::OkStatus();
  absl::Status status = store.regions.Get(tx, given.region).status();
  if (!status.ok() || given.authority.empty()) return status;
  return RequireAuthority(tx, store, given.region + "/authorities/" + given.authority);
}

}  // namespace

absl::StatusOr<v1::RoleGrant> DirectoryService::GrantRole(const rpc::Call& call,
                                                          const v1::GrantRoleRequest& request) {
  auto reply = Mutate<v1::RoleGrant>(
      context_, call, request,
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::RoleGrant> {
        if (absl::Status status = CheckParent(request.parent()); !status.ok()) return status;
        v1::RoleGrant grant = request.role_grant();
        grant.set_name(request.parent() + "/roleGrants/" +
                       environment::NewUuidV7(context_.clock, context_.random));
        if (!MayGrant(viewer, grant)) return errors::NotFound(request.parent());
        absl::Status status = CheckRoleGrant(grant, "role_grant");
        if (status.ok()) status = RequirePlace(tx, context_.store, grant);
        if (!status.ok()) return status;
        auto held = context_.store.role_grants.All(tx, {{"subject", grant.subject()}});
        if (!held.ok()) return held.status();
        const auto same = std::find_if(held->begin(), held->end(), [&](const v1::RoleGrant& old) {
          return GrantOf(old) == GrantOf(grant);
        });
        if (same != held->end()) return *same;
        *grant.mutable_create_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
            absl::ToUnixMicros(context_.clock.Now()));
        status = context_.store.role_grants.Insert(tx, grant);
        if (!status.ok()) return status;
        return grant;
      });
  if (reply.ok()) grants_.Forget(reply->subject());
  return reply;
}

absl::StatusOr<v1::ListRoleGrantsResponse> DirectoryService::ListRoleGrants(
    const rpc::Call& call, const v1::ListRoleGrantsRequest& request) {
  using Response = v1::ListRoleGrantsResponse;
  return Read<Response>(
      context_, call, [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        if (absl::Status status = CheckParent(request.parent()); !status.ok()) return status;
        const bool everywhere = request.parent() == kAllRegions;
        const std::string region = everywhere ? "" : request.parent();
        if (!access::Holds(viewer.caller, permissions::PERMISSION_RELATIONS_READ, {region, ""})) {
          return errors::NotFound(request.parent());
        }
        if (!everywhere) {
          absl::Status status = context_.store.regions.Get(tx, region).status();
          if (!status.ok()) return status;
        }
        return ToResponse(context_.store.role_grants.List(tx, resources::QueryFor(call, request),
                                                          resources::kAll),
                          &Response::mutable_role_grants);
      });
}

absl::StatusOr<v1::RoleGrant> DirectoryService::RevokeRole(const rpc::Call& call,
                                                           const v1::RevokeRoleRequest& request) {
  auto reply = Mutate<v1::RoleGrant>(
      context_, call, request,
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::RoleGrant> {
        absl::Status status = CheckGrantName(request.name());
        if (!status.ok()) return status;
        auto grant = context_.store.role_grants.Get(tx, request.name());
        if (!grant.ok()) return grant;
        if (!MayGrant(viewer, *grant)) return errors::NotFound(request.name());
        status = context_.store.role_grants.Delete(tx, request.name());
        if (!status.ok()) return status;
        return grant;
      });
  if (reply.ok()) grants_.Forget(reply->subject());
  return reply;
}

}  // namespace peerchallenge::scheduling
