#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/client_stream.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/stream.h"
#include "peerchallenge/evidence/v1/attachment.pb.h"
#include "services/evidence/attachments/attachment_context.h"
#include "services/evidence/attachments/uploads.h"

namespace peerchallenge::evidence {

// AttachmentService of protos/peerchallenge/evidence/v1/attachment.proto.
class AttachmentService {
 public:
  using Call = rpc::Call;
  using Upload = rpc::ClientStream<v1::UploadAttachmentRequest, v1::Attachment>;

  // `context` outlives the service.
  explicit AttachmentService(const AttachmentContext& context)
      : context_(context), uploads_(context) {}

  void Register(rpc::MethodRegistry& registry);

 private:
  absl::StatusOr<v1::Attachment> CreateAttachment(const Call& call,
                                                  const v1::CreateAttachmentRequest& request);
  absl::StatusOr<std::unique_ptr<Upload>> UploadAttachment(const Call& call);
  absl::StatusOr<v1::Attachment> AppendAttachment(const Call& call,
                                                  const v1::AppendAttachmentRequest& request);
  absl::StatusOr<v1::Attachment> GetAttachment(const Call& call,
                                               const v1::GetAttachmentRequest& request);
  absl::StatusOr<v1::ListAttachmentsResponse> ListAttachments(
      const Call& call, const v1::ListAttachmentsRequest& request);
  absl::StatusOr<v1::Attachment> UpdateAttachment(const Call& call,
                                                  const v1::UpdateAttachmentRequest& request);
  absl::StatusOr<std::unique_ptr<rpc::Stream>> DownloadAttachment(
      const Call& call, const v1::DownloadAttachmentRequest& request);
  absl::StatusOr<v1::Attachment> WithdrawAttachment(const Call& call,
                                                    const v1::WithdrawAttachmentRequest& request);
  absl::StatusOr<v1::Attachment> RescanAttachment(const Call& call,
                                                  const v1::RescanAttachmentRequest& request);

  const AttachmentContext& context_;
  Uploads uploads_;
};

}  // namespace peerchallenge::evidence
