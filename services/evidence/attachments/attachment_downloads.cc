// The bytes of an attachment, as a stream.

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/access/audit_log.h"
#include "common/errors/errors.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/evidence/attachments/attachment_service.h"
#include "services/evidence/attachments/attachment_sight.h"

namespace peerchallenge::evidence {
namespace {

using Response = v1::DownloadAttachmentResponse;
using storage::Transaction;

constexpr int64_t kPieceBytes = 256 << 10;

absl::Status Corrupt(const std::string& name) {
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      absl::StrCat("the stored bytes of '", name, "' are not what they were"));
}

class Download final : public rpc::Stream {
 public:
  Download(v1::Attachment attachment, std::unique_ptr<BlobReader> content, int64_t offset,
           int64_t length)
      : attachment_(std::move(attachment)),
        content_(std::move(content)),
        begin_(offset),
        at_(offset),
        end_(offset + length) {}

  void SetWake(std::function<void()>) override {}

  absl::StatusOr<rpc::StreamStep> Next() override {
    auto response = std::make_unique<Response>();
    if (!std::exchange(started_, true)) {
      *response->mutable_start()->mutable_attachment() = attachment_;
      response->mutable_start()->set_offset(begin_);
      response->mutable_start()->set_length(end_ - begin_);
      return response;
    }
    if (at_ == end_) {
      if (IsWhole() && BytesOf(digest_.Finish()) != attachment_.sha256()) {
        return Corrupt(attachment_.name());
      }
      return rpc::End();
    }
    auto piece = content_->Read(at_, static_cast<size_t>(std::min(kPieceBytes, end_ - at_)));
    if (!piece.ok()) return piece.status();
    if (piece->empty()) return Corrupt(attachment_.name());
    if (IsWhole()) digest_.Add(*piece);
    at_ += static_cast<int64_t>(piece->size());
    response->set_data(*std::move(piece));
    return response;
  }

  bool EndsWithToken() const override { return false; }

 private:
  bool IsWhole() const { return begin_ == 0 && end_ == attachment_.size(); }

  const v1::Attachment attachment_;
  const std::unique_ptr<BlobReader> content_;
  const int64_t begin_;
  int64_t at_;
  const int64_t end_;
  bool started_ = false;
  Sha256Stream digest_;
};

// Reads of what is guarded are recorded before the first byte leaves.
absl::Status RecordRead(const AttachmentContext& context, const rpc::Call& call,
                        const v1::Attachment& attachment) {
  if (attachment.sensitivity() == v1::SENSITIVITY_TEAM) return absl::OkStatus();
  const access::AuditEntry entry{.time = context.clock.Now(),
                                 .subject = call.caller.subject,
                                 .method = call.method,
                                 .resource = attachment.name(),
                                 .region = validation::RegionOf(attachment.name()),
                                 .peer = call.peer,
                                 .request_id = call.request_id};
  return context.database.Write(
      call.deadline, [&](Transaction& tx) { return access::AuditLog::Append(tx, entry); });
}

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Stream>> AttachmentService::DownloadAttachment(
    const Call& call, const v1::DownloadAttachmentRequest& request) {
  absl::StatusOr<Seen> seen;
  absl::Status status = context_.database.Read(call.deadline, [&](Transaction& tx) {
    seen = Find(tx, context_, call, request.name());
    return seen.status();
  });
  if (!status.ok()) return status;
  const v1::Attachment& attachment = seen->attachment;
  const auto sha256 = HashFrom(attachment.sha256());
  if (!IsReadable(attachment) || !sha256) {
    return errors::WrongState(request.name(), v1::Attachment::State_Name(attachment.state()),
                              "READY");
  }
  validation::FieldChecks checks;
  checks.Range("offset", request.offset(), 0, attachment.size());
  checks.That(request.length() >= 0, "length", absl::StrCat(request.length()), "0 or more");
  if (status = checks.Result(); !status.ok()) return status;
  auto content =
      context_.blobs.Read({.review = validation::ParentOf(request.name()), .sha256 = *sha256});
  if (absl::IsNotFound(content.status())) return Corrupt(request.name());
  if (!content.ok()) return content.status();
  if ((*content)->size() != attachment.size()) return Corrupt(request.name());
  if (status = RecordRead(context_, call, attachment); !status.ok()) return status;
  const int64_t left = attachment.size() - request.offset();
  const int64_t length = request.length() == 0 ? left : std::min(left, request.length());
  return std::make_unique<Download>(Shown(context_, *seen), *std::move(content), request.offset(),
                                    length);
}

}  // namespace peerchallenge::evidence
