#include "services/peerchallenge/method_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/strip.h"
#include "common/errors/errors.h"

namespace peerchallenge::cli {
namespace {

using testing::HasSubstr;

constexpr char kGetReview[] = "peerchallenge.scheduling.v1.ReviewService/GetReview";

TEST(KnownServices, AreThoseOfTheContract) {
  std::vector<std::string> names;
  constexpr absl::string_view kPackages = "peerchallenge.";
  for (const auto* service : KnownServices()) {
    names.emplace_back(absl::StripPrefix(service->full_name(), kPackages));
  }
  EXPECT_THAT(
      names,
      testing::UnorderedElementsAre(
          "scheduling.v1.DirectoryService", "scheduling.v1.ProgrammeService",
          "scheduling.v1.ReviewService", "scheduling.v1.TimetableService",
          "scheduling.v1.PlannerService", "scheduling.v1.AuditService",
          "scheduling.v1.ChangesService", "evidence.v1.EvidenceService",
          "evidence.v1.SourceService", "evidence.v1.AttachmentService", "evidence.v1.LedgerService",
          "evidence.v1.RetentionService", "evidence.v1.AuditService", "evidence.v1.ChangesService",
          "recommendations.v1.FindingService", "recommendations.v1.LetterService",
          "recommendations.v1.CommitteeReportService", "recommendations.v1.ActionPlanService",
          "recommendations.v1.ThemeService", "recommendations.v1.SupportService",
          "recommendations.v1.AuditService", "recommendations.v1.ChangesService"));
}

TEST(FindMethod, TakesWholeAndShortNames) {
  for (const char* text : {kGetReview, "ReviewService/GetReview", "ReviewService.GetReview",
                           "v1.ReviewService/GetReview"}) {
    const auto method = FindMethod(text);
    ASSERT_TRUE(method.ok()) << text;
    EXPECT_EQ(CallName(**method), kGetReview);
  }
}

TEST(FindMethod, RefusesAShortNameThatSeveralServicesHaveAndSuggests) {
  const absl::Status status = FindMethod("ChangesService/Watch").status();
  EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(status.message()),
              testing::AllOf(HasSubstr("peerchallenge.scheduling.v1.ChangesService/Watch"),
                             HasSubstr("peerchallenge.evidence.v1.ChangesService/Watch")));
}

TEST(FindMethod, RefusesWhatIsNotAMethodAndSuggests) {
  for (const char* text :
       {"", "GetReview", "Service/GetReview", "ReviewService/Get", "ReviewService", "/", "."}) {
    EXPECT_EQ(errors::ReasonOf(FindMethod(text).status()), errors::v1::ERROR_REASON_FIELD_INVALID)
        << text;
  }
  EXPECT_THAT(std::string(FindMethod("GetReview").status().message()), HasSubstr(kGetReview));
  EXPECT_THAT(std::string(FindMethod("ReviewService/Get").status().message()),
              HasSubstr(kGetReview));
}

TEST(MethodList, NamesEveryMethodWithItsPermission) {
  const std::string text = MethodListText();
  EXPECT_THAT(text, HasSubstr("AnswerInvitation"));
  EXPECT_THAT(text, HasSubstr("TEAM_ANSWER"));
  EXPECT_THAT(text, HasSubstr("stream of WatchResponse"));
  EXPECT_THAT(MethodListJson(),
              HasSubstr(R"("method":"peerchallenge.scheduling.v1.ReviewService/GetReview")"));
}

TEST(Describe, ShowsTheMessagesOfAMethodWithTheirEnums) {
  const std::string text = *DescribeText("ReviewService/CreateReview");
  EXPECT_THAT(text, HasSubstr("peerchallenge.scheduling.v1.CreateReviewRequest"));
  EXPECT_THAT(text, HasSubstr("peerchallenge.scheduling.v1.KeyLineOfEnquiry"));
  EXPECT_THAT(text, HasSubstr("KIND_PEER_CHALLENGE"));
  EXPECT_THAT(text, HasSubstr("reviewId"));
}

TEST(Describe, TakesAMessageByItsLastName) {
  EXPECT_THAT(*DescribeText("Programme"),
              testing::StartsWith("peerchallenge.scheduling.v1.Programme\n"));
  EXPECT_EQ(errors::ReasonOf(DescribeText("Nothing").status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::cli
