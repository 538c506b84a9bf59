#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/scheduling/directory_test.h"

namespace peerchallenge::scheduling {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kSubject[] = "someone@example.org";

class RolesTest : public DirectoryTest {
 protected:
  absl::StatusOr<v1::RoleGrant> Grant(const rpc::Call& call, access::Role role,
                                      const std::string& authority = "",
                                      const std::string& parent = kRegion) {
    v1::GrantRoleRequest request;
    request.set_parent(parent);
    request.mutable_role_grant()->set_subject(kSubject);
    request.mutable_role_grant()->set_role(role);
    request.mutable_role_grant()->set_authority(authority);
    return service_.GrantRole(call, request);
  }

  absl::StatusOr<v1::RoleGrant> Revoke(const rpc::Call& call, const std::string& name) {
    v1::RevokeRoleRequest request;
    request.set_name(name);
    return service_.RevokeRole(call, request);
  }

  absl::StatusOr<v1::ListRoleGrantsResponse> List(const rpc::Call& call,
                                                  const std::string& parent) {
    v1::ListRoleGrantsRequest request;
    request.set_parent(parent);
    return service_.ListRoleGrants(call, request);
  }

  std::vector<access::Grant> Held() { return Value(grants_.GrantsOf(kSubject)); }
};

TEST_F(RolesTest, Grant_CountsFromTheNextCallOn) {
  EXPECT_THAT(Held(), IsEmpty());
  const v1::RoleGrant grant = Value(Grant(Administrator(), roles::ROLE_HOST_DIRECTOR, "E10000019"));
  EXPECT_EQ(grant.create_time().seconds(), absl::ToUnixSeconds(clock().Now()));
  EXPECT_THAT(Held(),
              ElementsAre(access::Grant{
                  .role = roles::ROLE_HOST_DIRECTOR, .region = kRegion, .authority = "E10000019"}));
}

TEST_F(RolesTest, Grant_EverywhereIsForAdministrators) {
  const v1::RoleGrant grant =
      Value(Grant(Administrator(), roles::ROLE_ADMINISTRATOR, "", "regions/-"));
  EXPECT_THAT(grant.name(), testing::StartsWith("regions/-/roleGrants/"));
  EXPECT_THAT(Held(), ElementsAre(access::Grant{.role = roles::ROLE_ADMINISTRATOR}));
  EXPECT_EQ(Value(List(Administrator(), "regions/-")).role_grants_size(), 1);
  EXPECT_EQ(Value(Revoke(Administrator(), grant.name())).name(), grant.name());
  EXPECT_THAT(Held(), IsEmpty());
}

TEST_F(RolesTest, Grant_OfAGrantThatIsThereGivesThatOne) {
  const v1::RoleGrant first = Value(Grant(Administrator(), roles::ROLE_REVIEWER));
  EXPECT_EQ(Value(Grant(Administrator(), roles::ROLE_REVIEWER)).name(), first.name());
  EXPECT_EQ(Value(List(Administrator(), kRegion)).role_grants_size(), 1);
}

TEST_F(RolesTest, Grant_RefusesRolesAndPlacesThatDoNotFit) {
  for (const access::Role role : {roles::ROLE_UNSPECIFIED, roles::ROLE_LEAD_REVIEWER,
                                  roles::ROLE_SERVICE, roles::ROLE_ADMINISTRATOR}) {
    ExpectError(Grant(Administrator(), role), reasons::ERROR_REASON_FIELD_INVALID);
  }
  ExpectError(Grant(Administrator(), roles::ROLE_HOST_DIRECTOR, "E06000015"),
              reasons::ERROR_REASON_REFERENCE_BROKEN);
  ExpectError(Grant(Administrator(), roles::ROLE_REVIEWER, "", "regions/nw"),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Grant(Administrator(), roles::ROLE_REVIEWER, "", "em"),
              reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(RolesTest, EverythingIsOutOfReachForOthers) {
  const std::string name = Value(Grant(Administrator(), roles::ROLE_REVIEWER)).name();
  const auto missing = reasons::ERROR_REASON_RESOURCE_NOT_FOUND;
  for (const rpc::Call& call : {Office(), Director(kLincolnshire)}) {
    ExpectError(Grant(call, roles::ROLE_REVIEWER), missing);
    ExpectError(Grant(call, roles::ROLE_ADMINISTRATOR, "", "regions/-"), missing);
    ExpectError(List(call, kRegion), missing);
    ExpectError(List(call, "regions/-"), missing);
    ExpectError(Revoke(call, name), missing);
  }
  EXPECT_EQ(Held().size(), 1u);
}

TEST_F(RolesTest, Revoke_GivesTheGrantAsItWasAndEndsIt) {
  const v1::RoleGrant grant = Value(Grant(Administrator(), roles::ROLE_REVIEWER));
  EXPECT_EQ(Held().size(), 1u);
  EXPECT_EQ(Value(Revoke(Administrator(), grant.name())).SerializeAsString(),
            grant.SerializeAsString());
  EXPECT_THAT(Held(), IsEmpty());
  ExpectError(Revoke(Administrator(), grant.name()), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Revoke(Administrator(), "regions/-"), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(RolesTest, List_IsOfOneRegion) {
  Value(Grant(Administrator(), roles::ROLE_REVIEWER));
  Value(Grant(Administrator(), roles::ROLE_AUDITOR));
  Value(Grant(Administrator(), roles::ROLE_REVIEWER, "", kOtherRegion));
  EXPECT_EQ(Value(List(Administrator(), kRegion)).role_grants_size(), 2);
  EXPECT_EQ(Value(List(Administrator(), kOtherRegion)).role_grants_size(), 1);
  EXPECT_EQ(Value(List(Administrator(), "regions/-")).role_grants_size(), 0);
  ExpectError(List(Administrator(), "regions/nw"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RolesTest, List_IsForOtherServicesToo) {
  const rpc::Call service = CallBy("evidence", {{.role = roles::ROLE_SERVICE}});
  const std::string name = Value(Grant(Administrator(), roles::ROLE_REVIEWER)).name();
  Value(Grant(Administrator(), roles::ROLE_ADMINISTRATOR, "", "regions/-"));
  EXPECT_EQ(Value(List(service, kRegion)).role_grants(0).name(), name);
  EXPECT_EQ(Value(List(service, "regions/-")).role_grants_size(), 1);
  ExpectError(Grant(service, roles::ROLE_AUDITOR), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Revoke(service, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace peerchallenge::scheduling
