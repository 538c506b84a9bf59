#include "services/evidence/attachments/s3_blob_store.h"

#include <fstream>
#include <random>
#include <thread>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/evidence/attachments/blob_samples.h"
#include "tests/services/evidence/attachments/in_memory.h"
#include "tests/services/evidence/attachments/s3_server.h"

// What is special about an object store; what it has in common with all others is in
// blob_store_test.cc. The server is a real one.
namespace peerchallenge::evidence {
namespace {

using ::testing::HasSubstr;

// Stores over one place in a server.
class Place {
 public:
  explicit Place(S3Options options) : options_(std::move(options)) {}

  absl::StatusOr<std::unique_ptr<S3BlobStore>> TryOpen() {
    return S3BlobStore::Open(options_, clock_, random_, observability::NoLog());
  }
  std::unique_ptr<S3BlobStore> Open() {
    auto store = TryOpen();
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  S3Options& options() { return options_; }
  // The keys that begin with `prefix`.
  std::vector<std::string> Keys(const std::string& prefix) {
    std::vector<std::string> keys;
    S3Client client(*S3BucketOf(options_), clock_, random_);
    EXPECT_TRUE(client
                    .List(prefix,
                          [&keys](const S3Object& object) {
                            keys.push_back(object.key);
                            return absl::OkStatus();
                          })
                    .ok());
    return keys;
  }

 private:
  S3Options options_;
  environment::SystemClock clock_;
  environment::SystemRandom random_;
};

absl::StatusOr<UploadProgress> Append(BlobStore& store, const std::string& id,
                                      const UploadProgress& from, std::string_view bytes) {
  auto writer = store.Open(id, from);
  if (!writer.ok()) return writer.status();
  if (absl::Status status = (*writer)->Append(bytes); !status.ok()) return status;
  return (*writer)->Sync();
}

std::string Stored(BlobStore& store, const BlobKey& key) {
  auto reader = store.Read(key);
  if (!reader.ok()) return reader.status().ToString();
  std::string bytes;
  while (static_cast<int64_t>(bytes.size()) < (*reader)->size()) {
    auto piece = (*reader)->Read(static_cast<int64_t>(bytes.size()), 256 << 10);
    if (!piece.ok()) return piece.status().ToString();
    bytes += *piece;
  }
  return bytes;
}

errors::ErrorReason ReasonOf(const absl::Status& status) { return errors::ReasonOf(status); }

TEST(S3BlobStoreTest, ALargeUploadIsStoredInPiecesAndLeavesNone) {
  Place place(S3Server::Shared().Options("test/large"));
  auto store = place.Open();
  const std::string bytes = Bytes(11 * kMebibyte + 3);
  const auto progress = Append(*store, "a", {}, bytes);
  ASSERT_TRUE(progress.ok()) << progress.status();
  EXPECT_EQ(place.Keys("uploads/a/").size(), 3u);
  ASSERT_TRUE(store->Finish("a", *progress, KeyOf(bytes)).ok());
  EXPECT_TRUE(Stored(*store, KeyOf(bytes)) == bytes);
  EXPECT_TRUE(place.Keys("uploads/").empty());
}

TEST(S3BlobStoreTest, JoinsSmallPieces) {
  Place place(S3Server::Shared().Options("test/small"));
  auto store = place.Open();
  const std::string bytes = Bytes(64 * 100);
  UploadProgress progress;
  for (size_t at = 0; at < bytes.size(); at += 100) {
    const auto next = Append(*store, "a", progress, std::string_view(bytes).substr(at, 100));
    ASSERT_TRUE(next.ok()) << next.status();
    progress = *next;
  }
  EXPECT_LE(place.Keys("uploads/a/").size(), 8u);
  ASSERT_TRUE(store->Finish("a", progress, KeyOf(bytes)).ok());
  EXPECT_EQ(Stored(*store, KeyOf(bytes)), bytes);
}

TEST(S3BlobStoreTest, WhatAnUploadOfAnotherProcessLeftIsNoPartOfThisOne) {
  Place place(S3Server::Shared().Options("test/two"));
  auto mine = place.Open();
  auto other = place.Open();
  const auto begin = Append(*mine, "a", {}, "begin ");
  ASSERT_TRUE(begin.ok()) << begin.status();
  auto late = other->Open("a", *begin);
  ASSERT_TRUE(late.ok()) << late.status();
  const auto whole = Append(*mine, "a", *begin, "end");
  ASSERT_TRUE(whole.ok()) << whole.status();
  ASSERT_TRUE((*late)->Append("something else").ok());
  ASSERT_TRUE((*late)->Sync().ok());
  ASSERT_TRUE(mine->Finish("a", *whole, KeyOf("begin end")).ok());
  EXPECT_EQ(Stored(*mine, KeyOf("begin end")), "begin end");
  EXPECT_TRUE(place.Keys("uploads/").empty());
}

TEST(S3BlobStoreTest, StoresNothingWhoseDigestIsAnother) {
  Place place(S3Server::Shared().Options("test/digest"));
  auto store = place.Open();
  const auto progress = Append(*store, "a", {}, "these bytes");
  ASSERT_TRUE(progress.ok()) << progress.status();
  EXPECT_EQ(ReasonOf(store->Finish("a", *progress, KeyOf("other bytes"))),
            errors::v1::ERROR_REASON_DATA_CORRUPT);
  EXPECT_TRUE(place.Keys("blobs/").empty());
}

TEST(S3BlobStoreTest, ListsMoreThanAPage) {
  Place place(S3Server::Shared().Options("test/pages"));
  auto store = place.Open();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(Append(*store, std::to_string(i), {}, "x").ok());
  }
  EXPECT_EQ(place.Keys("uploads/").size(), 20u);
}

TEST(S3BlobStoreTest, SaysWhichFlagIsWrong) {
  S3Server& server = S3Server::Shared();
  Place missing(server.Options("not-there"));
  EXPECT_EQ(ReasonOf(missing.TryOpen().status()), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(missing.TryOpen().status().ToString(), HasSubstr("--attachments-store"));
  EXPECT_THAT(missing.TryOpen().status().ToString(), HasSubstr("NoSuchBucket"));

  const std::string keys = testing::TempDir() + "/wrong-keys";
  std::ofstream(keys) << "aws_access_key_id = test:tester\naws_secret_access_key = wrong\n";
  Place wrong(server.Options("test"));
  wrong.options().s3_credentials = keys;
  const absl::Status refused = wrong.TryOpen().status();
  EXPECT_EQ(ReasonOf(refused), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(refused.ToString(), HasSubstr("--s3-credentials"));
  EXPECT_THAT(refused.ToString(), HasSubstr("SignatureDoesNotMatch"));

  Place versioned(server.Options("versioned"));
  EXPECT_THAT(versioned.TryOpen().status().ToString(), HasSubstr("a bucket with versioning"));
}

TEST(S3BlobStoreTest, SaysWhenWhatIsErasedIsKept) {
  const environment::SystemClock clock;
  environment::SystemRandom random;
  S3Client client(*S3BucketOf(S3Server::Shared().Options("versioned")), clock, random);
  InMemory bytes("bytes");
  ASSERT_TRUE(client.Put("anything", bytes, Sha256("bytes")).ok());
  EXPECT_EQ(ReasonOf(client.Delete("anything")), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

TEST(S3BlobStoreTest, SpeaksTlsToWhomItsAuthoritiesVouchFor) {
  S3Server server(S3Server::Door::kTls);
  Place place(server.Options("test/tls"));
  auto store = place.Open();
  const auto progress = Append(*store, "a", {}, "secret");
  ASSERT_TRUE(progress.ok()) << progress.status();
  ASSERT_TRUE(store->Finish("a", *progress, KeyOf("secret")).ok());
  EXPECT_EQ(Stored(*store, KeyOf("secret")), "secret");

  place.options().s3_ca = "";
  auto careful = place.TryOpen();  // as if it were away
  ASSERT_TRUE(careful.ok()) << careful.status();
  const absl::Status refused = (*careful)->Read(KeyOf("secret")).status();
  EXPECT_EQ(ReasonOf(refused), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  EXPECT_THAT(refused.ToString(), HasSubstr("certificate"));
}

TEST(S3BlobStoreTest, StartsWhileTheStoreIsAwayAndWorksOnceItIsThere) {
  S3Server server;
  Place place(server.Options("test/away"));
  server.Kill();
  auto store = place.Open();
  EXPECT_EQ(ReasonOf(Append(*store, "a", {}, "bytes").status()),
            errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  EXPECT_EQ(ReasonOf(store->Erase(KeyOf("bytes"))), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  EXPECT_EQ(ReasonOf(store->Sweep(absl::Now()).status()),
            errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  server.Start();
  EXPECT_TRUE(Append(*store, "a", {}, "bytes").ok());
}

// The server dies at any point of an upload and of its end: what was synced is there, and the rest
// can be sent.
TEST(S3BlobStoreTest, UploadsGoOnAfterTheServerWasKilled) {
  S3Server server;
  Place place(server.Options("test/killed"));
  auto store = place.Open();
  std::mt19937 random(2012);
  const std::string bytes = Bytes(9 * kMebibyte);
  UploadProgress progress;
  bool finished = false;
  int failures = 0;
  for (int round = 0; round < 4 || !finished; ++round) {
    ASSERT_LT(round, 10);
    std::thread killer([&, wait = absl::Milliseconds(50 + random() % 600)] {
      if (round >= 4) return;
      absl::SleepFor(wait);
      server.Kill();
    });
    absl::Status status;
    while (status.ok() && !finished) {
      const size_t at = static_cast<size_t>(progress.size);
      if (at == bytes.size()) {
        status = store->Finish("a", progress, KeyOf(bytes));
        finished = status.ok();
        continue;
      }
      const auto next = Append(*store, "a", progress, std::string_view(bytes).substr(at, 600'000));
      status = next.status();
      if (next.ok()) progress = *next;
    }
    killer.join();
    if (!status.ok()) {
      ++failures;
      EXPECT_EQ(ReasonOf(status), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE) << status;
    }
    if (round < 4) server.Start();
  }
  EXPECT_GT(failures, 0);
  EXPECT_TRUE(Stored(*store, KeyOf(bytes)) == bytes);
  ASSERT_TRUE(store->Finish("a", progress, KeyOf(bytes)).ok());
  EXPECT_TRUE(place.Keys("uploads/").empty());
}

}  // namespace
}  // namespace peerchallenge::evidence
