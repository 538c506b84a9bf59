#include "tests/services/evidence/attachments/fresh_blobs.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/evidence/attachments/file_blob_store.h"
#include "services/evidence/attachments/s3_blob_store.h"
#include "tests/services/evidence/attachments/s3_server.h"

namespace peerchallenge::evidence {
namespace {

namespace fs = std::filesystem;

std::vector<S3Object> FilesBelow(const fs::path& folder) {
  std::vector<S3Object> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files.push_back({.key = fs::relative(entry.path(), folder.parent_path()).string(),
                     .size = static_cast<int64_t>(entry.file_size())});
  }
  return files;
}

std::vector<S3Object> ObjectsBelow(const S3Options& options, const std::string& prefix,
                                   const environment::Clock& clock,
                                   environment::RandomSource& random) {
  std::vector<S3Object> objects;
  S3Client client(*S3BucketOf(options), clock, random);
  const absl::Status status = client.List(prefix, [&objects](const S3Object& object) {
    objects.push_back(object);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return objects;
}

}  // namespace

FreshBlobs::FreshBlobs(BlobBackend backend) : backend_(backend) {
  if (backend == BlobBackend::kS3) {
    static std::atomic<int> number = 0;
    s3_ = S3Server::Shared().Options(absl::StrCat("test/", ++number));
  } else {
    std::string pattern = (fs::temp_directory_path() / "pc-blobs-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  Restart();
}

FreshBlobs::~FreshBlobs() {
  store_.reset();
  if (!folder_.empty()) fs::remove_all(folder_);
}

void FreshBlobs::Restart() {
  absl::StatusOr<std::unique_ptr<BlobStore>> store;
  if (backend_ == BlobBackend::kS3) {
    store = S3BlobStore::Open(s3_, clock_, random_, observability::NoLog());
  } else {
    store = FileBlobStore::Open("--data-dir", folder_);
  }
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
}

std::vector<S3Object> FreshBlobs::Below(const char* place) const {
  if (backend_ == BlobBackend::kFiles) return FilesBelow(folder_ / place);
  return ObjectsBelow(s3_, absl::StrCat(place, "/"), clock_, random_);
}

int FreshBlobs::Contents() const { return static_cast<int>(Below("blobs").size()); }

int FreshBlobs::Uploads() const {
  std::set<std::string> ids;
  for (const S3Object& object : Below("uploads")) {
    const size_t begin = object.key.find('/') + 1;
    ids.insert(object.key.substr(begin, object.key.find('/', begin) - begin));
  }
  return static_cast<int>(ids.size());
}

int64_t FreshBlobs::UploadedBytes() const {
  int64_t bytes = 0;
  for (const S3Object& object : Below("uploads")) bytes += object.size;
  return bytes;
}

absl::Time FreshBlobs::LetTimePass() {
  if (backend_ == BlobBackend::kS3) {
    // The store counts in whole seconds, and up.
    absl::SleepFor(absl::Milliseconds(2'100));
    return absl::Now() - absl::Seconds(1);
  }
  for (const auto& entry : fs::directory_iterator(folder_ / "uploads")) {
    fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(24));
  }
  return absl::Now() - absl::Hours(1);
}

}  // namespace peerchallenge::evidence
