// The stream of an upload: its messages in the order that the contract wants.

#include <string>
#include <utility>

#include "common/errors/errors.h"
#include "services/evidence/attachments/attachment_service.h"

namespace peerchallenge::evidence {
namespace {

using Request = v1::UploadAttachmentRequest;

class UploadStream final : public rpc::ClientStream<Request, v1::Attachment> {
 public:
  UploadStream(Uploads& uploads, const rpc::Call& call) : uploads_(uploads), call_(call) {}

  absl::Status Take(const Request& message) override {
    if (ended_) return errors::InvalidField("step", "a message after sha256", "the end");
    switch (message.step_case()) {
      case Request::kStart:
        return Start(message.start());
      case Request::kData:
        return session_ == nullptr ? NotStarted() : session_->Append(message.data());
      case Request::kSha256:
        ended_ = true;
        return session_ == nullptr ? NotStarted() : session_->SetDigest(message.sha256());
      case Request::STEP_NOT_SET:
        break;
    }
    return errors::InvalidField("step", "nothing", "start, data or sha256");
  }

  absl::StatusOr<v1::Attachment> Finish() override {
    if (session_ == nullptr) return NotStarted();
    return session_->Finish();
  }

 private:
  static absl::Status NotStarted() {
    return errors::InvalidField("start", "nothing", "it in the first message");
  }

  absl::Status Start(const Request::Start& start) {
    if (session_ != nullptr) return errors::InvalidField("start", "a second one", "one");
    auto session = uploads_.Open(call_, start.name(), start.offset(), start.sha256());
    if (!session.ok()) return session.status();
    session_ = *std::move(session);
    return absl::OkStatus();
  }

  Uploads& uploads_;
  const rpc::Call& call_;
  std::unique_ptr<UploadSession> session_;
  bool ended_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<AttachmentService::Upload>> AttachmentService::UploadAttachment(
    const Call& call) {
  return std::make_unique<UploadStream>(uploads_, call);
}

}  // namespace peerchallenge::evidence
