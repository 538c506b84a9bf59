#include "services/scheduling/stored_grants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/scheduling/fresh_directory.h"

namespace peerchallenge::scheduling {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StoredGrantsTest : public testing::Test {
 protected:
  // Stores a grant as another process would: nothing here is told of it.
  void Put(const std::string& id, access::Role role) {
    v1::RoleGrant grant;
    grant.set_name(std::string(kRegion) + "/roleGrants/" + id);
    grant.set_subject("s");
    grant.set_role(role);
    directory_.Put(directory_.store().role_grants, grant);
  }

  std::vector<access::Role> Held(const std::string& subject = "s") {
    std::vector<access::Role> held;
    for (const access::Grant& grant : Value(grants_.GrantsOf(subject))) held.push_back(grant.role);
    return held;
  }

  FreshDirectory directory_;
  StoredGrants grants_{directory_.database(), directory_.store(), directory_.clock()};
};

TEST_F(StoredGrantsTest, AreThoseOfTheSubject) {
  Put("g1", roles::ROLE_REVIEWER);
  Put("g2", roles::ROLE_AUDITOR);
  EXPECT_THAT(Held(), ElementsAre(roles::ROLE_REVIEWER, roles::ROLE_AUDITOR));
  EXPECT_THAT(Held("S"), IsEmpty());
}

TEST_F(StoredGrantsTest, ReachOtherProcessesWithinASecond) {
  EXPECT_THAT(Held(), IsEmpty());
  Put("g1", roles::ROLE_REVIEWER);
  directory_.clock().Advance(StoredGrants::kUsedFor - absl::Milliseconds(1));
  EXPECT_THAT(Held(), IsEmpty());
  directory_.clock().Advance(absl::Milliseconds(1));
  EXPECT_THAT(Held(), ElementsAre(roles::ROLE_REVIEWER));
}

TEST_F(StoredGrantsTest, ForgetReadsAnew) {
  EXPECT_THAT(Held(), IsEmpty());
  Put("g1", roles::ROLE_REVIEWER);
  grants_.Forget("another");
  EXPECT_THAT(Held(), IsEmpty());
  grants_.Forget("s");
  EXPECT_THAT(Held(), ElementsAre(roles::ROLE_REVIEWER));
}

TEST(GrantOf, TakesThePlaceFromTheName) {
  v1::RoleGrant stored;
  stored.set_name("regions/em/roleGrants/g1");
  stored.set_role(roles::ROLE_COUNCIL_SYSTEM);
  stored.set_authority("E10000019");
  stored.set_acts_as(roles::ROLE_HOST_DIRECTOR);
  stored.set_may_write(true);
  EXPECT_EQ(GrantOf(stored), (access::Grant{.role = roles::ROLE_COUNCIL_SYSTEM,
                                            .region = kRegion,
                                            .authority = "E10000019",
                                            .acts_as = roles::ROLE_HOST_DIRECTOR,
                                            .may_write = true}));
  stored.set_name("regions/-/roleGrants/g1");
  EXPECT_EQ(GrantOf(stored).region, "");
}

}  // namespace
}  // namespace peerchallenge::scheduling
