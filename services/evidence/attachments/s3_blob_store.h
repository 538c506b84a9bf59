#pragma once

#include <memory>
#include <string>

#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "services/evidence/attachments/blob_store.h"
#include "services/evidence/attachments/s3_client.h"
#include "services/evidence/attachments/upload_pieces.h"

namespace peerchallenge::evidence {

// Blobs as objects of an S3-compatible store, contents under the names that FileBlobStore gives to
// files. No object ever changes: an upload is pieces "uploads/{id}/{random}", of which its state
// names those that count, in their order. So what a process that dies or is overtaken leaves behind
// is never taken for bytes of the upload; it goes with the upload. Finished, the pieces are stored
// as one content by one PUT, which is whole or not there. Writers of several processes may be at an
// upload at once: theirs counts whose progress the caller keeps.
class S3BlobStore final : public BlobStore {
 public:
  // `clock`, `random` and `log` outlive it. FIELD_INVALID that names the flag, also when the store
  // refuses; a store that is away may come later.
  static absl::StatusOr<std::unique_ptr<S3BlobStore>> Open(const S3Options& options,
                                                           const environment::Clock& clock,
                                                           environment::RandomSource& random,
                                                           observability::Log& log);

  absl::StatusOr<std::unique_ptr<BlobWriter>> Open(const std::string& id,
                                                   const UploadProgress& progress) override;
  absl::Status Finish(const std::string& id, const UploadProgress& progress,
                      const BlobKey& key) override;
  absl::Status Abandon(const std::string& id, const UploadProgress& progress) override;
  absl::StatusOr<std::unique_ptr<BlobReader>> Read(const BlobKey& key) override;
  absl::Status Erase(const BlobKey& key) override;
  absl::StatusOr<int64_t> Sweep(absl::Time before) override;
  // As much as one likes: the quotas of a store are its own.
  absl::StatusOr<int64_t> FreeBytes() override;

 private:
  class OpenIds;

  S3BlobStore(std::unique_ptr<S3Client> client, environment::RandomSource& random);

  absl::StatusOr<bool> HasContent(const std::string& place, int64_t size);
  absl::Status Remove(const std::string& folder, const UploadPieces& pieces);

  const std::shared_ptr<S3Client> client_;
  environment::RandomSource& random_;
  const std::shared_ptr<OpenIds> open_;
};

}  // namespace peerchallenge::evidence
