#include "common/access/audit_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/relations/audit_sight.h"
#include "common/storage/migrations.h"
#include "peerchallenge/evidence/v1/audit.pb.h"
#include "services/evidence/migrate.h"
#include "services/evidence/source_reads.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::evidence {
namespace {

using errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE;
using errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using testing::ElementsAre;

constexpr char kHidden[] = "regions/em/reviews/hidden";
constexpr char kHost[] = "regions/em/authorities/E10000019";

scheduling::v1::Review ReviewNamed(const std::string& name) {
  scheduling::v1::Review review;
  review.set_name(name);
  review.set_host(kHost);
  return review;
}

scheduling::v1::Review HiddenVisit() {
  scheduling::v1::Review review = ReviewNamed(kHidden);
  review.set_unannounced(true);
  review.add_need_to_know("knows");
  review.add_need_to_know("director");
  return review;
}

access::Caller With(const std::string& subject, const access::Grant& grant) {
  return {.subject = subject, .grants = {grant}};
}

const access::Grant kAuditor = {.role = access::v1::ROLE_AUDITOR, .region = "regions/em"};

class AuditServiceTest : public testing::Test {
 protected:
  AuditServiceTest() {
    EXPECT_TRUE(MigrateEvidence(*database_, clock_).ok());
    EXPECT_TRUE(storage::Migrate(*database_, clock_, "audit", access::AuditLog::Migrations()).ok());
    for (const char* resource : {"regions/em/reviews/known/items/i", "regions/em", ""}) {
      Add(resource);
    }
  }

  void Add(const std::string& resource, absl::StatusCode code = absl::StatusCode::kOk) {
    const access::AuditEntry entry{.time = clock_.Now(),
                                   .subject = "s",
                                   .resource = resource,
                                   .region = "regions/em",
                                   .code = code};
    EXPECT_TRUE(log_.Append(storage::Soon(), {&entry, 1}).ok());
  }
  // Takes over a change of scheduling.
  void Hear(const scheduling::v1::Review& review) {
    const absl::Status status = database_->Write(storage::Soon(), [&](storage::Transaction& tx) {
      changes::v1::Change change;
      change.set_name(review.name());
      change.mutable_resource()->PackFrom(review);
      absl::Status applied = relations_.Apply(tx, change);
      auto state = relations_.State(tx);
      if (!state.ok()) return state.status();
      const std::string token = *state ? (*state)->resume_token : "";
      return applied.ok() ? relations_.Advance(tx, token, {token + "t", clock_.Now()}) : applied;
    });
    EXPECT_TRUE(status.ok()) << status;
  }

  absl::StatusOr<v1::ListAuditEntriesResponse> List(const v1::ListAuditEntriesRequest& request) {
    const access::AuditService<v1::ListAuditEntriesRequest, v1::ListAuditEntriesResponse> service(
        {log_, *sealer_, relations::KnowsReviews(relations_), TakeOutReason});
    rpc::Call call;
    call.caller = With("auditor", kAuditor);
    return service.ListAuditEntries(call, request);
  }
  // The resources of all entries, newest first, in pages of that size.
  std::vector<std::string> Resources(int page_size) {
    v1::ListAuditEntriesRequest request;
    request.set_parent("regions/em");
    request.set_page_size(page_size);
    std::vector<std::string> resources;
    do {
      const auto page = List(request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return resources;
      for (const auto& entry : page->entries()) resources.push_back(entry.resource());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return resources;
  }

  storage::FreshStore store_{storage::Backend::kSqlite};
  std::unique_ptr<storage::Database> database_ = store_.OpenMigrated();
  environment::ManualClock clock_{absl::FromUnixSeconds(1'341'792'000)};
  environment::SeededRandom random_{1};
  access::AuditLog log_{*database_};
  std::optional<storage::Sealer> sealer_ = *storage::Sealer::Load(*database_, random_);
  relations::Relations relations_{clock_};
};

TEST_F(AuditServiceTest, ListAuditEntries_KeepsAnUnannouncedVisitUntilItsRelease) {
  Hear(ReviewNamed("regions/em/reviews/known"));
  scheduling::v1::Review visit = HiddenVisit();
  Hear(visit);
  Add(absl::StrCat(kHidden, "/items/i"));
  for (const int page_size : {1, 2, 50}) {
    EXPECT_THAT(Resources(page_size),
                ElementsAre("", "regions/em", "regions/em/reviews/known/items/i"));
  }
  visit.set_released(true);
  Hear(visit);
  EXPECT_EQ(Resources(50).front(), absl::StrCat(kHidden, "/items/i"));
}

TEST_F(AuditServiceTest, ListAuditEntries_DoesNotTellAFailureOnAHiddenVisitFromOneOnNothing) {
  Hear(HiddenVisit());
  for (const auto code : {absl::StatusCode::kNotFound, absl::StatusCode::kAborted}) {
    Add(absl::StrCat(kHidden, "/items/i"), code);
    Add("regions/em/reviews/none/items/i", code);
  }
  EXPECT_THAT(Resources(50), ElementsAre("regions/em", "regions/em", "", "regions/em"));
}

TEST_F(AuditServiceTest, ListAuditEntries_NeedsToKnowWhichVisitsAreHidden) {
  v1::ListAuditEntriesRequest request;
  request.set_parent("regions/em");
  EXPECT_EQ(errors::ReasonOf(List(request).status()), ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  Hear(HiddenVisit());
  EXPECT_TRUE(List(request).ok());
  clock_.Advance(relations::Relations::kDefaultMaxAge + absl::Seconds(1));
  EXPECT_EQ(errors::ReasonOf(List(request).status()), ERROR_REASON_DEPENDENCY_UNAVAILABLE);
}

TEST_F(AuditServiceTest, ListAuditEntries_IsForTheAuditorsOfTheRegion) {
  v1::ListAuditEntriesRequest request;
  request.set_parent("regions/yh");
  EXPECT_EQ(errors::ReasonOf(List(request).status()), ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_parent("regions/em");
  request.set_page_token("x");
  EXPECT_EQ(errors::ReasonOf(List(request).status()), ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_F(AuditServiceTest, ListAuditEntries_TellsNoReasonThatMayNameSomebody) {
  Hear(ReviewNamed("regions/em/reviews/known"));
  const access::AuditEntry entry{
      .time = clock_.Now(),
      .subject = "lead",
      .method = "peerchallenge.evidence.v1.SourceService/GetAttendance",
      .resource = "regions/em/reviews/known/occasions/o/attendance",
      .detail = "asked by Jo Smith's union"};  // as an older version entered it
  EXPECT_TRUE(log_.Append(storage::Soon(), {&entry, 1}).ok());
  v1::ListAuditEntriesRequest request;
  request.set_parent("regions/em");
  const auto page = List(request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->entries(0).detail(), "a reason was given (SourceService.ListSourceReads)");
  EXPECT_EQ(page->entries(1).detail(), "");
}

}  // namespace
}  // namespace peerchallenge::evidence
