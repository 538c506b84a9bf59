#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "peerchallenge/scheduling/v1/audit.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_PERMISSION_MISSING;
using testing::ElementsAre;
using testing::IsEmpty;

const Who kAuditor = {"auditor", {"AUDITOR@regions/em"}};
const Who kStranger = {"stranger", {}};

class AuditServiceTest : public testing::Test {
 protected:
  // A call that is refused, about a resource.
  void BeRefused(const std::string& resource) {
    EXPECT_EQ(world_
                  .Call(kStranger, "ReviewService/GetReview",
                        absl::StrCat(R"({"name": ")", resource, "\"}"))
                  .reason(),
              ERROR_REASON_PERMISSION_MISSING);
    ASSERT_TRUE(world_.FlushAudit().ok());
    world_.clock().Advance(absl::Minutes(1));  // counted on its own
  }

  // What the log tells of the stranger, newest first, in pages of that size.
  std::vector<std::string> Resources(const Who& who, int page_size = 50) {
    std::vector<std::string> resources;
    std::string token;
    do {
      const auto page =
          world_
              .Must(who, "AuditService/ListAuditEntries",
                    absl::StrCat(R"({"parent": "regions/em", "subject": "stranger", "pageSize": )",
                                 page_size, R"(, "pageToken": ")", token, "\"}"))
              .As<v1::ListAuditEntriesResponse>();
      EXPECT_FALSE(page.entries().empty() && !token.empty()) << "an empty page was promised";
      for (const auto& entry : page.entries()) resources.push_back(entry.resource());
      token = page.next_page_token();
    } while (!token.empty());
    return resources;
  }

  RegionWorld world_;
};

TEST_F(AuditServiceTest, ListAuditEntries_TellsWhatARefusedCallWasAbout) {
  BeRefused("regions/em/reviews/one");
  BeRefused("regions/em/reviews/two");
  EXPECT_THAT(Resources(kAuditor), ElementsAre("regions/em/reviews/two", "regions/em/reviews/one"));
}

TEST_F(AuditServiceTest, ListAuditEntries_NamesWhatACallHasMade) {
  AddChallenge(world_, "lin", "E10000019");
  const auto page = world_
                        .Must(kAuditor, "AuditService/ListAuditEntries",
                              R"({"parent": "regions/em", "subject": "office", "pageSize": 1})")
                        .As<v1::ListAuditEntriesResponse>();
  ASSERT_EQ(page.entries_size(), 1);
  EXPECT_EQ(page.entries(0).method(), "peerchallenge.scheduling.v1.ReviewService/CreateReview");
  EXPECT_EQ(page.entries(0).resource(), "regions/em/reviews/lin");
}

TEST_F(AuditServiceTest, ListAuditEntries_KeepsAnUnannouncedVisitFromAuditorsUntilItsRelease) {
  const auto visit =
      world_
          .Must(kOffice, "ReviewService/CreateReview", R"({"parent": "regions/em", "review": {
              "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E10000019",
              "kind": "KIND_ASSURANCE_VISIT", "unannounced": true,
              "releaseTime": "2012-10-10T08:00:00Z"}})")
          .As<v1::Review>();
  BeRefused(visit.name());
  EXPECT_THAT(Resources(kAuditor), IsEmpty());
  BeRefused("regions/em/reviews/one");
  BeRefused(visit.name() + "/timetables/current");
  BeRefused("regions/em/reviews/two");
  for (const int page_size : {1, 2, 50}) {
    EXPECT_THAT(Resources(kAuditor, page_size),
                ElementsAre("regions/em/reviews/two", "regions/em/reviews/one"));
  }
  world_.Must(kOffice, "ReviewService/ReleaseReview",
              absl::StrCat(R"({"name": ")", visit.name(), "\"}"));
  EXPECT_EQ(Resources(kAuditor).size(), 4U);
}

}  // namespace
}  // namespace peerchallenge::scheduling
