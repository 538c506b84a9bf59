#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "services/evidence/attachments/blob_store.h"
#include "services/evidence/attachments/s3_bucket.h"
#include "services/evidence/attachments/s3_client.h"

namespace peerchallenge::evidence {

// The stores of blobs that the conformance tests run on.
enum class BlobBackend { kFiles, kS3 };
inline constexpr BlobBackend kBlobBackends[] = {BlobBackend::kFiles, BlobBackend::kS3};
inline void PrintTo(BlobBackend backend, std::ostream* out) {
  *out << (backend == BlobBackend::kFiles ? "Files" : "S3");
}

// A new, empty store of blobs of a test: a folder, or a prefix of a bucket of S3Server::Shared().
class FreshBlobs {
 public:
  explicit FreshBlobs(BlobBackend backend = BlobBackend::kFiles);
  ~FreshBlobs();
  FreshBlobs(const FreshBlobs&) = delete;
  FreshBlobs& operator=(const FreshBlobs&) = delete;

  BlobStore& store() { return *store_; }
  // Of files only.
  const std::filesystem::path& folder() const { return folder_; }
  // Opens it anew, as another process would.
  void Restart();
  // How many contents it holds.
  int Contents() const;
  // How many uploads it holds.
  int Uploads() const;
  // The bytes of all uploads that are in the store, safe or not.
  int64_t UploadedBytes() const;
  // Gives a time after all that was added to uploads until now, and before all that will be.
  absl::Time LetTimePass();

 private:
  // What is in the store below "blobs" or "uploads".
  std::vector<S3Object> Below(const char* place) const;

  const BlobBackend backend_;
  std::filesystem::path folder_;
  S3Options s3_;
  environment::SystemClock clock_;
  mutable environment::SystemRandom random_;
  std::unique_ptr<BlobStore> store_;
};

}  // namespace peerchallenge::evidence
