#include "services/evidence/attachments/uploads.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/evidence/attachments/attachment_sight.h"
#include "services/evidence/attachments/completion.h"

namespace peerchallenge::evidence {
namespace {

using environment::MutexLock;
using storage::Transaction;

constexpr size_t kMostPieceBytes = 1 << 20;
// Fewer bytes tell too little of what the whole is.
constexpr size_t kTellingBytes = 4096;
// For what a call leaves behind when it ends before its time.
constexpr absl::Duration kLastCommit = absl::Seconds(10);
constexpr absl::Duration kErasureRetry = absl::Seconds(1);

absl::Status OffsetMismatch(int64_t offset, int64_t committed) {
  return errors::Make(errors::v1::ERROR_REASON_OFFSET_MISMATCH,
                      absl::StrCat("bytes came for place ", offset, ", wanted at most ", committed),
                      {{"committed_size", absl::StrCat(committed)}});
}

absl::Status NoUpload(const v1::Attachment& attachment) {
  return errors::WrongState(attachment.name(), v1::Attachment::State_Name(attachment.state()),
                            "UPLOADING");
}

}  // namespace

std::shared_ptr<GrowingUpload> Uploads::Join(const std::string& name) {
  const MutexLock lock(mutex_);
  std::weak_ptr<GrowingUpload>& entry = growing_[name];
  std::shared_ptr<GrowingUpload> growing = entry.lock();
  if (growing == nullptr) entry = growing = std::make_shared<GrowingUpload>();
  return growing;
}

void Uploads::Leave(const std::string& name, std::shared_ptr<GrowingUpload> growing) {
  const MutexLock lock(mutex_);
  growing.reset();
  const auto entry = growing_.find(name);
  if (entry != growing_.end() && entry->second.expired()) growing_.erase(entry);
}

absl::StatusOr<std::unique_ptr<UploadSession>> Uploads::Open(const rpc::Call& call,
                                                             const std::string& name,
                                                             int64_t offset,
                                                             const std::string& sha256) {
  if (offset < 0) return errors::InvalidField("offset", absl::StrCat(offset), "0 or more");
  absl::StatusOr<Seen> seen;
  absl::Status status = context_.database.Read(call.deadline, [&](Transaction& tx) {
    seen = Find(tx, context_, call, name);
    return seen.status();
  });
  if (!status.ok()) return status;
  const v1::Attachment& attachment = seen->attachment;
  if (attachment.author() != seen->standing.person) return errors::NotFound(name);
  if (attachment.state() == v1::Attachment::STATE_WITHDRAWN ||
      attachment.state() == v1::Attachment::STATE_DISPOSED) {
    return NoUpload(attachment);
  }
  std::unique_ptr<UploadSession> session(
      new UploadSession(*this, call, attachment, seen->standing.person));
  session->sha256_ = attachment.sha256();
  if (status = session->SetDigest(sha256); !status.ok()) return status;
  session->position_ = offset;
  if (seen->upload && !seen->upload->sha256) {
    session->growing_ = Join(name);
    status = session->Begin(offset, seen->upload->blob);
  } else if (offset > attachment.size()) {
    status = OffsetMismatch(offset, attachment.size());
  }
  if (!status.ok()) return status;
  return session;
}

UploadSession::~UploadSession() {
  if (growing_ == nullptr) return;
  {
    const MutexLock lock(growing_->mutex);
    if (growing_->owner == this && growing_->writer != nullptr &&
        growing_->received > growing_->stored.progress.size) {
      const absl::Status status = Commit(*growing_, std::nullopt, absl::Now() + kLastCommit);
      if (!status.ok()) {
        context_.log.Warning("upload_cut_off", {{"attachment", attachment_.name()},
                                                {"error", std::string(status.message())}});
      }
    }
    if (growing_->owner == this) growing_->owner = nullptr;
  }
  uploads_.Leave(attachment_.name(), std::move(growing_));
}

absl::Status UploadSession::Begin(int64_t offset, const std::string& blob) {
  GrowingUpload& growing = *growing_;
  const MutexLock lock(growing.mutex);
  growing.owner = this;
  if (growing.stored.blob != blob)
    growing.writer.reset();  // of an upload that was begun anew since
  // Otherwise a session of this process has been at it.
  absl::Status status =
      growing.writer == nullptr ? Load(growing) : Commit(growing, std::nullopt, call_.deadline);
  if (!status.ok()) return status;
  if (offset > growing.received) return OffsetMismatch(offset, growing.received);
  return CheckRoom(attachment_.size() - growing.received);
}

absl::Status UploadSession::CheckRoom(int64_t bytes) const {
  const absl::StatusOr<int64_t> free = context_.blobs.FreeBytes();
  if (!free.ok()) return free.status();
  if (*free - bytes >= context_.options.reserved_disk_bytes) return absl::OkStatus();
  return errors::QuotaExceeded("disk", "the disk for attachments is nearly full");
}

// The upload as it is in the table, to go on from.
absl::StatusOr<Upload> UploadSession::Stored() const {
  absl::StatusOr<std::optional<Upload>> upload;
  absl::Status status = context_.database.Read(call_.deadline, [&](Transaction& tx) {
    upload = context_.store.FindUpload(tx, attachment_.name());
    return upload.status();
  });
  if (!status.ok()) return status;
  // Another session has brought all bytes since this one was opened.
  if (!*upload) return OffsetMismatch(position_, attachment_.size());
  if ((*upload)->sha256) return OffsetMismatch(position_, (*upload)->progress.size);
  return **std::move(upload);
}

absl::Status UploadSession::Load(GrowingUpload& growing) {
  absl::StatusOr<Upload> upload = Stored();
  if (!upload.ok()) return upload.status();
  auto writer = context_.blobs.Open(upload->blob, upload->progress);
  if (absl::IsDataLoss(writer.status())) {
    // Another process may have gone on since, and what it replaced is gone.
    const absl::StatusOr<Upload> now = Stored();
    if (!now.ok()) return now.status();
    if (now->progress != upload->progress) return OffsetMismatch(position_, now->progress.size);
  }
  if (!writer.ok()) return writer.status();
  growing.writer = *std::move(writer);
  growing.stored = *std::move(upload);
  growing.received = growing.stored.progress.size;
  growing.digest = growing.stored.digest;
  return absl::OkStatus();
}

absl::Status UploadSession::SetDigest(const std::string& sha256) {
  if (sha256.empty()) return absl::OkStatus();
  if (!HashFrom(sha256)) {
    return errors::InvalidField("sha256", absl::StrCat(sha256.size(), " bytes"), "32 bytes");
  }
  if (!sha256_.empty() && sha256_ != sha256) {
    return errors::InvalidField("sha256", "another one than before", "the attachment's");
  }
  sha256_ = sha256;
  return absl::OkStatus();
}

absl::Status UploadSession::Append(std::string_view bytes) {
  if (bytes.empty()) return errors::InvalidField("data", "0 bytes", "1 byte to 1 MiB");
  if (bytes.size() > kMostPieceBytes) {
    return errors::Make(errors::v1::ERROR_REASON_REQUEST_TOO_LARGE,
                        absl::StrCat("data has ", bytes.size(), " bytes, wanted at most 1 MiB"),
                        {{"limit_bytes", absl::StrCat(kMostPieceBytes)},
                         {"actual_bytes", absl::StrCat(bytes.size())}});
  }
  const auto size = static_cast<int64_t>(bytes.size());
  if (size > attachment_.size() - position_) {
    return errors::InvalidField(
        "data", absl::StrCat("bytes up to place ", position_ + size),
        absl::StrCat("at most the ", attachment_.size(), " bytes that the attachment has"));
  }
  const int64_t begin = std::exchange(position_, position_ + size);
  if (growing_ == nullptr) return absl::OkStatus();
  GrowingUpload& growing = *growing_;
  const MutexLock lock(growing.mutex);
  if (growing.owner != this || growing.writer == nullptr) {
    return OffsetMismatch(begin, growing.stored.progress.size);
  }
  if (growing.received >= position_) return absl::OkStatus();
  bytes.remove_prefix(static_cast<size_t>(growing.received - begin));
  if (growing.received == 0) {
    if (absl::Status status = CheckKind(bytes); !status.ok()) return status;
  }
  return Write(growing, bytes);
}

absl::Status UploadSession::CheckKind(std::string_view bytes) const {
  if (bytes.size() < kTellingBytes) return absl::OkStatus();
  const std::string type = context_.types.OfBeginning(bytes);
  if (!IsCertain(type)) return absl::OkStatus();
  return CheckAllowed(context_.options.allowed, type, attachment_.size(), attachment_.name());
}

absl::Status UploadSession::Write(GrowingUpload& growing, std::string_view bytes) {
  absl::Status status = growing.writer->Append(bytes);
  if (!status.ok()) {
    growing.writer.reset();
    return status;
  }
  growing.digest.Add(bytes);
  growing.received += static_cast<int64_t>(bytes.size());
  if (growing.received - growing.stored.progress.size < context_.options.commit_bytes) {
    return absl::OkStatus();
  }
  return Commit(growing, std::nullopt, call_.deadline);
}

// Leaves no writer behind when it fails: what is in the table is then what counts.
absl::Status UploadSession::Commit(GrowingUpload& growing, std::optional<Hash> sha256,
                                   absl::Time deadline) {
  if (growing.received == growing.stored.progress.size && !sha256) return absl::OkStatus();
  absl::StatusOr<UploadProgress> progress = growing.writer->Sync();
  absl::Status status = progress.status();
  Upload next = growing.stored;
  if (status.ok()) {
    next.progress = *std::move(progress);
    next.digest = growing.digest;
    next.sha256 = sha256;
    next.update_time = context_.clock.Now();
    status = context_.database.Write(deadline, [&](Transaction& tx) -> absl::Status {
      absl::StatusOr<Seen> seen = Find(tx, context_, call_, attachment_.name());
      if (!seen.ok()) return seen.status();
      if (sha256) {
        auto free = context_.store.CancelErasure(
            tx, {.review = validation::ParentOf(attachment_.name()), .sha256 = *sha256});
        if (!free.ok()) return free.status();
        if (!*free) return errors::Overloaded(kErasureRetry);
      }
      auto updated = context_.store.UpdateUpload(tx, growing.stored, next);
      if (!updated.ok()) return updated.status();
      if (*updated) return absl::OkStatus();
      // Dropped, or another process was quicker.
      auto now = context_.store.FindUpload(tx, attachment_.name());
      if (!now.ok()) return now.status();
      return *now ? OffsetMismatch(growing.received, (*now)->progress.size)
                  : NoUpload(seen->attachment);
    });
  }
  if (!status.ok()) {
    growing.writer.reset();
    return status;
  }
  growing.stored = std::move(next);
  return absl::OkStatus();
}

absl::StatusOr<v1::Attachment> UploadSession::Finish() {
  if (growing_ == nullptr) return Settle();
  absl::StatusOr<Upload> upload;
  {
    GrowingUpload& growing = *growing_;
    const MutexLock lock(growing.mutex);
    if (growing.owner != this || growing.writer == nullptr) {
      return OffsetMismatch(position_, growing.stored.progress.size);
    }
    if (growing.received < attachment_.size()) {
      absl::Status status = Commit(growing, std::nullopt, call_.deadline);
      if (!status.ok()) return status;
      return ShownToAuthor(growing.stored);
    }
    upload = Check(growing);
  }
  if (!upload.ok()) return upload.status();
  absl::StatusOr<v1::Attachment> attachment = Complete(context_, call_.deadline, *upload);
  if (!attachment.ok()) return attachment;
  attachment_ = *std::move(attachment);
  return ShownToAuthor(std::nullopt);
}

// All bytes are there: the upload with its digest noted, if that is the right one.
absl::StatusOr<Upload> UploadSession::Check(GrowingUpload& growing) {
  if (sha256_.empty()) return errors::InvalidField("sha256", "", "32 bytes with the last byte");
  const Hash digest = growing.digest.Digest();
  if (BytesOf(digest) != sha256_) {
    if (absl::Status status = StartAgain(growing); !status.ok()) return status;
    return errors::Make(errors::v1::ERROR_REASON_DIGEST_MISMATCH,
                        absl::StrCat("what arrived has the SHA-256 ", HexOf(digest),
                                     ", which is not what was promised: send it again"));
  }
  if (absl::Status status = Commit(growing, digest, call_.deadline); !status.ok()) return status;
  growing.writer.reset();
  return growing.stored;
}

// The bytes are wrong: begins anew with none.
absl::Status UploadSession::StartAgain(GrowingUpload& growing) {
  growing.writer.reset();
  const Upload empty = EmptyUpload(attachment_.name(), growing.stored.blob, context_.clock.Now());
  return context_.database.Write(call_.deadline, [&](Transaction& tx) {
    return context_.store.UpdateUpload(tx, growing.stored, empty).status();
  });
}

// What has become of an attachment whose bytes were all there when the session began; goes on
// where whoever brought them came to a halt.
absl::StatusOr<v1::Attachment> UploadSession::Settle() {
  absl::StatusOr<Seen> seen;
  absl::Status status = context_.database.Read(call_.deadline, [&](Transaction& tx) {
    seen = Find(tx, context_, call_, attachment_.name());
    return seen.status();
  });
  if (!status.ok()) return status;
  attachment_ = seen->attachment;
  if (!seen->upload || !seen->upload->sha256) return ShownToAuthor(seen->upload);
  absl::StatusOr<v1::Attachment> attachment = Complete(context_, call_.deadline, *seen->upload);
  if (!attachment.ok()) return attachment;
  attachment_ = *std::move(attachment);
  return ShownToAuthor(std::nullopt);
}

v1::Attachment UploadSession::ShownToAuthor(const std::optional<Upload>& upload) const {
  return Shown(context_.options, {.person = person_}, attachment_, upload);
}

}  // namespace peerchallenge::evidence
