#include "services/evidence/attachments/attachment_clerk.h"

#include <atomic>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/evidence/attachments/clamd.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/services/evidence/attachments/attachment_world.h"
#include "tests/services/evidence/attachments/blob_samples.h"
#include "tests/services/evidence/attachments/clamd_process.h"
#include "tests/services/evidence/attachments/content_samples.h"

namespace peerchallenge::evidence {
namespace {

using rpc::ExpectError;
using testing::ElementsAre;

namespace reasons = errors::v1;

std::string Infected() { return Pdf(1000) + kInfected; }

void UseClamd(AttachmentWorld& world, const ClamdProcess& daemon) {
  world.SetScanner(*Clamd::At("--clamd", daemon.address()));
}

absl::StatusOr<v1::Attachment> Rescan(AttachmentWorld& world, const std::string& id) {
  v1::RescanAttachmentRequest request;
  request.set_name(NameOf(id));
  return world.Call<v1::Attachment>("RescanAttachment", request);
}

TEST(ScanTest, QuarantinesWhatIsFoundAndNothingElse) {
  const ClamdProcess daemon;
  AttachmentWorld world;
  UseClamd(world, daemon);
  EXPECT_EQ(world.Put("1", Pdf(1000)).state(), v1::Attachment::STATE_READY);
  const v1::Attachment held = world.Put("2", Infected());
  EXPECT_EQ(held.state(), v1::Attachment::STATE_QUARANTINED);
  EXPECT_EQ(held.scan_result(), kSignature);
  for (const char* person : {"ann", "lead"}) {
    ExpectError(world.Download("2", person).status(), reasons::ERROR_REASON_WRONG_STATE);
  }
  ASSERT_TRUE(world.Withdraw("2").ok());
  ExpectError(world.Download("2").status(), reasons::ERROR_REASON_WRONG_STATE);
}

TEST(ScanTest, HoldsWhileTheDaemonIsAwayAndScansWhenItIsBack) {
  ClamdProcess daemon;
  AttachmentWorld world;
  UseClamd(world, daemon);
  daemon.Kill();
  const std::string bytes = Pdf(1000);
  EXPECT_EQ(world.Put("1", bytes).state(), v1::Attachment::STATE_SCANNING);
  EXPECT_EQ(world.Put("2", Infected()).state(), v1::Attachment::STATE_SCANNING);
  ExpectError(world.Download("1").status(), reasons::ERROR_REASON_WRONG_STATE);
  ExpectError(world.Tick(), reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  daemon.Start();
  world.clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(world.Get("2")->state(), v1::Attachment::STATE_QUARANTINED);
  EXPECT_EQ(*world.Download("1"), bytes);
}

// Gives no verdict on contents of this size.
class PickyScanner final : public Scanner {
 public:
  PickyScanner(int64_t size, std::atomic<int>& asked) : size_(size), asked_(asked) {}
  absl::StatusOr<std::string> Scan(absl::Time, BlobReader& content) override {
    if (content.size() != size_) return std::string();
    ++asked_;
    return errors::Make(reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE, "no verdict");
  }

 private:
  const int64_t size_;
  std::atomic<int>& asked_;
};

TEST(ScanTest, AFileWithoutAVerdictHoldsNoOtherUpAndIsAskedForLessAndLess) {
  ClamdProcess daemon;
  AttachmentWorld world;
  UseClamd(world, daemon);
  daemon.Kill();
  world.Put("1", Pdf(1000));
  world.Put("2", Pdf(2000));
  std::atomic<int> asked = 0;
  world.SetScanner(std::make_unique<PickyScanner>(1000, asked));
  for (int second = 0; second < 60; ++second) {
    world.Tick().IgnoreError();
    world.clock().Advance(absl::Seconds(1));
  }
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_SCANNING);
  EXPECT_EQ(world.Get("2")->state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(asked, 6);  // at 0, 1, 3, 7, 15 and 31 s
}

TEST(ScanTest, WhatIsTooLargeForTheDaemonIsQuarantinedAsSuch) {
  const ClamdProcess daemon;
  AttachmentWorld world;
  UseClamd(world, daemon);
  const v1::Attachment held = world.Put("1", Pdf(5 << 20));
  EXPECT_EQ(held.state(), v1::Attachment::STATE_QUARANTINED);
  EXPECT_EQ(held.scan_result(), kTooLarge);
}

TEST(ScanTest, AllowsWhileTheDaemonIsAwayWhereThatIsTheSetting) {
  ClamdProcess daemon;
  AttachmentOptions options = AttachmentWorld::Roomy();
  options.when_scanner_is_away = WhenScannerIsAway::kAllow;
  AttachmentWorld world(options);
  UseClamd(world, daemon);
  daemon.Kill();
  EXPECT_EQ(world.Put("1", Pdf()).state(), v1::Attachment::STATE_READY);
}

TEST(ScanTest, WhatIsWithdrawnUnscannedStaysOutOfReach) {
  ClamdProcess daemon;
  AttachmentWorld world;
  UseClamd(world, daemon);
  daemon.Kill();
  world.Put("1", Pdf());
  ASSERT_TRUE(world.Withdraw("1").ok());
  ExpectError(world.Download("1").status(), reasons::ERROR_REASON_WRONG_STATE);
}

class FindsNothing final : public Scanner {
 public:
  absl::StatusOr<std::string> Scan(absl::Time, BlobReader&) override { return ""; }
};

TEST(ScanTest, WhatWaitsForAScannerIsNotReleasedForWantOfOne) {
  ClamdProcess daemon;
  AttachmentWorld world;
  UseClamd(world, daemon);
  daemon.Kill();
  EXPECT_EQ(world.Put("1", Pdf()).state(), v1::Attachment::STATE_SCANNING);
  world.SetScanner(nullptr);
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_SCANNING);
  world.SetScanner(std::make_unique<FindsNothing>());
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_READY);
}

TEST(RescanAttachmentTest, ReleasesWhatIsNoLongerFound) {
  ClamdProcess daemon;
  AttachmentWorld world;
  UseClamd(world, daemon);
  world.Put("1", Infected());
  EXPECT_EQ(Rescan(world, "1")->state(), v1::Attachment::STATE_QUARANTINED);
  daemon.Kill();
  ExpectError(Rescan(world, "1").status(), reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_QUARANTINED);
  // Nothing is released for want of a scanner.
  world.SetScanner(nullptr);
  ASSERT_TRUE(world.Tick().ok());
  ExpectError(Rescan(world, "1").status(), reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_QUARANTINED);
  world.SetScanner(std::make_unique<FindsNothing>());  // has newer signatures
  const auto released = Rescan(world, "1");
  ASSERT_TRUE(released.ok()) << released.status();
  EXPECT_EQ(released->state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(released->scan_result(), "");
  ExpectError(Rescan(world, "1").status(), reasons::ERROR_REASON_WRONG_STATE);
}

TEST(AttachmentClerkTest, DropsUploadsToWhichNothingIsAdded) {
  AttachmentWorld world;
  world.Create("1", Pdf(1000));
  world.Create("2", Pdf(1000));
  ASSERT_TRUE(world.Append("1", 0, Pdf(500)).ok());
  world.clock().Advance(absl::Hours(6 * 24));
  ASSERT_TRUE(world.Append("2", 0, Pdf(500)).ok());
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_THAT(world.Listed("ann"), ElementsAre("1 STATE_UPLOADING", "2 STATE_UPLOADING"));
  world.clock().Advance(absl::Hours(2 * 24));
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_THAT(world.Listed("ann"), ElementsAre("2 STATE_UPLOADING"));
  EXPECT_EQ(world.blobs().Uploads(), 1);
}

// Gives no verdict and no error that means one; then the world is as after a crash at that point.
class BrokenScanner final : public Scanner {
 public:
  absl::StatusOr<std::string> Scan(absl::Time, BlobReader&) override {
    return errors::Make(reasons::ERROR_REASON_STORAGE_UNAVAILABLE, "the disk is gone");
  }
};

TEST(AttachmentClerkTest, CompletesAnUploadWhoseCallDiedAtItsEnd) {
  AttachmentWorld world;
  world.SetScanner(std::make_unique<BrokenScanner>());
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  ExpectError(world.TryUpload("1", bytes).status(), reasons::ERROR_REASON_STORAGE_UNAVAILABLE);
  EXPECT_EQ(world.Get("1")->committed_size(), 1000);
  world.SetScanner(nullptr);
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_UPLOADING);  // perhaps it is at it
  world.clock().Advance(absl::Minutes(6));
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(*world.Download("1"), bytes);
}

TEST(AttachmentClerkTest, TheClientMayCompleteItToo) {
  AttachmentWorld world;
  world.SetScanner(std::make_unique<BrokenScanner>());
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  EXPECT_FALSE(world.TryUpload("1", bytes).ok());
  world.SetScanner(nullptr);
  EXPECT_EQ(world.TryUpload("1", bytes, 1000)->state(), v1::Attachment::STATE_READY);
}

TEST(AttachmentClerkTest, DestroysTheContentOfAnUploadThatIsDroppedAtItsEnd) {
  AttachmentWorld world;
  world.SetScanner(std::make_unique<BrokenScanner>());
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  EXPECT_FALSE(world.TryUpload("1", bytes).ok());
  EXPECT_EQ(world.blobs().Contents(), 1);
  ASSERT_TRUE(world.Withdraw("1").ok());
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.blobs().Contents(), 0);
}

// The content of kReview that has these bytes.
void Write(AttachmentWorld& world, storage::TransactionBody body) {
  const absl::Status status = world.database().Write(storage::Soon(), body);
  EXPECT_TRUE(status.ok()) << status;
}

TEST(AttachmentClerkTest, DestroysAContentThatWasRefused) {
  AttachmentWorld world;
  const std::string bytes = OfficeDocument("word/document.xml", true);
  world.Create("1", bytes);
  // The bytes may come again before the clerk has been there.
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(world.TryUpload("1", bytes).ok());
  EXPECT_EQ(world.blobs().Contents(), 1);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.blobs().Contents(), 0);
}

TEST(AttachmentClerkTest, KeepsAContentToWhichSomethingRefers) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  world.Put("1", bytes);
  Write(world, [&](auto& tx) { return world.store().AddErasure(tx, KeyOf(bytes)); });
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(*world.Download("1"), bytes);
  Write(world, [&](auto& tx) {
    const auto left = world.store().Erasures(tx, 10);
    EXPECT_TRUE(left.ok() && left->empty());
    return left.status();
  });
}

TEST(AttachmentClerkTest, AnUploadWaitsWhileItsContentIsBeingDestroyed) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  const absl::Time now = world.clock().Now();
  Write(world, [&](auto& tx) { return world.store().AddErasure(tx, KeyOf(bytes)); });
  Write(world, [&](auto& tx) {
    return world.store().ClaimErasure(tx, KeyOf(bytes), now - absl::Hours(1), now).status();
  });
  world.Create("1", bytes);
  ExpectError(world.TryUpload("1", bytes).status(), reasons::ERROR_REASON_OVERLOADED);
  // The process that has claimed it is at it; after an hour it counts as dead.
  ASSERT_TRUE(world.Tick().ok());
  ExpectError(world.TryUpload("1", bytes, 0).status(), reasons::ERROR_REASON_OVERLOADED);
  world.clock().Advance(absl::Minutes(61));
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.Upload("1", bytes).state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(*world.Download("1"), bytes);
}

TEST(AttachmentClerkTest, AnUploadTakesBackWhatNobodyHasBegunToDestroy) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  Write(world, [&](auto& tx) { return world.store().AddErasure(tx, KeyOf(bytes)); });
  world.Put("1", bytes);
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(*world.Download("1"), bytes);
}

}  // namespace
}  // namespace peerchallenge::evidence
