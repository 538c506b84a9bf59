#include "tests/services/evidence/attachments/fresh_blobs.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>

#include "services/evidence/attachments/file_blob_store.h"

namespace peerchallenge::evidence {
namespace {

namespace fs = std::filesystem;

int FilesBelow(const fs::path& folder) {
  return static_cast<int>(std::count_if(fs::recursive_directory_iterator(folder),
                                        fs::recursive_directory_iterator(),
                                        [](const auto& entry) { return entry.is_regular_file(); }));
}

}  // namespace

FreshBlobs::FreshBlobs(BlobBackend) {
  std::string pattern = (fs::temp_directory_path() / "pc-blobs-XXXXXX").string();
  EXPECT_NE(mkdtemp(pattern.data()), nullptr);
  folder_ = pattern;
  Restart();
}

FreshBlobs::~FreshBlobs() {
  store_.reset();
  fs::remove_all(folder_);
}

void FreshBlobs::Restart() {
  auto store = FileBlobStore::Open("--attachments-dir", folder_);
  EXPECT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
}

int FreshBlobs::Contents() const { return FilesBelow(folder_ / "blobs"); }
int FreshBlobs::Uploads() const { return FilesBelow(folder_ / "uploads"); }

int64_t FreshBlobs::UploadedBytes() const {
  int64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "uploads")) {
    bytes += static_cast<int64_t>(entry.file_size());
  }
  return bytes;
}

void FreshBlobs::MakeOld(const std::string& id) {
  fs::last_write_time(folder_ / "uploads" / id,
                      fs::file_time_type::clock::now() - std::chrono::hours(24));
}

}  // namespace peerchallenge::evidence
