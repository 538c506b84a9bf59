#include "services/evidence/attachments/attachment_clerk.h"

#include <atomic>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/evidence/attachments/clamd.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/services/evidence/attachments/attachment_world.h"
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
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(world.Get("2")->state(), v1::Attachment::STATE_QUARANTINED);
  EXPECT_EQ(*world.Download("1"), bytes);
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

TEST(RescanAttachmentTest, ReleasesWhatIsNoLongerFound) {
  ClamdProcess daemon;
  AttachmentWorld world;
  UseClamd(world, daemon);
  world.Put("1", Infected());
  EXPECT_EQ(Rescan(world, "1")->state(), v1::Attachment::STATE_QUARANTINED);
  daemon.Kill();
  ExpectError(Rescan(world, "1").status(), reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_QUARANTINED);
  world.SetScanner(nullptr);  // in place of newer signatures
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

TEST(AttachmentClerkTest, KeepsARefusedContentThatAnotherAttachmentHas) {
  AttachmentOptions options = AttachmentWorld::Roomy();
  AttachmentWorld world(options);
  const std::string bytes = OfficeDocument("word/document.xml", true);
  world.Create("1", bytes);
  EXPECT_FALSE(world.TryUpload("1", bytes).ok());
  EXPECT_EQ(world.blobs().Contents(), 1);
  // Until the clerk has been there, the bytes come again and are refused again.
  EXPECT_FALSE(world.TryUpload("1", bytes).ok());
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.blobs().Contents(), 0);
  ASSERT_TRUE(world.Tick().ok());
}

}  // namespace
}  // namespace peerchallenge::evidence
