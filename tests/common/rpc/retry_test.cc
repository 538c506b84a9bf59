#include "common/rpc/retry.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace peerchallenge::rpc {
namespace {

using testing::ElementsAre;

// Random bytes that are all the same.
class Constant final : public environment::RandomSource {
 public:
  explicit Constant(uint8_t byte) : byte_(byte) {}
  void Fill(std::span<uint8_t> bytes) override { std::fill(bytes.begin(), bytes.end(), byte_); }

 private:
  const uint8_t byte_;
};

class RetrierTest : public testing::Test {
 protected:
  Retrier With(environment::RandomSource& random) {
    return Retrier({.attempts = 4,
                    .first_pause = absl::Milliseconds(100),
                    .longest_pause = absl::Milliseconds(300)},
                   clock_, random, [this](absl::Duration pause) {
                     pauses_.push_back(pause);
                     clock_.Advance(pause);
                   });
  }

  environment::ManualClock clock_{absl::FromUnixSeconds(1'000'000)};
  Constant no_jitter_{0};
  std::vector<absl::Duration> pauses_;
  int attempts_ = 0;
};

TEST_F(RetrierTest, ReturnsTheFirstSuccess) {
  const absl::Status status = With(no_jitter_).Run(absl::InfiniteFuture(), [this] {
    return ++attempts_ < 3 ? absl::UnavailableError("down") : absl::OkStatus();
  });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(attempts_, 3);
}

TEST_F(RetrierTest, DoublesThePauseUpToTheLongestAndGivesUp) {
  const absl::Status status = With(no_jitter_).Run(absl::InfiniteFuture(), [this] {
    ++attempts_;
    return absl::UnavailableError("down");
  });
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(attempts_, 4);
  EXPECT_THAT(pauses_, ElementsAre(absl::Milliseconds(100), absl::Milliseconds(200),
                                   absl::Milliseconds(300)));
}

TEST_F(RetrierTest, ShortensThePauseByAtMostHalf) {
  Constant much_jitter{255};
  With(much_jitter)
      .Run(absl::InfiniteFuture(), [] { return absl::UnavailableError("down"); })
      .IgnoreError();
  ASSERT_EQ(pauses_.size(), 3u);
  EXPECT_LT(pauses_[0], absl::Milliseconds(51));
  EXPECT_GE(pauses_[0], absl::Milliseconds(50));
}

TEST_F(RetrierTest, RepeatsNothingButUnavailable) {
  const absl::Status status = With(no_jitter_).Run(absl::InfiniteFuture(), [this] {
    ++attempts_;
    return absl::AbortedError("read again");
  });
  EXPECT_TRUE(absl::IsAborted(status));
  EXPECT_EQ(attempts_, 1);
}

TEST_F(RetrierTest, DoesNotPausePastTheDeadline) {
  const absl::Status status = With(no_jitter_).Run(clock_.Now() + absl::Milliseconds(250), [this] {
    ++attempts_;
    return absl::UnavailableError("down");
  });
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(attempts_, 2);
}

}  // namespace
}  // namespace peerchallenge::rpc
