#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "services/evidence/attachments/blob_store.h"

namespace peerchallenge::evidence {

// Blobs as files below one folder: "uploads/{id}" while they grow, then
// "blobs/{SHA-256 of the review's name}/{first two digits}/{SHA-256}". A file is written and synced
// under its first name, then renamed, then its folder is synced. Writers lock their file (flock),
// so processes that share the folder take turns. Files are for their owner only.
class FileBlobStore final : public BlobStore {
 public:
  // Makes the folder. FIELD_INVALID on `field` when that cannot be done.
  static absl::StatusOr<std::unique_ptr<FileBlobStore>> Open(const std::string& field,
                                                             const std::filesystem::path& folder);

  // Where a content and an upload are, below the folder.
  static std::filesystem::path PlaceOf(const BlobKey& key);
  static std::filesystem::path UploadPlaceOf(const std::string& id);

  absl::StatusOr<std::unique_ptr<BlobWriter>> Open(const std::string& id,
                                                   const UploadProgress& progress) override;
  absl::Status Finish(const std::string& id, const UploadProgress& progress,
                      const BlobKey& key) override;
  absl::Status Abandon(const std::string& id, const UploadProgress& progress) override;
  absl::StatusOr<std::unique_ptr<BlobReader>> Read(const BlobKey& key) override;
  absl::Status Erase(const BlobKey& key) override;
  absl::StatusOr<int64_t> Sweep(absl::Time before) override;
  absl::StatusOr<int64_t> FreeBytes() override;

 private:
  explicit FileBlobStore(std::filesystem::path folder)
      : folder_(std::move(folder)), uploads_(folder_ / kUploads), blobs_(folder_ / kBlobs) {}

  static constexpr char kUploads[] = "uploads";
  static constexpr char kBlobs[] = "blobs";

  std::filesystem::path UploadPath(const std::string& id) const;
  std::filesystem::path BlobPath(const BlobKey& key) const;

  const std::filesystem::path folder_;
  const std::filesystem::path uploads_;
  const std::filesystem::path blobs_;
};

}  // namespace peerchallenge::evidence
