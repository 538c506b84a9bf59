#include "services/scheduling/changes_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_PERMISSION_MISSING;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using errors::v1::ERROR_REASON_TOKEN_EXPIRED;
using peerchallenge::changes::v1::WatchRequest;
using peerchallenge::changes::v1::WatchResponse;

constexpr char kInterest[] = "peerchallenge.scheduling.v1.Interest";
constexpr char kRegion[] = "peerchallenge.scheduling.v1.Region";
constexpr char kRoleGrant[] = "peerchallenge.scheduling.v1.RoleGrant";
constexpr char kPerson[] = "regions/em/people/e06000015-4";

// A running stream of one caller.
class Watcher {
 public:
  Watcher(World& world, const Who& who, const std::string& resume_token = "",
          const std::vector<std::string>& types = {kInterest, kRegion})
      : channel_(*rpc::OpenChannel(world.address())),
        reader_(Open(world, who, resume_token, types)) {
    first_ = Next().value();
  }

  absl::StatusOr<WatchResponse> Next() {
    auto response = reader_.Next();
    if (!response.ok()) return response.status();
    token_ = (*response)->resume_token();
    return **response;
  }
  // The name of the next change, or why there is none.
  std::string NextName() {
    const auto response = Next();
    return response.ok() ? response->change().name() : response.status().ToString();
  }
  errors::ErrorReason WhyItEnds() {
    auto response = Next();
    while (response.ok()) response = Next();
    return errors::ReasonOf(response.status());
  }
  const std::string& resume_token() const { return token_; }
  // The first response: of a fresh watch without a change.
  const WatchResponse& first() const { return first_; }

 private:
  rpc::Reader<WatchResponse> Open(World& world, const Who& who, const std::string& resume_token,
                                  const std::vector<std::string>& types) {
    WatchRequest request;
    request.set_resume_token(resume_token);
    for (const std::string& type : types) request.add_resource_types(type);
    rpc::CallOptions options;
    options.deadline = absl::Now() + absl::Seconds(60);
    options.bearer_token = world.TokenFor(who);
    return channel_->Stream<WatchResponse>("peerchallenge.scheduling.v1.ChangesService/Watch",
                                           request, options);
  }

  std::shared_ptr<rpc::Channel> channel_;
  rpc::Reader<WatchResponse> reader_;
  std::string token_;
  WatchResponse first_;
};

class ChangesServiceTest : public testing::Test {
 protected:
  // Grants a role in the region; gives the grant's name.
  std::string Grant(const std::string& subject, const std::string& role) {
    return world_
        .Must(kAdministrator, "DirectoryService/GrantRole",
              absl::StrCat(R"({"parent": "regions/em", "roleGrant": {"subject": ")", subject,
                           R"(", "role": ")", role, "\"}}"))
        .As<v1::RoleGrant>()
        .name();
  }
  void Revoke(const std::string& grant) {
    world_.Must(kAdministrator, "DirectoryService/RevokeRole",
                absl::StrCat(R"({"name": ")", grant, "\"}"));
  }
  // Declares an interest of kPerson; gives its name.
  std::string Declare(const std::string& id) {
    world_.Must(kOffice, "DirectoryService/DeclareInterest",
                absl::StrCat(R"({"parent": ")", kPerson, R"(", "interestId": ")", id,
                             R"(", "interest": {"authority": "regions/em/authorities/E10000019",
                                 "kind": "KIND_FAMILY", "reason": "x"}})"));
    return absl::StrCat(kPerson, "/interests/", id);
  }
  // A change that everybody sees.
  void ChangeRegion(const std::string& name) {
    world_.Must(
        kAdministrator, "DirectoryService/UpdateRegion",
        absl::StrCat(R"({"region": {"name": "regions/em", "displayName": ")", name, "\"}}"));
  }
  void LinkAccount(const std::string& account) {
    world_.Must(kOffice, "DirectoryService/UpdatePerson",
                absl::StrCat(R"({"person": {"name": ")", kPerson, R"(", "account": ")", account,
                             R"("}, "updateMask": "account"})"));
  }

  RegionWorld world_;
};

TEST_F(ChangesServiceTest, Watch_ShowsByTheRolesOfNow) {
  const Who sam = {"sam", {"REGIONAL_BOARD@regions/em"}};
  const std::string grant = Grant("sam", "ROLE_PROGRAMME_OFFICE");
  Watcher watcher(world_, sam);
  const std::string seen = Declare("seen");
  EXPECT_EQ(watcher.NextName(), seen);

  Revoke(grant);
  Declare("hidden");
  ChangeRegion("One");
  EXPECT_EQ(watcher.NextName(), "regions/em");

  Grant("sam", "ROLE_PROGRAMME_OFFICE");
  const std::string again = Declare("again");
  EXPECT_EQ(watcher.NextName(), again);
}

TEST_F(ChangesServiceTest, Watch_EndsWithTheLastRole) {
  const std::string grant = Grant("sam", "ROLE_PROGRAMME_OFFICE");
  Watcher watcher(world_, {"sam", {}});
  Revoke(grant);
  EXPECT_EQ(watcher.WhyItEnds(), ERROR_REASON_PERMISSION_MISSING);
}

TEST_F(ChangesServiceTest, Watch_FollowsThePersonThatTheCallerIs) {
  const Who sam = {"sam@example.org", {"REVIEWER@regions/em"}};
  LinkAccount("sam@example.org");
  Watcher watcher(world_, sam);
  const std::string seen = Declare("own");
  EXPECT_EQ(watcher.NextName(), seen);

  LinkAccount("");
  Declare("another");
  ChangeRegion("One");
  EXPECT_EQ(watcher.NextName(), "regions/em");
}

TEST_F(ChangesServiceTest, Watch_EndsWithItsTokenAndGoesOnWithAnother) {
  Watcher watcher(world_, kOffice);
  ChangeRegion("One");
  EXPECT_EQ(watcher.NextName(), "regions/em");
  world_.clock().Advance(absl::Hours(25));
  const std::string declared = Declare("after");
  EXPECT_EQ(watcher.WhyItEnds(), ERROR_REASON_TOKEN_EXPIRED);

  Watcher resumed(world_, kOffice, watcher.resume_token());
  EXPECT_EQ(resumed.first().change().name(), declared);
}

TEST_F(ChangesServiceTest, Watch_TellsRoleGrantsToOtherServices) {
  Watcher watcher(world_, {"evidence", {"SERVICE"}}, "", {kRoleGrant});
  const std::string grant = Grant("sam", "ROLE_PROGRAMME_OFFICE");
  const auto granted = watcher.Next();
  ASSERT_TRUE(granted.ok()) << granted.status();
  v1::RoleGrant told;
  ASSERT_TRUE(granted->change().resource().UnpackTo(&told));
  EXPECT_EQ(told.name(), grant);
  EXPECT_EQ(told.subject(), "sam");
  Revoke(grant);
  const auto revoked = watcher.Next();
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_EQ(revoked->change().name(), grant);
  EXPECT_EQ(revoked->change().kind(), peerchallenge::changes::v1::Change::KIND_DELETED);
}

TEST_F(ChangesServiceTest, Watch_TellsRoleGrantsToNobodyElse) {
  Watcher watcher(world_, kOffice, "", {kRoleGrant, kRegion});
  Grant("sam", "ROLE_PROGRAMME_OFFICE");
  ChangeRegion("One");
  EXPECT_EQ(watcher.NextName(), "regions/em");
}

TEST_F(ChangesServiceTest, WatchPlan_EndsWithTheRoleThatMayPlan) {
  AddChallenge(world_, "lin", "E10000019");
  const std::string grant = Grant("sam", "ROLE_PROGRAMME_OFFICE");
  world_.Must(kOffice, "ProgrammeService/StartPlan", R"({"parent": "regions/em/programmes/y",
      "planId": "p", "options": {"seed": "7", "timeLimit": "300s", "stepLimit": "1000000000000"}})");
  v1::WatchPlanRequest request;
  request.set_name("regions/em/programmes/y/plans/p");
  rpc::CallOptions options;
  options.deadline = absl::Now() + absl::Seconds(60);
  options.bearer_token = world_.TokenFor({"sam", {}});
  const auto channel = *rpc::OpenChannel(world_.address());
  auto reader = channel->Stream<v1::Plan>("peerchallenge.scheduling.v1.ProgrammeService/WatchPlan",
                                          request, options);
  auto plan = reader.Next();
  ASSERT_TRUE(plan.ok()) << plan.status();
  Revoke(grant);
  while (plan.ok() && plan->has_value()) plan = reader.Next();
  EXPECT_EQ(errors::ReasonOf(plan.status()), ERROR_REASON_RESOURCE_NOT_FOUND);
  world_.Must(kOffice, "ProgrammeService/CancelPlan",
              R"({"name": "regions/em/programmes/y/plans/p"})");
}

}  // namespace
}  // namespace peerchallenge::scheduling
