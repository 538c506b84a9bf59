#include "services/evidence/attachments/uploads.h"

#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/services/evidence/attachments/attachment_world.h"
#include "tests/services/evidence/attachments/blob_samples.h"
#include "tests/services/evidence/attachments/content_samples.h"

namespace peerchallenge::evidence {
namespace {

using rpc::ExpectError;
using rpc::MetadataOf;
using testing::ElementsAre;

namespace reasons = errors::v1;

std::string Committed(const absl::StatusOr<v1::Attachment>& attachment) {
  return MetadataOf(attachment.status(), "committed_size");
}

// A stream that a test leaves half-way.
class HalfStream {
 public:
  HalfStream(AttachmentWorld& world, const std::string& id, int64_t offset = 0)
      : sender_(std::make_unique<rpc::Sender<v1::Attachment>>(
            world.channel().ClientStream<v1::Attachment>(
                AttachmentWorld::Method("UploadAttachment"), AttachmentWorld::As("ann")))) {
    v1::UploadAttachmentRequest start;
    start.mutable_start()->set_name(NameOf(id));
    start.mutable_start()->set_offset(offset);
    EXPECT_TRUE(sender_->Send(start));
  }
  bool Send(const std::string& bytes) {
    v1::UploadAttachmentRequest data;
    data.set_data(bytes);
    return sender_->Send(data);
  }
  absl::StatusOr<v1::Attachment> Finish() { return sender_->Finish(); }
  // Breaks the connection.
  void Break() { sender_.reset(); }

 private:
  std::unique_ptr<rpc::Sender<v1::Attachment>> sender_;
};

// Waits until so many bytes have come, safe or not.
void WaitForReceived(AttachmentWorld& world, int64_t size) {
  const absl::Time limit = absl::Now() + absl::Seconds(30);
  while (world.blobs().UploadedBytes() < size && absl::Now() < limit) std::this_thread::yield();
  ASSERT_EQ(world.blobs().UploadedBytes(), size);
}

// Waits until so many bytes are safe.
void WaitForCommitted(AttachmentWorld& world, const std::string& id, int64_t size) {
  const absl::Time limit = absl::Now() + absl::Seconds(30);
  while (world.Get(id)->committed_size() < size && absl::Now() < limit) std::this_thread::yield();
  ASSERT_EQ(world.Get(id)->committed_size(), size);
}

class UploadsTest : public testing::TestWithParam<storage::Backend> {};
INSTANTIATE_TEST_SUITE_P(Stores, UploadsTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

TEST_P(UploadsTest, AStreamBringsAnAttachmentToReady) {
  AttachmentWorld world(AttachmentWorld::Roomy(), GetParam());
  const std::string bytes = Pdf(3'000'000);
  world.Create("1", bytes);
  const v1::Attachment ready = world.Upload("1", bytes);
  EXPECT_EQ(ready.state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(ready.committed_size(), 3'000'000);
  EXPECT_EQ(ready.sha256(), DigestOf(bytes));
  EXPECT_EQ(ready.content_type(), "application/pdf");
  EXPECT_FALSE(ready.has_expire_time());
  EXPECT_EQ(*world.Download("1"), bytes);
  EXPECT_THAT(world.host().entered(), ElementsAre("STATE_READY " + NameOf("1")));
  EXPECT_EQ(world.blobs().Uploads(), 0);
}

// As two processes do that share the table, but cannot keep each other from the bytes.
TEST_P(UploadsTest, OfWritersThatGoOnFromTheSameByteOneDoes) {
  AttachmentWorld world(AttachmentWorld::Roomy(), GetParam());
  world.Create("1", Pdf(1000));
  const absl::Status status = world.database().Write(storage::Soon(), [&](auto& tx) {
    const Upload known = **world.store().FindUpload(tx, NameOf("1"));
    Upload first = known;
    first.progress = {.size = 500, .state = "first"};
    Upload second = known;
    second.progress = {.size = 400, .state = "second"};
    EXPECT_TRUE(*world.store().UpdateUpload(tx, known, first));
    EXPECT_FALSE(*world.store().UpdateUpload(tx, known, second));
    EXPECT_EQ((*world.store().FindUpload(tx, NameOf("1")))->progress, first.progress);
    EXPECT_TRUE(*world.store().UpdateUpload(tx, first, second));
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_P(UploadsTest, PiecesAtAnOffsetBringItThereToo) {
  AttachmentWorld world(AttachmentWorld::Roomy(), GetParam());
  const std::string bytes = Pdf(2 * kMebibyte + 5);
  world.Create("1", bytes);
  EXPECT_EQ(world.Append("1", 0, bytes.substr(0, kMebibyte))->committed_size(), 1 << 20);
  world.Restart();
  EXPECT_EQ(world.Append("1", 1 << 20, bytes.substr(kMebibyte, kMebibyte))->committed_size(),
            2 << 20);
  const auto ready = world.Append("1", 2 << 20, bytes.substr(2 * kMebibyte), DigestOf(bytes));
  ASSERT_TRUE(ready.ok()) << ready.status();
  EXPECT_EQ(ready->state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(*world.Download("1"), bytes);
}

TEST(UploadTest, StreamsAndPiecesTakeTurns) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1'000'000);
  world.Create("1", bytes);
  HalfStream stream(world, "1");
  stream.Send(bytes.substr(0, 300'000));
  EXPECT_EQ(stream.Finish()->committed_size(), 300'000);
  EXPECT_EQ(world.Append("1", 300'000, bytes.substr(300'000, 100'000))->committed_size(), 400'000);
  EXPECT_EQ(world.TryUpload("1", bytes, 400'000)->state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(*world.Download("1"), bytes);
}

TEST(UploadTest, APieceSentAgainDoesNothing) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  EXPECT_EQ(world.Append("1", 0, bytes.substr(0, 400))->committed_size(), 400);
  EXPECT_EQ(world.Append("1", 0, bytes.substr(0, 400))->committed_size(), 400);
  EXPECT_EQ(world.Append("1", 100, bytes.substr(100, 500))->committed_size(), 600);
  EXPECT_EQ(world.Append("1", 600, bytes.substr(600), DigestOf(bytes))->state(),
            v1::Attachment::STATE_READY);
  EXPECT_EQ(world.Append("1", 600, bytes.substr(600), DigestOf(bytes))->state(),
            v1::Attachment::STATE_READY);
  EXPECT_EQ(world.Upload("1", bytes).state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(*world.Download("1"), bytes);
  EXPECT_EQ(world.host().entered().size(), 1u);
}

TEST(UploadTest, RefusesAPlaceBeyondWhatHasArrived) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  ASSERT_TRUE(world.Append("1", 0, bytes.substr(0, 400)).ok());
  const auto gap = world.Append("1", 401, bytes.substr(401));
  ExpectError(gap.status(), reasons::ERROR_REASON_OFFSET_MISMATCH);
  EXPECT_EQ(Committed(gap), "400");
  EXPECT_EQ(Committed(world.TryUpload("1", bytes, 500)), "400");
}

TEST(UploadTest, RefusesMoreBytesThanWerePromised) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  ExpectError(world.TryUpload("1", bytes + "x").status(), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(world.Append("1", 0, bytes + "x").status(), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(world.Upload("1", bytes).state(), v1::Attachment::STATE_READY);
}

TEST(UploadTest, RefusesMessagesOutOfOrderAndOutOfBounds) {
  AttachmentWorld world;
  const std::string bytes = Pdf(3 * kMebibyte);
  world.Create("1", bytes);
  v1::UploadAttachmentRequest start;
  start.mutable_start()->set_name(NameOf("1"));
  v1::UploadAttachmentRequest data;
  data.set_data("x");
  v1::UploadAttachmentRequest digest;
  digest.set_sha256(DigestOf(bytes));
  v1::UploadAttachmentRequest no_digest;
  no_digest.set_sha256("abc");
  v1::UploadAttachmentRequest no_data;
  no_data.set_data("");
  for (const auto& messages :
       std::vector<std::vector<v1::UploadAttachmentRequest>>{{},
                                                             {data},
                                                             {digest},
                                                             {start, start},
                                                             {start, digest, data},
                                                             {start, no_digest},
                                                             {start, no_data},
                                                             {start, {}}}) {
    auto sender = world.channel().ClientStream<v1::Attachment>(
        AttachmentWorld::Method("UploadAttachment"), AttachmentWorld::As("ann"));
    for (const auto& message : messages) sender.Send(message);
    ExpectError(sender.Finish().status(), reasons::ERROR_REASON_FIELD_INVALID);
  }
  ExpectError(world.Append("1", 0, std::string(kMebibyte + 1, 'x')).status(),
              reasons::ERROR_REASON_REQUEST_TOO_LARGE);
}

TEST(UploadTest, WantsTheDigestWithTheLastByte) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  ExpectError(world.Append("1", 0, bytes).status(), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(world.Get("1")->committed_size(), 1000);
  EXPECT_EQ(world.TryUpload("1", bytes, 1000)->state(), v1::Attachment::STATE_READY);
}

TEST(UploadTest, BeginsAnewWhenTheDigestIsWrong) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  ExpectError(world.Append("1", 0, Pdf(999) + "x", DigestOf(bytes)).status(),
              reasons::ERROR_REASON_DIGEST_MISMATCH);
  EXPECT_EQ(world.Get("1")->committed_size(), 0);
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_UPLOADING);
  EXPECT_EQ(world.Upload("1", bytes).state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(*world.Download("1"), bytes);
}

TEST(UploadTest, AStreamThatBreaksKeepsWhatHasCome) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1'000'000);
  world.Create("1", bytes);
  HalfStream stream(world, "1");
  stream.Send(bytes.substr(0, 500'000));
  WaitForReceived(world, 500'000);
  EXPECT_EQ(world.Get("1")->committed_size(), 0);
  stream.Break();
  WaitForCommitted(world, "1", 500'000);
  EXPECT_EQ(world.TryUpload("1", bytes, 500'000)->state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(*world.Download("1"), bytes);
}

TEST(UploadTest, WhoComesLastGoesOn) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  HalfStream stream(world, "1");
  stream.Send(bytes.substr(0, 100));
  WaitForReceived(world, 100);
  EXPECT_EQ(world.Append("1", 100, bytes.substr(100, 100))->committed_size(), 200);
  stream.Send(std::string(100, 'z'));
  const auto displaced = stream.Finish();
  ExpectError(displaced.status(), reasons::ERROR_REASON_OFFSET_MISMATCH);
  EXPECT_EQ(Committed(displaced), "200");
  EXPECT_EQ(world.TryUpload("1", bytes, 200)->state(), v1::Attachment::STATE_READY);
  EXPECT_EQ(*world.Download("1"), bytes);
}

TEST(UploadTest, ADrainKeepsWhatHasCome) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1'000'000);
  world.Create("1", bytes);
  HalfStream stream(world, "1");
  stream.Send(bytes.substr(0, 500'000));
  WaitForReceived(world, 500'000);
  world.Restart();
  EXPECT_EQ(world.Get("1")->committed_size(), 500'000);
  EXPECT_EQ(world.TryUpload("1", bytes, 500'000)->state(), v1::Attachment::STATE_READY);
}

TEST(UploadTest, MakesALongStreamSafeAsItGoes) {
  AttachmentOptions options = AttachmentWorld::Roomy();
  options.commit_bytes = 100'000;
  AttachmentWorld world(options);
  const std::string bytes = Pdf(1'000'000);
  world.Create("1", bytes);
  HalfStream stream(world, "1");
  for (size_t at = 0; at < 250'000; at += 50'000) stream.Send(bytes.substr(at, 50'000));
  WaitForCommitted(world, "1", 200'000);
  stream.Break();
}

TEST(UploadTest, EndsForSomebodyWhoLeavesTheTeam) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  HalfStream stream(world, "1");
  stream.Send(bytes.substr(0, 500));
  WaitForReceived(world, 500);
  world.host().Leave("ann");
  ExpectError(stream.Finish().status(), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  world.host().Join("ann");
  EXPECT_EQ(world.Get("1")->committed_size(), 0);
}

TEST(UploadTest, RefusesBytesOfAKindThatIsNotAllowedAtOnce) {
  AttachmentWorld world;
  const std::string html = "<!DOCTYPE html><html>" + std::string(100'000, ' ');
  world.Create("1", html);
  ExpectError(world.Append("1", 0, html.substr(0, 50'000)).status(),
              reasons::ERROR_REASON_RULE_BROKEN);
  EXPECT_EQ(world.Get("1")->committed_size(), 0);
}

TEST(UploadTest, RefusesAKindThatShowsAtTheEndOnlyAndForgetsTheBytes) {
  AttachmentWorld world;
  const std::string macros = OfficeDocument("word/document.xml", true);
  world.Create("1", macros);
  ExpectError(world.TryUpload("1", macros).status(), reasons::ERROR_REASON_RULE_BROKEN);
  EXPECT_EQ(world.Get("1")->committed_size(), 0);
  EXPECT_EQ(world.Get("1")->state(), v1::Attachment::STATE_UPLOADING);
  ASSERT_TRUE(world.Tick().ok());
  EXPECT_EQ(world.blobs().Contents(), 0);
}

TEST(UploadTest, StoresTheSameContentOfAReviewOnce) {
  AttachmentWorld world;
  const std::string bytes = Pdf(10'000);
  world.Put("1", bytes);
  world.Put("2", bytes);
  EXPECT_EQ(world.blobs().Contents(), 1);
  EXPECT_EQ(*world.Download("2"), bytes);
}

TEST(UploadTest, TakesManyAtOnce) {
  AttachmentWorld world;
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&world, i] {
      const std::string bytes = Pdf(500'000) + std::to_string(i);
      const std::string id = std::to_string(i);
      world.Create(id, bytes);
      EXPECT_EQ(world.Upload(id, bytes).state(), v1::Attachment::STATE_READY);
      EXPECT_EQ(*world.Download(id), bytes);
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(world.blobs().Contents(), 8);
}

TEST(UploadTest, SendersOfTheSameBytesAtOnceDoNoHarm) {
  AttachmentWorld world;
  const std::string bytes = Pdf(300'000);
  world.Create("1", bytes);
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&world, &bytes] {
      while (true) {
        const auto sent = world.TryUpload("1", bytes, 0, 10'000);
        if (sent.ok()) break;
        ExpectError(sent.status(), reasons::ERROR_REASON_OFFSET_MISMATCH);
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(*world.Download("1"), bytes);
  EXPECT_EQ(world.host().entered().size(), 1u);
}

}  // namespace
}  // namespace peerchallenge::evidence
