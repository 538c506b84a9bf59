#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "services/scheduling/context.h"
#include "services/scheduling/stored_grants.h"

namespace peerchallenge::scheduling {

// Answers peerchallenge.scheduling.v1.DirectoryService (directory.proto says what each method
// promises). Regions and authorities are in directory_service.cc, the others in
// directory_people.cc, directory_interests.cc and directory_roles.cc.
class DirectoryService {
 public:
  // `grants` is told of every grant that is given or taken back here; it outlives the service.
  DirectoryService(const Context& context, StoredGrants& grants)
      : context_(context), grants_(grants) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<v1::Region> CreateRegion(const rpc::Call& call,
                                          const v1::CreateRegionRequest& request);
  absl::StatusOr<v1::Region> GetRegion(const rpc::Call& call, const v1::GetRegionRequest& request);
  absl::StatusOr<v1::ListRegionsResponse> ListRegions(const rpc::Call& call,
                                                      const v1::ListRegionsRequest& request);
  absl::StatusOr<v1::Region> UpdateRegion(const rpc::Call& call,
                                          const v1::UpdateRegionRequest& request);
  absl::StatusOr<v1::Authority> CreateAuthority(const rpc::Call& call,
                                                const v1::CreateAuthorityRequest& request);
  absl::StatusOr<v1::Authority> GetAuthority(const rpc::Call& call,
                                             const v1::GetAuthorityRequest& request);
  absl::StatusOr<v1::ListAuthoritiesResponse> ListAuthorities(
      const rpc::Call& call, const v1::ListAuthoritiesRequest& request);
  absl::StatusOr<v1::Authority> UpdateAuthority(const rpc::Call& call,
                                                const v1::UpdateAuthorityRequest& request);

  absl::StatusOr<v1::Person> CreatePerson(const rpc::Call& call,
                                          const v1::CreatePersonRequest& request);
  absl::StatusOr<v1::Person> GetPerson(const rpc::Call& call, const v1::GetPersonRequest& request);
  absl::StatusOr<v1::ListPeopleResponse> ListPeople(const rpc::Call& call,
                                                    const v1::ListPeopleRequest& request);
  absl::StatusOr<v1::Person> UpdatePerson(const rpc::Call& call,
                                          const v1::UpdatePersonRequest& request);
  absl::StatusOr<v1::Person> SetAvailability(const rpc::Call& call,
                                             const v1::SetAvailabilityRequest& request);
  absl::StatusOr<v1::ImportPeopleResponse> ImportPeople(const rpc::Call& call,
                                                        const v1::ImportPeopleRequest& request);
  absl::StatusOr<v1::QueryFreeBusyResponse> QueryFreeBusy(const rpc::Call& call,
                                                          const v1::QueryFreeBusyRequest& request);

  absl::StatusOr<v1::Interest> DeclareInterest(const rpc::Call& call,
                                               const v1::DeclareInterestRequest& request);
  absl::StatusOr<v1::Interest> GetInterest(const rpc::Call& call,
                                           const v1::GetInterestRequest& request);
  absl::StatusOr<v1::ListInterestsResponse> ListInterests(const rpc::Call& call,
                                                          const v1::ListInterestsRequest& request);
  absl::StatusOr<v1::Interest> OverrideInterest(const rpc::Call& call,
                                                const v1::OverrideInterestRequest& request);
  absl::StatusOr<v1::Interest> WithdrawInterest(const rpc::Call& call,
                                                const v1::WithdrawInterestRequest& request);
  absl::StatusOr<v1::CheckInterestsResponse> CheckInterests(
      const rpc::Call& call, const v1::CheckInterestsRequest& request);

  absl::StatusOr<v1::RoleGrant> GrantRole(const rpc::Call& call,
                                          const v1::GrantRoleRequest& request);
  absl::StatusOr<v1::ListRoleGrantsResponse> ListRoleGrants(
      const rpc::Call& call, const v1::ListRoleGrantsRequest& request);
  absl::StatusOr<v1::RoleGrant> RevokeRole(const rpc::Call& call,
                                           const v1::RevokeRoleRequest& request);

 private:
  Context context_;
  StoredGrants& grants_;
};

}  // namespace peerchallenge::scheduling
