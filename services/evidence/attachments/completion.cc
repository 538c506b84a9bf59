#include "services/evidence/attachments/completion.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "common/resources/stamped.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;

BlobKey KeyOf(const std::string& name, const Hash& sha256) {
  return {.review = validation::ParentOf(name), .sha256 = sha256};
}

bool IsStill(const std::optional<Upload>& found, const Upload& upload) {
  return found && found->blob == upload.blob && found->sha256 == upload.sha256;
}

// Gives the upload back to its author, empty; the content goes unless it was there before.
absl::Status Refuse(const AttachmentContext& context, absl::Time deadline, const Upload& upload) {
  return context.database.Write(deadline, [&](Transaction& tx) -> absl::Status {
    auto found = context.store.FindUpload(tx, upload.name);
    if (!found.ok()) return found.status();
    if (!IsStill(*found, upload)) return absl::OkStatus();
    auto deleted = context.store.DeleteUpload(tx, upload.name);
    if (!deleted.ok()) return deleted.status();
    const Upload empty = EmptyUpload(upload.name, NewBlobId(context.random), context.clock.Now());
    if (absl::Status status = context.store.InsertUpload(tx, empty); !status.ok()) return status;
    return context.store.AddErasure(tx, KeyOf(upload.name, *upload.sha256));
  });
}

absl::StatusOr<v1::Attachment> Note(const AttachmentContext& context, absl::Time deadline,
                                    const Upload& upload, const std::string& type,
                                    const Verdict& verdict) {
  std::optional<v1::Attachment> attachment;
  absl::Status status = context.database.Write(deadline, [&](Transaction& tx) -> absl::Status {
    attachment.reset();
    auto found = context.store.FindUpload(tx, upload.name);
    if (!found.ok()) return found.status();
    auto stored = context.store.attachments.Get(tx, upload.name);
    if (!stored.ok() && !absl::IsNotFound(stored.status())) return stored.status();
    if (stored.ok()) attachment = *std::move(stored);
    if (!IsStill(*found, upload)) {
      // Completed by somebody else, or dropped: then the content has to go again.
      return context.store.AddErasure(tx, KeyOf(upload.name, *upload.sha256));
    }
    attachment->set_sha256(std::string(BytesOf(*upload.sha256)));
    attachment->set_content_type(type);
    attachment->set_state(verdict.state);
    attachment->set_scan_result(verdict.found);
    resources::SetUpdateTime(context.clock, *attachment);
    auto deleted = context.store.DeleteUpload(tx, upload.name);
    if (!deleted.ok()) return deleted.status();
    if (absl::Status updated = context.store.attachments.Update(tx, *attachment); !updated.ok()) {
      return updated;
    }
    return context.host.Enter(tx, *attachment);
  });
  if (!status.ok()) return status;
  if (!attachment) return errors::NotFound(upload.name);
  return *std::move(attachment);
}

}  // namespace

absl::StatusOr<Verdict> Judge(const AttachmentContext& context, absl::Time deadline,
                              const std::string& name, BlobReader& content) {
  if (context.scanner == nullptr) return Verdict();
  const absl::Time limit = std::min(deadline, absl::Now() + context.options.scan_limit);
  absl::StatusOr<std::string> found = context.scanner->Scan(limit, content);
  if (found.ok()) {
    if (found->empty()) return Verdict();
    context.log.Warning("attachment_quarantined", {{"attachment", name}, {"found", *found}});
    return Verdict{.state = v1::Attachment::STATE_QUARANTINED, .found = *std::move(found)};
  }
  if (errors::ReasonOf(found.status()) != errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE) {
    return found.status();
  }
  const bool hold = context.options.when_scanner_is_away == WhenScannerIsAway::kHold;
  context.log.Warning(hold ? "attachment_held_unscanned" : "attachment_allowed_unscanned",
                      {{"attachment", name}, {"error", std::string(found.status().message())}});
  return Verdict{.state = hold ? v1::Attachment::STATE_SCANNING : v1::Attachment::STATE_READY,
                 .found = ""};
}

absl::StatusOr<v1::Attachment> Complete(const AttachmentContext& context, absl::Time deadline,
                                        const Upload& upload) {
  const BlobKey key = KeyOf(upload.name, *upload.sha256);
  if (absl::Status status = context.blobs.Finish(upload.blob, upload.progress, key); !status.ok()) {
    return status;
  }
  absl::StatusOr<std::unique_ptr<BlobReader>> content = context.blobs.Read(key);
  if (!content.ok()) return content.status();
  const absl::StatusOr<std::string> type = context.types.Of(**content);
  if (!type.ok()) return type.status();
  const absl::Status allowed =
      CheckAllowed(context.options.allowed, *type, (*content)->size(), upload.name);
  if (!allowed.ok()) {
    const absl::Status refused = Refuse(context, deadline, upload);
    return refused.ok() ? allowed : refused;
  }
  const absl::StatusOr<Verdict> verdict = Judge(context, deadline, upload.name, **content);
  if (!verdict.ok()) return verdict.status();
  return Note(context, deadline, upload, *type, *verdict);
}

absl::StatusOr<v1::Attachment> ScanAgain(const AttachmentContext& context, absl::Time deadline,
                                         const v1::Attachment& attachment) {
  if (context.scanner == nullptr) {
    return errors::Make(
        errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE,
        "no scanner is set: a file that is held back stays so until one has passed it",
        {{"service", "clamd"}});
  }
  const auto sha256 = HashFrom(attachment.sha256());
  if (!sha256) return errors::NotFound(attachment.name());
  absl::StatusOr<std::unique_ptr<BlobReader>> content =
      context.blobs.Read(KeyOf(attachment.name(), *sha256));
  if (!content.ok()) return content.status();
  const absl::Time limit = std::min(deadline, absl::Now() + context.options.scan_limit);
  const absl::StatusOr<std::string> found = context.scanner->Scan(limit, **content);
  if (!found.ok()) return found.status();
  absl::StatusOr<v1::Attachment> stored;
  absl::Status status = context.database.Write(deadline, [&](Transaction& tx) -> absl::Status {
    stored = context.store.attachments.Get(tx, attachment.name());
    if (!stored.ok()) return stored.status();
    if (stored->state() != attachment.state()) return absl::OkStatus();
    stored->set_state(found->empty() ? v1::Attachment::STATE_READY
                                     : v1::Attachment::STATE_QUARANTINED);
    stored->set_scan_result(*found);
    resources::SetUpdateTime(context.clock, *stored);
    return context.store.attachments.Update(tx, *stored);
  });
  if (!status.ok()) return status;
  return stored;
}

std::string NewBlobId(environment::RandomSource& random) {
  std::array<uint8_t, 16> bytes;
  random.Fill(bytes);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace peerchallenge::evidence
