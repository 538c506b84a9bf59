// When an unannounced visit becomes known.

#include <gmock/gmock.h>

#include "peerchallenge/changes/v1/changes.pb.h"
#include "tests/services/scheduling/unannounced_visit.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using errors::v1::ERROR_REASON_UNSPECIFIED;
using errors::v1::ERROR_REASON_WRONG_STATE;
using testing::HasSubstr;

class UnannouncedReleaseTest : public UnannouncedVisitTest {};

TEST_F(UnannouncedReleaseTest, BecomesKnownAtItsReleaseTime) {
  const Who director = Officer("HOST_DIRECTOR", kHost);
  world_.clock().Set(
      absl::FromCivil(absl::CivilSecond(2012, 10, 10, 7, 59, 59), absl::UTCTimeZone()));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  EXPECT_EQ(world_.Call(director, "ReviewService/GetReview", Named()).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  world_.clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  EXPECT_TRUE(world_.Call(director, "ReviewService/GetReview", Named()).ok());
}

TEST_F(UnannouncedReleaseTest, CanBeReleasedEarlyOnce) {
  world_.Must(kOffice, "ReviewService/ReleaseReview", Named());
  EXPECT_TRUE(
      world_.Call(Officer("HOST_COORDINATOR", kHost), "ReviewService/GetReview", Named()).ok());
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/ReleaseReview", Named()).reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(UnannouncedReleaseTest, StaysHiddenForGoodWhenItIsCancelled) {
  world_.Must(kOffice, "ReviewService/CancelReview",
              absl::StrCat(R"({"name": ")", visit_, R"(", "reason": "the tip was false"})"));
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/ReleaseReview", Named()).reason(),
            ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/UpdateReview", Releasing("2012-12-01T08:00:00Z"))
                .reason(),
            ERROR_REASON_WRONG_STATE);
  world_.clock().Set(absl::FromCivil(absl::CivilDay(2012, 11, 1), absl::UTCTimeZone()));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  for (const Who& who : Outsiders()) {
    EXPECT_FALSE(world_.Call(who, "ReviewService/GetReview", Named()).ok()) << who.subject;
  }
}

TEST_F(UnannouncedReleaseTest, CanBeReleasedLaterThanPlannedUntilItIsKnown) {
  AddVisitTimetable(world_, visit_);
  const std::string later = Releasing("2012-10-24T08:00:00Z");
  EXPECT_EQ(world_.Call(kMember, "ReviewService/UpdateReview", later).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  world_.Must(kOffice, "ReviewService/UpdateReview", later);
  EXPECT_EQ(world_
                .Call(kOffice, "ReviewService/UpdateReview",
                      absl::StrCat(R"({"review": {"name": ")", visit_, R"(", "teamMax": 9}})"))
                .reason(),
            ERROR_REASON_WRONG_STATE);
  const Who director = Officer("HOST_DIRECTOR", kHost);
  world_.clock().Set(absl::FromCivil(absl::CivilDay(2012, 10, 24), absl::UTCTimeZone()));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  EXPECT_EQ(world_.Call(director, "ReviewService/GetReview", Named()).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  world_.clock().Advance(absl::Hours(8));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  EXPECT_TRUE(world_.Call(director, "ReviewService/GetReview", Named()).ok());
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/UpdateReview", Releasing("2012-10-25T08:00:00Z"))
                .reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(UnannouncedReleaseTest, IsReleasedAtATimeToComeOnceItsWeekHasBegun) {
  for (const char* early : {"2012-02-29T23:59:59Z", "2012-03-01T00:00:00Z",
                            "2012-10-07T22:59:59Z" /* a Sunday, in London too */}) {
    EXPECT_EQ(world_.Call(kOffice, "ReviewService/UpdateReview", Releasing(early)).reason(),
              ERROR_REASON_FIELD_INVALID)
        << early;
  }
  world_.Must(kOffice, "ReviewService/UpdateReview", Releasing("2012-10-07T23:00:00Z"));
  world_.Must(kOffice, "ReviewService/UpdateReview", Releasing("9999-12-31T23:59:59Z"));
}

TEST_F(UnannouncedReleaseTest, IsNotPutOffBeyondItsRelease) {
  const auto in_week = [&](const std::string& week) {
    return world_
        .Call(kOffice, "ReviewService/ProposeTeam",
              absl::StrCat(R"({"name": ")", visit_, R"(", "week": ")", week, R"(", "members": [
                  {"person": "regions/em/people/e06000015-1", "duty": "DUTY_LEAD"},
                  {"person": "regions/em/people/e06000015-4", "duty": "DUTY_REVIEWER"},
                  {"person": "regions/em/people/e10000018-4", "duty": "DUTY_REVIEWER"}]})"))
        .reason();
  };
  EXPECT_EQ(in_week("2012-10-15"), ERROR_REASON_FIELD_INVALID);
  world_.Must(kOffice, "ReviewService/UpdateReview", Releasing("2012-10-17T08:00:00Z"));
  EXPECT_EQ(in_week("2012-10-15"), ERROR_REASON_UNSPECIFIED);
}

TEST_F(UnannouncedReleaseTest, NeedsAReleaseTimeThatCanCome) {
  v1::CreateReviewRequest request;
  request.set_parent("regions/em");
  v1::Review& review = *request.mutable_review();
  review.set_programme("regions/em/programmes/y");
  review.set_host("regions/em/authorities/E10000019");
  review.set_kind(v1::Review::KIND_ASSURANCE_VISIT);
  review.set_unannounced(true);
  rpc::CallOptions options;
  options.bearer_token = world_.TokenFor(kOffice);
  auto channel = rpc::OpenChannel(world_.address());
  ASSERT_TRUE(channel.ok()) << channel.status();
  // The last one would come soon after it has gone through a 64-bit number of microseconds.
  for (const int64_t seconds : {int64_t{1'330'560'000}, int64_t{1'346'457'599},
                                int64_t{253'402'300'800}, int64_t{36'893'488'147'420}}) {
    review.mutable_release_time()->set_seconds(seconds);
    v1::Review reply;
    EXPECT_EQ(
        errors::ReasonOf((*channel)->UnaryMessage(
            "peerchallenge.scheduling.v1.ReviewService/CreateReview", request, options, reply)),
        ERROR_REASON_FIELD_INVALID)
        << seconds;
  }
}

TEST_F(UnannouncedReleaseTest, IsNewToTheHostsWatchWhenItIsReleased) {
  const Who director = Officer("HOST_DIRECTOR", kHost);
  const auto first =
      world_.Read(director, "ChangesService/Watch", R"({"parent": "regions/em"})", "resumeToken");
  ASSERT_EQ(first.size(), 1u);
  Answer token{absl::OkStatus(), first[0]};
  const std::string resume = token.As<peerchallenge::changes::v1::WatchResponse>().resume_token();
  world_.Must(kOffice, "ReviewService/ReleaseReview", Named());
  const auto seen = world_.Read(director, "ChangesService/Watch",
                                absl::StrCat(R"({"resumeToken": ")", resume, "\"}"), "change");
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_THAT(seen[0], HasSubstr("KIND_CREATED"));
  EXPECT_THAT(seen[0], HasSubstr(visit_));
}

}  // namespace
}  // namespace peerchallenge::scheduling
