#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>

#include "services/evidence/attachments/blob_store.h"

namespace peerchallenge::evidence {

// The stores of blobs that the conformance tests run on.
enum class BlobBackend { kFiles };
inline constexpr BlobBackend kBlobBackends[] = {BlobBackend::kFiles};
inline void PrintTo(BlobBackend, std::ostream* out) { *out << "Files"; }

// A new, empty store of blobs of a test.
class FreshBlobs {
 public:
  explicit FreshBlobs(BlobBackend backend = BlobBackend::kFiles);
  ~FreshBlobs();
  FreshBlobs(const FreshBlobs&) = delete;
  FreshBlobs& operator=(const FreshBlobs&) = delete;

  BlobStore& store() { return *store_; }
  const std::filesystem::path& folder() const { return folder_; }
  // Opens it anew, as another process would.
  void Restart();
  // How many contents it holds.
  int Contents() const;
  // How many uploads it holds.
  int Uploads() const;
  // The bytes of all uploads, safe or not.
  int64_t UploadedBytes() const;
  // Lets an upload look as if nothing had been added to it for a day.
  void MakeOld(const std::string& id);

 private:
  std::filesystem::path folder_;
  std::unique_ptr<BlobStore> store_;
};

}  // namespace peerchallenge::evidence
