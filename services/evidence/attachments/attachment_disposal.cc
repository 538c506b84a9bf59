#include "services/evidence/attachments/attachment_disposal.h"

#include <optional>

#include "common/resources/stamped.h"
#include "services/evidence/attachments/attachment_sight.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {

absl::StatusOr<std::vector<std::string>> AttachmentDisposal::Undisposed(
    storage::Transaction& tx, const std::string& review) const {
  std::vector<std::string> names;
  absl::Status status =
      store_.attachments.Scan(tx, {{"parent", review}}, [&](const v1::Attachment& attachment) {
        if (attachment.state() != v1::Attachment::STATE_DISPOSED) {
          names.push_back(attachment.name());
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return names;
}

absl::StatusOr<std::set<std::string>> AttachmentDisposal::OwnedBy(storage::Transaction& tx,
                                                                  const std::string& review,
                                                                  const std::string& person) const {
  std::set<std::string> names;
  absl::Status status =
      store_.attachments.Scan(tx, {{"parent", review}}, [&](const v1::Attachment& attachment) {
        if (attachment.author() == person) names.insert(attachment.name());
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return names;
}

absl::StatusOr<std::set<Hash>> AttachmentDisposal::HeldContents(storage::Transaction& tx,
                                                                const std::string& review) const {
  std::set<Hash> held;
  absl::Status status =
      store_.attachments.Scan(tx, {{"parent", review}}, [&](const v1::Attachment& attachment) {
        const std::optional<Hash> sha256 = HashFrom(attachment.sha256());
        const bool stored = attachment.state() != v1::Attachment::STATE_UPLOADING;
        if (stored && sha256 && !IsReadable(attachment)) held.insert(*sha256);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return held;
}

absl::Status AttachmentDisposal::Dispose(storage::Transaction& tx, const std::string& name) const {
  auto attachment = store_.attachments.Get(tx, name);
  if (!attachment.ok()) return attachment.status();
  std::optional<Hash> sha256 = HashFrom(attachment->sha256());
  if (attachment->state() == v1::Attachment::STATE_UPLOADING) {
    // Its bytes go with the upload's row, as those of any that is dropped; once all of them have
    // come they may be a content already.
    auto upload = store_.FindUpload(tx, name);
    if (!upload.ok()) return upload.status();
    sha256 = upload->has_value() ? (*upload)->sha256 : std::nullopt;
    absl::Status deleted = store_.DeleteUpload(tx, name).status();
    if (!deleted.ok()) return deleted;
  }
  v1::Attachment remains;
  remains.set_name(name);
  remains.set_author(attachment->author());
  remains.set_state(v1::Attachment::STATE_DISPOSED);
  *remains.mutable_create_time() = attachment->create_time();
  resources::SetUpdateTime(clock_, remains);
  if (absl::Status status = store_.attachments.Update(tx, remains, ""); !status.ok()) {
    return status;
  }
  return sha256 ? store_.AddErasure(tx, {ReviewOf(name), *sha256}) : absl::OkStatus();
}

}  // namespace peerchallenge::evidence
