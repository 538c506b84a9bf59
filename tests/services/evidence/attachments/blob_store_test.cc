#include "services/evidence/attachments/blob_store.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/evidence/attachments/blob_samples.h"
#include "tests/services/evidence/attachments/fresh_blobs.h"

// What every store of blobs does.
namespace peerchallenge::evidence {
namespace {

constexpr char kOtherReview[] = "regions/em/reviews/der-2012";

class BlobStoreTest : public testing::TestWithParam<BlobBackend> {
 protected:
  BlobStore& store() { return fresh_.store(); }

  // Appends and syncs.
  UploadProgress Append(const std::string& id, const UploadProgress& from, std::string_view bytes) {
    auto writer = store().Open(id, from);
    EXPECT_TRUE(writer.ok()) << writer.status();
    if (!writer.ok()) return {};
    EXPECT_TRUE((*writer)->Append(bytes).ok());
    auto progress = (*writer)->Sync();
    EXPECT_TRUE(progress.ok()) << progress.status();
    return progress.ok() ? *progress : UploadProgress();
  }
  void Put(const std::string& id, const std::string& bytes, const BlobKey& key) {
    const absl::Status status = store().Finish(id, Append(id, {}, bytes), key);
    EXPECT_TRUE(status.ok()) << status;
  }
  std::string Stored(const BlobKey& key) {
    auto reader = store().Read(key);
    if (!reader.ok()) return "";
    auto bytes = (*reader)->Read(0, static_cast<size_t>((*reader)->size()));
    return bytes.ok() ? *bytes : "";
  }
  errors::ErrorReason ReasonOfRead(const BlobKey& key) {
    return errors::ReasonOf(store().Read(key).status());
  }

  FreshBlobs fresh_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Backends, BlobStoreTest, testing::ValuesIn(kBlobBackends),
                         testing::PrintToStringParamName());

TEST_P(BlobStoreTest, GivesBackWhatWasUploaded) {
  const std::string bytes = Bytes(300'000);
  Put("a", bytes, KeyOf(bytes));
  auto reader = store().Read(KeyOf(bytes));
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ((*reader)->size(), 300'000);
  EXPECT_EQ(Stored(KeyOf(bytes)), bytes);
}

TEST_P(BlobStoreTest, ReadsAnyRange) {
  const std::string bytes = Bytes(10'000);
  Put("a", bytes, KeyOf(bytes));
  auto reader = store().Read(KeyOf(bytes));
  ASSERT_TRUE(reader.ok()) << reader.status();
  for (const auto& [offset, most] :
       std::initializer_list<std::pair<size_t, size_t>>{{0, 1},
                                                        {0, 10'000},
                                                        {1, 9'999},
                                                        {5'000, 100},
                                                        {9'999, 1},
                                                        {9'000, 100'000},
                                                        {10'000, 5},
                                                        {20'000, 5}}) {
    auto range = (*reader)->Read(static_cast<int64_t>(offset), most);
    ASSERT_TRUE(range.ok()) << range.status();
    EXPECT_EQ(*range, offset > bytes.size() ? "" : bytes.substr(offset, most))
        << offset << "+" << most;
  }
}

TEST_P(BlobStoreTest, HasNoContentBeforeItIsFinished) {
  const std::string bytes = Bytes(1000);
  const UploadProgress progress = Append("a", {}, bytes);
  EXPECT_EQ(progress.size, 1000);
  EXPECT_EQ(ReasonOfRead(KeyOf(bytes)), errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(store().Finish("a", progress, KeyOf(bytes)).ok());
  EXPECT_EQ(Stored(KeyOf(bytes)), bytes);
}

TEST_P(BlobStoreTest, GoesOnFromWhatWasSyncedAlsoAfterARestart) {
  const std::string bytes = Bytes(1'000'000);
  UploadProgress progress;
  for (size_t at = 0; at < bytes.size(); at += 130'000) {
    progress = Append("a", progress, std::string_view(bytes).substr(at, 130'000));
    fresh_.Restart();
  }
  EXPECT_EQ(progress.size, 1'000'000);
  ASSERT_TRUE(store().Finish("a", progress, KeyOf(bytes)).ok());
  EXPECT_EQ(Stored(KeyOf(bytes)), bytes);
}

TEST_P(BlobStoreTest, ForgetsWhatWasNotSynced) {
  const std::string bytes = Bytes(2000);
  const UploadProgress progress = Append("a", {}, std::string_view(bytes).substr(0, 1000));
  {
    auto writer = store().Open("a", progress);
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->Append("something else").ok());
  }
  const UploadProgress whole = Append("a", progress, std::string_view(bytes).substr(1000));
  EXPECT_EQ(whole.size, 2000);
  ASSERT_TRUE(store().Finish("a", whole, KeyOf(bytes)).ok());
  EXPECT_EQ(Stored(KeyOf(bytes)), bytes);
}

TEST_P(BlobStoreTest, BeginsAnewFromNothing) {
  Append("a", {}, "first try");
  Put("a", "second", KeyOf("second"));
  EXPECT_EQ(Stored(KeyOf("second")), "second");
}

TEST_P(BlobStoreTest, StoresOnceWhatIsUploadedTwice) {
  const std::string bytes = Bytes(1000);
  Put("a", bytes, KeyOf(bytes));
  auto reader = store().Read(KeyOf(bytes));
  Put("b", bytes, KeyOf(bytes));
  EXPECT_EQ(*(*reader)->Read(0, 1000), bytes);
  EXPECT_EQ(Stored(KeyOf(bytes)), bytes);
  EXPECT_EQ(fresh_.Contents(), 1);
  ASSERT_TRUE(store().Erase(KeyOf(bytes)).ok());
  EXPECT_EQ(ReasonOfRead(KeyOf(bytes)), errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_P(BlobStoreTest, KeepsReviewsApart) {
  const std::string bytes = Bytes(1000);
  Put("a", bytes, KeyOf(bytes));
  EXPECT_EQ(ReasonOfRead(KeyOf(bytes, kOtherReview)), errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  Put("b", bytes, KeyOf(bytes, kOtherReview));
  ASSERT_TRUE(store().Erase(KeyOf(bytes)).ok());
  EXPECT_EQ(Stored(KeyOf(bytes, kOtherReview)), bytes);
}

TEST_P(BlobStoreTest, DoesEachStepAgainWithoutHarm) {
  const std::string bytes = Bytes(1000);
  const UploadProgress progress = Append("a", {}, bytes);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(store().Finish("a", progress, KeyOf(bytes)).ok());
  EXPECT_EQ(Stored(KeyOf(bytes)), bytes);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(store().Erase(KeyOf(bytes)).ok());
  const UploadProgress other = Append("b", {}, bytes);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(store().Abandon("b", other).ok());
}

TEST_P(BlobStoreTest, SaysWhenSafeBytesAreMissing) {
  const std::string bytes = Bytes(1000);
  const UploadProgress progress = Append("a", {}, bytes);
  ASSERT_TRUE(store().Abandon("a", progress).ok());
  EXPECT_EQ(errors::ReasonOf(store().Open("a", progress).status()),
            errors::v1::ERROR_REASON_DATA_CORRUPT);
  EXPECT_EQ(errors::ReasonOf(store().Finish("a", progress, KeyOf(bytes))),
            errors::v1::ERROR_REASON_DATA_CORRUPT);
}

TEST_P(BlobStoreTest, SweepsUploadsThatAreOldAndNoOthers) {
  const UploadProgress left = Append("a", {}, "left");
  const absl::Time before = fresh_.LetTimePass();
  const UploadProgress fresh = Append("b", {}, "fresh");
  const std::string bytes = Bytes(100);
  Put("c", bytes, KeyOf(bytes));
  auto swept = store().Sweep(before);
  ASSERT_TRUE(swept.ok()) << swept.status();
  EXPECT_EQ(*swept, 1);
  EXPECT_FALSE(store().Open("a", left).ok());
  EXPECT_TRUE(store().Open("b", fresh).ok());
  EXPECT_EQ(Stored(KeyOf(bytes)), bytes);
}

TEST_P(BlobStoreTest, LetsOneWriteAtATime) {
  auto first = store().Open("a", {});
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(errors::ReasonOf(store().Open("a", {}).status()), errors::v1::ERROR_REASON_OVERLOADED);
  first->reset();
  EXPECT_TRUE(store().Open("a", {}).ok());
}

TEST_P(BlobStoreTest, TellsTheRoomThatThereIs) {
  auto free = store().FreeBytes();
  ASSERT_TRUE(free.ok()) << free.status();
  EXPECT_GT(*free, 0);
}

}  // namespace
}  // namespace peerchallenge::evidence
