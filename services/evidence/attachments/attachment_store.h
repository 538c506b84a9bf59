#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/resources/resource_table.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "peerchallenge/evidence/v1/attachment.pb.h"
#include "services/evidence/attachments/blob_store.h"
#include "services/evidence/attachments/resumable_sha256.h"

namespace peerchallenge::evidence {

// How far an upload is (table uploads).
struct Upload {
  std::string name;  // the attachment's
  std::string blob;  // its id in the blob store
  UploadProgress progress;
  ResumableSha256 digest;      // of the bytes of `progress`
  std::optional<Hash> sha256;  // once all bytes are there and right
  absl::Time update_time;
};

// One without a byte.
Upload EmptyUpload(const std::string& name, const std::string& blob, absl::Time now);

// What is kept of attachments. All functions belong to a transaction of the service's database.
class AttachmentStore {
 public:
  // Both outlive the store.
  AttachmentStore(const environment::Clock& clock, const storage::Sealer& sealer);

  const resources::ResourceTable<v1::Attachment> attachments;

  // Nothing when there is no such upload. DATA_CORRUPT for a row that this class did not write.
  absl::StatusOr<std::optional<Upload>> FindUpload(storage::Transaction& tx,
                                                   const std::string& name) const;
  absl::Status InsertUpload(storage::Transaction& tx, const Upload& upload) const;
  // Replaces what is known of upload.name, if that is still `known`'s blob and progress; whether it
  // is. So of writers that go on from the same progress one does.
  absl::StatusOr<bool> UpdateUpload(storage::Transaction& tx, const Upload& known,
                                    const Upload& upload) const;
  // Whether it was there.
  absl::StatusOr<bool> DeleteUpload(storage::Transaction& tx, const std::string& name) const;
  // Uploads to which nothing was added since `before`, and those whose bytes are all there; at most
  // `most` of each.
  absl::StatusOr<std::vector<Upload>> StaleUploads(storage::Transaction& tx, absl::Time before,
                                                   int most) const;
  absl::StatusOr<std::vector<Upload>> CompleteUploads(storage::Transaction& tx, int most) const;

  // The bytes that a review's attachments and uploads have or will have; disposed ones have none.
  absl::StatusOr<int64_t> BytesOf(storage::Transaction& tx, const std::string& review) const;

  // Whether an attachment of the review refers to this content, or an upload is about to.
  absl::StatusOr<bool> IsReferred(storage::Transaction& tx, const BlobKey& key) const;
  // Notes that a content is to be destroyed unless something refers to it by then.
  absl::Status AddErasure(storage::Transaction& tx, const BlobKey& key) const;
  absl::StatusOr<std::vector<BlobKey>> Erasures(storage::Transaction& tx, int most) const;
  // Begins to destroy it; false where another process has begun since `before`.
  absl::StatusOr<bool> ClaimErasure(storage::Transaction& tx, const BlobKey& key, absl::Time before,
                                    absl::Time now) const;
  absl::Status DeleteErasure(storage::Transaction& tx, const BlobKey& key) const;
  // Takes the note back, for a content that is about to be referred to. False where a process is
  // destroying it at the moment.
  absl::StatusOr<bool> CancelErasure(storage::Transaction& tx, const BlobKey& key) const;
};

}  // namespace peerchallenge::evidence
