#include "services/peerchallenge/error_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "common/errors/errors.h"

namespace peerchallenge::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(RenderError, NamesCodeReasonFieldsAndRequest) {
  const absl::Status status =
      errors::InvalidFields({{"review.days", "9", "1 to 5"}, {"review.kind", "0", "a kind"}});
  const std::string text = RenderError(status, "cli-1");
  EXPECT_THAT(text, HasSubstr("INVALID_ARGUMENT (FIELD_INVALID): "));
  EXPECT_THAT(text, HasSubstr("\n  field  review.days: got '9', wanted 1 to 5\n"));
  EXPECT_THAT(text, HasSubstr("\n  field  review.kind: "));
  EXPECT_THAT(text, HasSubstr("\n  request id cli-1\n"));
}

TEST(RenderError, ListsEveryBrokenRule) {
  const std::string text =
      RenderError(errors::RulesBroken({{"P5", "regions/em/reviews/lin", "conflict"},
                                       {"P9", "regions/em/reviews/lin", "no director"}}),
                  "");
  EXPECT_THAT(text, HasSubstr("  P5  regions/em/reviews/lin: conflict\n"));
  EXPECT_THAT(text, HasSubstr("  P9  regions/em/reviews/lin: no director\n"));
  EXPECT_THAT(text, Not(HasSubstr("request id")));
}

TEST(RenderError, SaysWhenToComeAgain) {
  EXPECT_THAT(RenderError(errors::Overloaded(absl::Seconds(3)), ""),
              HasSubstr("come again in 3s\n"));
}

TEST(RenderError, ShowsAStatusWithoutDetails) {
  EXPECT_EQ(RenderError(absl::InternalError("broken"), ""), "INTERNAL: broken\n");
}

TEST(ErrorJson, HoldsWhatTheErrorHolds) {
  EXPECT_EQ(ErrorJson(errors::InvalidField("days", "9", "1 to 5"), "cli-1"),
            R"({"error":{"code":"INVALID_ARGUMENT","reason":"FIELD_INVALID",)"
            R"("message":"days: got '9', wanted 1 to 5",)"
            R"("fields":[{"field":"days","problem":"got '9', wanted 1 to 5"}],)"
            R"("metadata":{"field":"days"},"requestId":"cli-1"}})");
}

TEST(ErrorJson, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(ErrorJson(absl::InternalError("a \"b\""), ""),
            R"({"error":{"code":"INTERNAL","message":"a \"b\""}})");
}

struct Streams {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Console console{.in = in, .out = out, .err = err};
};

TEST(ReportFailure, KeepsStandardOutputForJson) {
  Streams words;
  ReportFailure(errors::NotFound("x"), "", false, words.console);
  EXPECT_EQ(words.out.str(), "");
  EXPECT_NE(words.err.str(), "");
  Streams json;
  ReportFailure(errors::NotFound("x"), "", true, json.console);
  EXPECT_THAT(json.out.str(), HasSubstr("\"RESOURCE_NOT_FOUND\""));
  EXPECT_EQ(json.err.str(), "");
}

TEST(ExitCodeOf, TellsTheKindsOfFailureApart) {
  using errors::v1::ErrorReason;
  const std::vector<std::pair<ErrorReason, ExitCode>> table{
      {errors::v1::ERROR_REASON_FIELD_INVALID, ExitCode::kFailed},
      {errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND, ExitCode::kFailed},
      {errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE, ExitCode::kUnreachable},
      {errors::v1::ERROR_REASON_DRAINING, ExitCode::kUnreachable},
      {errors::v1::ERROR_REASON_CREDENTIALS_MISSING, ExitCode::kNotAllowed},
      {errors::v1::ERROR_REASON_TOKEN_EXPIRED, ExitCode::kNotAllowed},
      {errors::v1::ERROR_REASON_PERMISSION_MISSING, ExitCode::kNotAllowed}};
  for (const auto& [reason, code] : table) {
    EXPECT_EQ(ExitCodeOf(errors::Make(reason, "x")), code) << errors::v1::ErrorReason_Name(reason);
  }
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), ExitCode::kOk);
}

}  // namespace
}  // namespace peerchallenge::cli
