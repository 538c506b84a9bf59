#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/evidence/attachments/clamd.h"
#include "tests/services/evidence/attachments/attachment_world.h"
#include "tests/services/evidence/attachments/clamd_process.h"
#include "tests/services/evidence/attachments/content_samples.h"

// AttachmentService with an object store behind it.
namespace peerchallenge::evidence {
namespace {

namespace reasons = errors::v1;

constexpr size_t kMebibyte = 1 << 20;

class S3ServiceTest : public testing::TestWithParam<storage::Backend> {
 protected:
  AttachmentWorld world_{AttachmentWorld::Roomy(), GetParam(), BlobBackend::kS3};
};
INSTANTIATE_TEST_SUITE_P(Stores, S3ServiceTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

TEST_P(S3ServiceTest, AStreamBringsAnAttachmentThatCanBeRead) {
  const std::string bytes = Pdf(6'000'000);
  world_.Create("1", bytes);
  const v1::Attachment ready = world_.Upload("1", bytes);
  EXPECT_EQ(ready.state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(ready.content_type(), "application/pdf");
  EXPECT_EQ(*world_.Download("1"), bytes);
  EXPECT_EQ(*world_.Download("1", "ann", 5'999'990), bytes.substr(5'999'990));
  EXPECT_EQ(*world_.Download("1", "ann", 123'456, 1'000'000), bytes.substr(123'456, 1'000'000));
  EXPECT_EQ(world_.blobs().Uploads(), 0);
}

TEST_P(S3ServiceTest, PiecesBringItThereOverRestarts) {
  const std::string bytes = Pdf(2 * kMebibyte + 5);
  world_.Create("1", bytes);
  EXPECT_EQ(world_.Append("1", 0, bytes.substr(0, kMebibyte))->committed_size(), 1 << 20);
  world_.Restart();
  EXPECT_EQ(world_.Append("1", kMebibyte, bytes.substr(kMebibyte, kMebibyte))->committed_size(),
            2 << 20);
  world_.Restart();
  const auto ready =
      world_.Append("1", 2 * kMebibyte, bytes.substr(2 * kMebibyte), DigestOf(bytes));
  ASSERT_TRUE(ready.ok()) << ready.status();
  EXPECT_EQ(ready->state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(*world_.Download("1"), bytes);
}

TEST_P(S3ServiceTest, WrongBytesBeginAnew) {
  const std::string bytes = Pdf(1000);
  world_.Create("1", bytes);
  const auto wrong = world_.Append("1", 0, std::string(1000, 'x'), DigestOf(bytes));
  EXPECT_EQ(errors::ReasonOf(wrong.status()), reasons::ERROR_REASON_DIGEST_MISMATCH);
  EXPECT_EQ(world_.Upload("1", bytes).state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(*world_.Download("1"), bytes);
}

TEST_P(S3ServiceTest, ScansAndStoresOnce) {
  ClamdProcess clamd;
  world_.SetScanner(*Clamd::At("--scanner", clamd.address()));
  const std::string infected = Pdf(1000) + kInfected;
  EXPECT_EQ(world_.Put("1", infected).state(), v1::Attachment::STATE_QUARANTINED);
  world_.Put("2", Pdf(1000));
  world_.Put("3", Pdf(1000));
  EXPECT_EQ(world_.blobs().Contents(), 2);  // stored once
  EXPECT_EQ(*world_.Download("3"), Pdf(1000));
}

// Whatever nothing refers to any more, as after a disposal.
TEST_P(S3ServiceTest, DestroysContents) {
  const std::string bytes = Pdf(1000);
  world_.Put("1", bytes);
  const absl::Status disposed = world_.database().Write(storage::Soon(), [&](auto& tx) {
    auto attachment = world_.store().attachments.Get(tx, NameOf("1"));
    if (!attachment.ok()) return attachment.status();
    attachment->set_state(v1::Attachment::STATE_DISPOSED);
    absl::Status status = world_.store().attachments.Update(tx, *attachment, "");
    status.Update(world_.store().AddErasure(tx, {.review = kReview, .sha256 = Sha256(bytes)}));
    return status;
  });
  ASSERT_TRUE(disposed.ok()) << disposed;
  EXPECT_EQ(world_.blobs().Contents(), 1);
  ASSERT_TRUE(world_.Tick().ok());
  EXPECT_EQ(world_.blobs().Contents(), 0);
}

TEST_P(S3ServiceTest, DropsWhatAWithdrawnUploadHasBrought) {
  world_.Create("1", Pdf(1000));
  ASSERT_TRUE(world_.Append("1", 0, Pdf(1000).substr(0, 500)).ok());
  EXPECT_EQ(world_.blobs().Uploads(), 1);
  ASSERT_TRUE(world_.Withdraw("1").ok());
  EXPECT_EQ(world_.blobs().Uploads(), 0);
}

}  // namespace
}  // namespace peerchallenge::evidence
