#include "services/peerchallenge/attach_action.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/files/copying.h"
#include "google/protobuf/util/time_util.h"
#include "peerchallenge/evidence/v1/attachment.pb.h"
#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "services/peerchallenge/byte_progress.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/evidence_text.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/replies.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = evidence::v1;
using google::protobuf::util::TimeUtil;

constexpr int64_t kPieceBytes = 1 << 20;
constexpr int32_t kPageSize = 200;

absl::Status Interrupted() { return absl::CancelledError("interrupted"); }

std::string NewId() {
  environment::SystemRandom random;
  return environment::NewUuidV4(random);
}

// What is to be attached, but for its bytes.
absl::StatusOr<v1::Attachment> Described(const AttachArguments& arguments,
                                         const std::string& review) {
  v1::Attachment attachment;
  attachment.set_file_name(std::filesystem::path(arguments.file).filename().string());
  attachment.set_description(arguments.description);
  if (!arguments.sensitivity.empty()) {
    auto sensitivity =
        ParseEnum<v1::Sensitivity>(arguments.sensitivity, "SENSITIVITY_", "--sensitivity",
                                   "team, guarded or leads", v1::Sensitivity_Parse);
    if (!sensitivity.ok()) return sensitivity.status();
    attachment.set_sensitivity(*sensitivity);
  }
  if (!arguments.occasion.empty()) {
    auto occasion = NameInReview(arguments.occasion, review, "occasions");
    if (!occasion.ok()) return occasion.status();
    attachment.set_occasion(*occasion);
  }
  return attachment;
}

// The size and the SHA-256 of the file.
absl::Status AddDigest(const std::string& path, const Interrupt& interrupt,
                       v1::Attachment& attachment) {
  const auto digest = files::DigestOf(path, [&interrupt](int64_t) {
    return interrupt.requested() ? Interrupted() : absl::OkStatus();
  });
  if (absl::IsCancelled(digest.status())) return digest.status();
  if (!digest.ok() || digest->bytes == 0) {
    return errors::InvalidField("FILE", path, "a file that can be read, of at least a byte");
  }
  attachment.set_size(digest->bytes);
  attachment.set_sha256(absl::HexStringToBytes(digest->sha256));
  return absl::OkStatus();
}

// The same file under the same name: whole, or an upload that we began.
absl::StatusOr<std::optional<v1::Attachment>> FindSame(const std::string& review,
                                                       const v1::Attachment& wanted,
                                                       Client& client) {
  v1::ListAttachmentsRequest request;
  request.set_parent(review);
  request.set_page_size(kPageSize);
  do {
    auto page = client.CallEvidence<v1::ListAttachmentsResponse>(
        "AttachmentService/ListAttachments", request);
    if (!page.ok()) return page.status();
    for (v1::Attachment& found : *page->mutable_attachments()) {
      if (found.file_name() == wanted.file_name() && found.sha256() == wanted.sha256()) {
        return std::move(found);
      }
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return std::nullopt;
}

absl::StatusOr<v1::Attachment> Begin(const std::string& review, const v1::Attachment& wanted,
                                     Client& client) {
  auto same = FindSame(review, wanted, client);
  if (!same.ok()) return same.status();
  if (*same) return **std::move(same);
  v1::CreateAttachmentRequest request;
  request.set_parent(review);
  request.set_attachment_id(NewId());
  *request.mutable_attachment() = wanted;
  return client.CallEvidence<v1::Attachment>("AttachmentService/CreateAttachment", request);
}

// Sends the piece at the place that the upload has come to; the last byte once more where only the
// upload's end is missing.
absl::StatusOr<v1::Attachment> SendPiece(const std::string& path, const v1::Attachment& upload,
                                         std::ifstream& file, Client& client) {
  v1::AppendAttachmentRequest request;
  request.set_name(upload.name());
  request.set_offset(std::min(upload.committed_size(), upload.size() - 1));
  request.set_sha256(upload.sha256());
  std::string& data = *request.mutable_data();
  data.resize(static_cast<size_t>(std::min(kPieceBytes, upload.size() - request.offset())));
  file.seekg(request.offset());
  if (!file.read(data.data(), static_cast<std::streamsize>(data.size()))) {
    return errors::InvalidField("FILE", path, "a file that does not change meanwhile");
  }
  return client.CallEvidence<v1::Attachment>("AttachmentService/AppendAttachment", request);
}

// Until the attachment is whole; `attachment` says how far it is, also after an error.
absl::Status SendAll(const std::string& path, Client& client, const Interrupt& interrupt,
                     ByteProgress& progress, v1::Attachment& attachment) {
  std::ifstream file(path, std::ios::binary);
  progress.Add(attachment.committed_size());
  while (attachment.state() == v1::Attachment::STATE_UPLOADING) {
    if (interrupt.requested()) return Interrupted();
    auto sent = SendPiece(path, attachment, file, client);
    if (!sent.ok()) return sent.status();
    progress.Add(sent->committed_size() - attachment.committed_size());
    const std::string sha256 = attachment.sha256();
    attachment = *std::move(sent);
    attachment.set_sha256(sha256);
  }
  return absl::OkStatus();
}

// Has the item refer to the attachment, by a revision unless it does so already.
absl::Status AddToItem(const std::string& item_name, const std::string& attachment,
                       Client& client) {
  v1::GetItemRequest get;
  get.set_name(item_name);
  const auto item = client.CallEvidence<v1::Item>("EvidenceService/GetItem", get);
  if (!item.ok()) return item.status();
  const auto& there = item->content().attachments();
  if (std::find(there.begin(), there.end(), attachment) != there.end()) return absl::OkStatus();
  v1::ReviseItemRequest request;
  request.set_name(item_name);
  request.set_revision_id(NewId());
  request.set_base_version(item->version());
  *request.mutable_content() = item->content();
  request.mutable_content()->add_attachments(attachment);
  *request.mutable_device_clock() = TimeUtil::GetCurrentTime();
  return client.CallEvidence<v1::Item>("EvidenceService/ReviseItem", request).status();
}

}  // namespace

ExitCode AttachFile(const AttachArguments& arguments, Client& client, const Interrupt& interrupt,
                    Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  auto wanted = Described(arguments, *review);
  if (!wanted.ok()) return BadInput(wanted.status(), arguments, console);
  absl::StatusOr<std::string> item = std::string();
  if (!arguments.item.empty()) item = NameInReview(arguments.item, *review, "items");
  if (!item.ok()) return BadInput(item.status(), arguments, console);
  absl::Status status = AddDigest(arguments.file, interrupt, *wanted);
  if (absl::IsInvalidArgument(status)) return BadInput(status, arguments, console);
  if (!status.ok()) return Failed(status, arguments, client, console);

  auto attachment = Begin(*review, *wanted, client);
  if (!attachment.ok()) return Failed(attachment.status(), arguments, client, console);
  ByteProgress progress(console, "sent",
                        arguments.json ? ByteProgress::Mode::kQuiet : ByteProgress::Mode::kShow,
                        attachment->size());
  status = SendAll(arguments.file, client, interrupt, progress, *attachment);
  progress.Done();
  if (!status.ok()) {
    if (!arguments.json) {
      console.err << BytesText(attachment->committed_size()) << " of "
                  << BytesText(attachment->size())
                  << " are safe: the same command goes on from there\n";
    }
    return Failed(status, arguments, client, console);
  }
  if (!item->empty() && attachment->state() != v1::Attachment::STATE_QUARANTINED) {
    status = AddToItem(*item, attachment->name(), client);
    if (!status.ok()) return Failed(status, arguments, client, console);
  }
  const ExitCode printed = Print(attachment, AttachmentText, arguments, client, console);
  return attachment->state() == v1::Attachment::STATE_QUARANTINED ? ExitCode::kFailed : printed;
}

}  // namespace peerchallenge::cli
