#include "common/validation/request.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>

#include "peerchallenge/changes/v1/changes.pb.h"
#include "peerchallenge/scheduling/v1/audit.pb.h"
#include "peerchallenge/scheduling/v1/planner.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "peerchallenge/scheduling/v1/venue.pb.h"
#include "tests/common/rpc/expect_error.h"

namespace peerchallenge::validation {
namespace {

using scheduling::v1::CreateReviewRequest;
using scheduling::v1::GetReviewRequest;
using scheduling::v1::ListAuditEntriesRequest;
using scheduling::v1::SolveProgrammeRequest;
using scheduling::v1::UpdateVenueRequest;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

// The field that is refused; empty if none is.
std::string Refused(const google::protobuf::Message& request) {
  const absl::Status status = CheckRequest(request);
  if (status.ok()) return "";
  rpc::ExpectError(status, errors::v1::ERROR_REASON_FIELD_INVALID);
  const auto fields = rpc::FieldsOf(status);
  return fields.size() == 1 ? fields.front() : "not one field";
}

template <typename Request>
Request Made(const std::function<void(Request&)>& fill) {
  Request request;
  fill(request);
  return request;
}

GetReviewRequest Get(const std::string& name) {
  return Made<GetReviewRequest>([&](auto& request) { request.set_name(name); });
}

TEST(CheckRequest, TakesWhatAMethodMayTake) {
  EXPECT_EQ(Refused(Get("anything")), "");
  EXPECT_EQ(Refused(Get(std::string(512, 'x'))), "");
  EXPECT_EQ(Refused(changes::v1::WatchRequest()), "") << "without a parent: of everything";
  auto request = Made<CreateReviewRequest>([](auto& r) {
    r.set_parent("regions/em");
    r.mutable_review()->mutable_scope()->set_statement(std::string(600, 'x'));
    r.mutable_review()->mutable_release_time()->set_seconds(253'402'300'799);
    r.mutable_review()->mutable_release_time()->set_nanos(999'999'999);
  });
  EXPECT_EQ(Refused(request), "");
}

TEST(CheckRequest, RefusesALongOrAbsentName) {
  EXPECT_EQ(Refused(Get("")), "name");
  EXPECT_EQ(Refused(Get(std::string(4'190'000, '/'))), "name");
  EXPECT_EQ(Refused(CreateReviewRequest()), "parent");
  EXPECT_EQ(Refused(Made<UpdateVenueRequest>(
                [](auto& request) { request.mutable_venue()->set_name(std::string(513, 'x')); })),
            "venue.name");
  EXPECT_EQ(Refused(Made<changes::v1::WatchRequest>(
                [](auto& request) { request.set_parent(std::string(513, 'x')); })),
            "parent");
}

TEST(CheckRequest, RefusesANulWhereverItStands) {
  const std::string nul("a\0b", 3);
  EXPECT_EQ(Refused(Get(nul)), "name");
  EXPECT_EQ(Refused(Made<CreateReviewRequest>([&](auto& request) {
              request.set_parent("regions/em");
              auto& scope = *request.mutable_review()->mutable_scope();
              scope.add_lines()->add_limbs()->set_text("a");
              auto& limbs = *scope.add_lines()->mutable_limbs();
              limbs.Add()->set_text("b");
              limbs.Add()->set_text(nul);
            })),
            "review.scope.lines[1].limbs[1].text");
}

TEST(CheckRequest, RefusesTimesThatAreNone) {
  const std::pair<int64_t, int32_t> kNoTimes[] = {
      {kMost, 0}, {-kMost, 0}, {253'402'300'800, 0}, {0, -1}, {0, 1'000'000'000}};
  for (const auto& [seconds, nanos] : kNoTimes) {
    const auto request = Made<ListAuditEntriesRequest>([&, s = seconds, n = nanos](auto& r) {
      r.set_parent("regions/em");
      r.mutable_end_time()->set_seconds(s);
      r.mutable_end_time()->set_nanos(n);
    });
    EXPECT_EQ(Refused(request), "end_time") << seconds << " " << nanos;
  }
}

TEST(CheckRequest, RefusesDurationsThatAreNone) {
  const std::pair<int64_t, int32_t> kNoDurations[] = {
      {kMost, 0}, {-kMost, 0}, {1, -1}, {-1, 1}, {0, 1'000'000'000}, {0, -1'000'000'000}};
  for (const auto& [seconds, nanos] : kNoDurations) {
    const auto request = Made<SolveProgrammeRequest>([&, s = seconds, n = nanos](auto& r) {
      r.mutable_options()->mutable_time_limit()->set_seconds(s);
      r.mutable_options()->mutable_time_limit()->set_nanos(n);
    });
    EXPECT_EQ(Refused(request), "options.time_limit") << seconds << " " << nanos;
  }
  EXPECT_EQ(Refused(Made<SolveProgrammeRequest>([](auto& request) {
              request.mutable_options()->mutable_time_limit()->set_nanos(-1);
            })),
            "")
      << "whether it may be negative is the method's to say";
}

}  // namespace
}  // namespace peerchallenge::validation
