#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/environment/mutex.h"
#include "common/rpc/call.h"
#include "services/evidence/attachments/attachment_context.h"

// Bytes that come, from wherever they begin, until they are all there.
namespace peerchallenge::evidence {

class UploadSession;

// What the sessions of one upload share. Its lock is held over writes and commits: it is what makes
// them come one after the other, and nobody else waits for it.
struct GrowingUpload {
  environment::Mutex mutex;
  const UploadSession* owner ABSL_GUARDED_BY(mutex) = nullptr;
  std::unique_ptr<BlobWriter> writer ABSL_GUARDED_BY(mutex);  // null: to be opened (again)
  Upload stored ABSL_GUARDED_BY(mutex);                       // as in the table
  int64_t received ABSL_GUARDED_BY(mutex) = 0;                // bytes, safe or not
  ResumableSha256 digest ABSL_GUARDED_BY(mutex);              // of these
};

// The uploads of this process to which bytes are coming. Thread-safe.
class Uploads {
 public:
  // `context` outlives it, and it outlives its sessions.
  explicit Uploads(const AttachmentContext& context) : context_(context) {}

  // Begins to add bytes to an attachment from `offset` on. A session that was at it before ends:
  // who comes last goes on. `sha256`: of the whole, 32 bytes, or empty. `call` outlives the
  // session. Errors: as UploadAttachment.
  absl::StatusOr<std::unique_ptr<UploadSession>> Open(const rpc::Call& call,
                                                      const std::string& name, int64_t offset,
                                                      const std::string& sha256);

 private:
  friend class UploadSession;

  std::shared_ptr<GrowingUpload> Join(const std::string& name);
  void Leave(const std::string& name, std::shared_ptr<GrowingUpload> growing);

  const AttachmentContext& context_;
  environment::Mutex mutex_;
  std::map<std::string, std::weak_ptr<GrowingUpload>> growing_ ABSL_GUARDED_BY(mutex_);
};

// One call's part in an upload. Used by one thread at a time.
class UploadSession {
 public:
  UploadSession(const UploadSession&) = delete;
  UploadSession& operator=(const UploadSession&) = delete;
  // Makes safe what has come, where that is still possible.
  ~UploadSession();

  // Adds the next bytes, 1 byte to 1 MiB; those that are there already are passed over. At most
  // AttachmentOptions::commit_bytes are not safe yet.
  absl::Status Append(std::string_view bytes);
  // Sets the SHA-256 of the whole, where it is not known yet.
  absl::Status SetDigest(const std::string& sha256);
  // Makes safe what has come; with the last byte checks it and completes the attachment. Gives the
  // attachment as its author is shown it.
  absl::StatusOr<v1::Attachment> Finish();

 private:
  friend class Uploads;
  UploadSession(Uploads& uploads, const rpc::Call& call, v1::Attachment attachment,
                std::string person)
      : uploads_(uploads),
        context_(uploads.context_),
        call_(call),
        attachment_(std::move(attachment)),
        person_(std::move(person)) {}

  absl::Status Begin(int64_t offset, const std::string& blob);
  absl::Status CheckRoom(int64_t bytes) const;
  absl::Status CheckKind(std::string_view bytes) const;
  absl::Status Load(GrowingUpload& growing) ABSL_EXCLUSIVE_LOCKS_REQUIRED(growing.mutex);
  absl::StatusOr<Upload> Stored() const;
  absl::Status Write(GrowingUpload& growing, std::string_view bytes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(growing.mutex);
  absl::Status Commit(GrowingUpload& growing, std::optional<Hash> sha256, absl::Time deadline)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(growing.mutex);
  absl::Status StartAgain(GrowingUpload& growing) ABSL_EXCLUSIVE_LOCKS_REQUIRED(growing.mutex);
  absl::StatusOr<Upload> Check(GrowingUpload& growing) ABSL_EXCLUSIVE_LOCKS_REQUIRED(growing.mutex);
  absl::StatusOr<v1::Attachment> Settle();
  v1::Attachment ShownToAuthor(const std::optional<Upload>& upload) const;

  Uploads& uploads_;
  const AttachmentContext& context_;
  const rpc::Call& call_;
  v1::Attachment attachment_;  // as it was when the session began
  const std::string person_;
  std::string sha256_;                      // of the whole; empty: not known yet
  int64_t position_ = 0;                    // of the next byte that comes
  std::shared_ptr<GrowingUpload> growing_;  // null: all bytes are there already
};

}  // namespace peerchallenge::evidence
