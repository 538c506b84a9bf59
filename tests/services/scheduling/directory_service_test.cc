#include "services/scheduling/directory_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/scheduling/directory_test.h"

namespace peerchallenge::scheduling {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RegionsTest : public DirectoryTest {
 protected:
  absl::StatusOr<v1::Region> Create(const rpc::Call& call, const std::string& id,
                                    const std::string& request_id = "") {
    v1::CreateRegionRequest request;
    request.set_region_id(id);
    request.mutable_region()->set_display_name("North West");
    request.set_request_id(request_id);
    return service_.CreateRegion(call, request);
  }

  absl::StatusOr<v1::Region> Get(const rpc::Call& call, const std::string& name) {
    v1::GetRegionRequest request;
    request.set_name(name);
    return service_.GetRegion(call, request);
  }

  std::vector<std::string> List(const rpc::Call& call) {
    std::vector<std::string> names;
    const auto response = Value(service_.ListRegions(call, {}));
    for (const auto& region : response.regions()) {
      names.push_back(region.name());
    }
    return names;
  }
};

TEST_F(RegionsTest, Create_StoresItWithItsTimes) {
  const v1::Region created = Value(Create(Administrator(), "nw"));
  EXPECT_EQ(created.name(), "regions/nw");
  EXPECT_EQ(created.create_time().seconds(), absl::ToUnixSeconds(clock().Now()));
  EXPECT_EQ(created.update_time().seconds(), created.create_time().seconds());
  EXPECT_NE(created.etag(), "");
  EXPECT_EQ(Value(Get(Administrator(), "regions/nw")).SerializeAsString(),
            created.SerializeAsString());
}

TEST_F(RegionsTest, Create_ActsOncePerRequestId) {
  rpc::Call call = Administrator();
  call.permission = roles::PERMISSION_DIRECTORY_WRITE;
  const v1::Region first = Value(Create(call, "nw", "a"));
  EXPECT_EQ(Value(Create(call, "nw", "a")).SerializeAsString(), first.SerializeAsString());
  ExpectError(Create(call, "nw", "b"), reasons::ERROR_REASON_RESOURCE_EXISTS);
  ExpectError(Create(call, "ne", "a"), reasons::ERROR_REASON_REQUEST_ID_REUSED);
  call.caller.grants.clear();
  ExpectError(Create(call, "nw", "a"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RegionsTest, Create_RefusesWrongIdsAndFields) {
  for (const char* id : {"", "North West", "-", "a/b", "a/authorities/E10000019"}) {
    ExpectError(Create(Administrator(), id), reasons::ERROR_REASON_FIELD_INVALID);
  }
  v1::CreateRegionRequest request;
  request.set_region_id("nw");
  ExpectError(service_.CreateRegion(Administrator(), request), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(RegionsTest, Create_IsOutOfReachForOfficesElsewhere) {
  ExpectError(Create(Office(), "nw"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Create(Office(), "yh"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RegionsTest, Get_HidesRegionsWithoutARole) {
  EXPECT_EQ(Value(Get(Coordinator(kLincolnshire), kRegion)).name(), kRegion);
  ExpectError(Get(Coordinator(kLincolnshire), kOtherRegion),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Get(Administrator(), "regions/nw"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Get(Administrator(), "em"), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(RegionsTest, List_ShowsTheRegionsOfTheCallersRoles) {
  EXPECT_THAT(List(Administrator()), ElementsAre(kRegion, kOtherRegion));
  EXPECT_THAT(List(Office(kOtherRegion)), ElementsAre(kOtherRegion));
  EXPECT_THAT(List(CallBy("nobody", {})), IsEmpty());
}

TEST_F(RegionsTest, List_Pages) {
  v1::ListRegionsRequest request;
  request.set_page_size(1);
  const auto first = Value(service_.ListRegions(Administrator(), request));
  request.set_page_token(first.next_page_token());
  const auto second = Value(service_.ListRegions(Administrator(), request));
  EXPECT_EQ(first.regions(0).name(), kRegion);
  EXPECT_EQ(second.regions(0).name(), kOtherRegion);
  EXPECT_EQ(second.next_page_token(), "");
  ExpectError(service_.ListRegions(Office(), request), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  request.set_page_size(-1);
  ExpectError(service_.ListRegions(Administrator(), request), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(RegionsTest, Update_ChangesWhatTheMaskNamesAndKeepsTheTimes) {
  const v1::Region before = Value(Create(Administrator(), "nw"));
  clock().Advance(absl::Seconds(5));
  v1::UpdateRegionRequest request;
  *request.mutable_region() = before;
  request.mutable_region()->set_display_name("not named");
  request.mutable_region()->add_bank_holidays("2012-06-05");
  request.mutable_region()->mutable_create_time()->set_seconds(1);
  request.mutable_update_mask()->add_paths("bank_holidays");
  const v1::Region after = Value(service_.UpdateRegion(Administrator(), request));
  EXPECT_EQ(after.display_name(), "North West");
  EXPECT_THAT(after.bank_holidays(), ElementsAre("2012-06-05"));
  EXPECT_EQ(after.create_time().seconds(), before.create_time().seconds());
  EXPECT_EQ(after.update_time().seconds(), before.update_time().seconds() + 5);
  EXPECT_NE(after.etag(), before.etag());
  ExpectError(service_.UpdateRegion(Administrator(), request), reasons::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(RegionsTest, Update_ChecksTheResult) {
  v1::UpdateRegionRequest request;
  request.mutable_region()->set_name(kRegion);
  request.mutable_update_mask()->add_paths("*");
  ExpectError(service_.UpdateRegion(Administrator(), request), reasons::ERROR_REASON_FIELD_INVALID);
  request.mutable_region()->set_name("regions/nw");
  ExpectError(service_.UpdateRegion(Administrator(), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(service_.UpdateRegion(Office(kOtherRegion), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

class AuthoritiesTest : public DirectoryTest {
 protected:
  absl::StatusOr<v1::Authority> Create(const rpc::Call& call, const std::string& parent,
                                       const std::string& id) {
    v1::CreateAuthorityRequest request;
    request.set_parent(parent);
    request.set_authority_id(id);
    request.mutable_authority()->set_display_name("Derby");
    return service_.CreateAuthority(call, request);
  }
};

TEST_F(AuthoritiesTest, Create_StoresItBelowItsRegion) {
  const v1::Authority created = Value(Create(Office(), kRegion, "E06000015"));
  EXPECT_EQ(created.name(), "regions/em/authorities/E06000015");
  v1::GetAuthorityRequest request;
  request.set_name(created.name());
  EXPECT_EQ(Value(service_.GetAuthority(Board(kLeicester), request)).SerializeAsString(),
            created.SerializeAsString());
  ExpectError(service_.GetAuthority(Office(kOtherRegion), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Create(Office(), kRegion, "E06000015"), reasons::ERROR_REASON_RESOURCE_EXISTS);
}

TEST_F(AuthoritiesTest, Create_RefusesWrongParentsAndCodes) {
  ExpectError(Create(Office(), kRegion, "Derby"), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Create(Office(), "em", "E06000015"), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Create(Office(), kOtherRegion, "E06000015"),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Create(Administrator(), "regions/nw", "E06000015"),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(AuthoritiesTest, List_ShowsThemByCode) {
  v1::ListAuthoritiesRequest request;
  request.set_parent(kRegion);
  std::vector<std::string> names;
  const auto response = Value(service_.ListAuthorities(Coordinator(kLeicester), request));
  for (const auto& authority : response.authorities()) {
    names.push_back(authority.name());
  }
  EXPECT_THAT(names, ElementsAre(kLeicester, kNottingham, kLincolnshire));
  ExpectError(service_.ListAuthorities(Office(kOtherRegion), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(AuthoritiesTest, Update_SetsEndAndSuccessors) {
  v1::UpdateAuthorityRequest request;
  request.mutable_authority()->set_name(kLincolnshire);
  request.mutable_authority()->set_end_date("2028-03-31");
  request.mutable_authority()->add_successors("E06000061");
  const v1::Authority updated = Value(service_.UpdateAuthority(Office(), request));
  EXPECT_EQ(updated.display_name(), kLincolnshire);
  EXPECT_EQ(updated.end_date(), "2028-03-31");
  request.mutable_authority()->set_end_date("never");
  ExpectError(service_.UpdateAuthority(Office(), request), reasons::ERROR_REASON_FIELD_INVALID);
  request.mutable_authority()->set_end_date("2028-03-31");
  request.mutable_authority()->set_etag("stale");
  ExpectError(service_.UpdateAuthority(Office(), request), reasons::ERROR_REASON_ETAG_MISMATCH);
}

TEST(DirectoryServiceRegister, AnswersEveryMethod) {
  FreshDirectory directory;
  StoredGrants grants(directory.database(), directory.store(), directory.clock());
  DirectoryService service(directory.context(), grants);
  rpc::MethodRegistry registry;
  service.Register(registry);
  EXPECT_TRUE(registry.Check().ok()) << registry.Check();
}

}  // namespace
}  // namespace peerchallenge::scheduling
