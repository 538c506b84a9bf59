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

using errors::v1::ERROR_REASON_ETAG_MISMATCH;
using errors::v1::ERROR_REASON_PERMISSION_MISSING;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

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

  // An unannounced visit, of which the office knows; its name.
  std::string AddHiddenVisit() {
    return world_
        .Must(kOffice, "ReviewService/CreateReview", R"({"parent": "regions/em", "review": {
            "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E10000019",
            "kind": "KIND_ASSURANCE_VISIT", "unannounced": true,
            "releaseTime": "2012-10-10T08:00:00Z"}})")
        .As<v1::Review>()
        .name();
  }
  void Release(const std::string& visit) {
    world_.Must(kOffice, "ReviewService/ReleaseReview",
                absl::StrCat(R"({"name": ")", visit, "\"}"));
  }

  // Which resources the log tells of with a caller, newest first, in pages of that size.
  std::vector<std::string> Resources(const Who& who, const std::string& subject = "stranger",
                                     int page_size = 50) {
    std::vector<std::string> resources;
    std::string token;
    do {
      const auto page = world_
                            .Must(who, "AuditService/ListAuditEntries",
                                  absl::StrCat(R"({"parent": "regions/em", "subject": ")", subject,
                                               R"(", "pageSize": )", page_size,
                                               R"(, "pageToken": ")", token, "\"}"))
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
  AddChallenge(world_, "one", "E10000019");
  AddChallenge(world_, "two", "E10000018");
  BeRefused("regions/em/reviews/one");
  BeRefused("regions/em/reviews/two/sessions/s");
  EXPECT_THAT(Resources(kAuditor),
              ElementsAre("regions/em/reviews/two/sessions/s", "regions/em/reviews/one"));
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

TEST_F(AuditServiceTest, ListAuditEntries_DoesNotTellARefusalOfAHiddenVisitFromOneOfNothing) {
  const std::string visit = AddHiddenVisit();
  BeRefused(visit);
  BeRefused("regions/em/reviews/none");
  BeRefused(visit + "/timetables/current");
  for (const int page_size : {1, 2, 50}) {
    EXPECT_THAT(Resources(kAuditor, "stranger", page_size),
                ElementsAre("regions/em", "regions/em", "regions/em"));
  }
  Release(visit);
  EXPECT_THAT(Resources(kAuditor), ElementsAre(visit + "/timetables/current", "regions/em", visit));
}

TEST_F(AuditServiceTest, ListAuditEntries_KeepsWhatIsDoneToAHiddenVisitUntilItsRelease) {
  const std::vector<std::string> visits = {AddHiddenVisit(), AddHiddenVisit()};
  // Failures that tell that the visit is there, each visit's more than once a minute.
  for (const std::string& visit : {visits[0], visits[1], visits[0], visits[1]}) {
    EXPECT_EQ(
        world_
            .Call(kOffice, "ReviewService/CancelReview",
                  absl::StrCat(R"({"name": ")", visit, R"(", "reason": "x", "etag": "stale"})"))
            .reason(),
        ERROR_REASON_ETAG_MISMATCH);
  }
  ASSERT_TRUE(world_.FlushAudit().ok());
  for (const std::string& resource : Resources(kAuditor, "office")) {
    EXPECT_THAT(resource, Not(HasSubstr("/reviews/")));
    EXPECT_NE(resource, "");
  }
  Release(visits[0]);
  EXPECT_THAT(Resources(kAuditor, "office"),
              AllOf(Contains(visits[0]).Times(4), Not(Contains(visits[1]))));
}

TEST_F(AuditServiceTest, ListAuditEntries_NamesAHiddenVisitToAnAuditorWhoNeedsToKnow) {
  const std::string visit = AddHiddenVisit();
  world_.Must(kOffice, "ReviewService/UpdateReview",
              absl::StrCat(R"({"updateMask": "needToKnow", "review": {"name": ")", visit,
                           R"(", "needToKnow": ["office", "auditor"]}})"));
  BeRefused(visit);
  EXPECT_THAT(Resources(kAuditor), ElementsAre(visit));
  EXPECT_THAT(Resources({"another", kAuditor.grants}), ElementsAre("regions/em"));
}

}  // namespace
}  // namespace peerchallenge::scheduling
