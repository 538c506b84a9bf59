#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/attachment.pb.h"
#include "services/evidence/attachments/attachment_context.h"

// Who sees which attachment, and what of it.
namespace peerchallenge::evidence {

// Whether the attachment is there for somebody of that standing.
bool Sees(const ReviewStanding& standing, const v1::Attachment& attachment);

// Whether its bytes may be read by those who see it: those that no scanner has held back.
bool IsReadable(const v1::Attachment& attachment);

// What is shown of a stored attachment that is seen: how far its upload is, where it is one, and
// times cut to the day (UTC) unless the viewer is its author or reads sources.
v1::Attachment Shown(const AttachmentOptions& options, const ReviewStanding& standing,
                     v1::Attachment attachment, const std::optional<Upload>& upload);

// An attachment, and who asks for it.
struct Seen {
  ReviewStanding standing;
  v1::Attachment attachment;     // as stored
  std::optional<Upload> upload;  // while it is UPLOADING
};

// The attachment as this caller may know of it; RESOURCE_NOT_FOUND otherwise.
absl::StatusOr<Seen> Find(storage::Transaction& tx, const AttachmentContext& context,
                          const rpc::Call& call, const std::string& name);
// The same for one who may change it: its author, or, unless it is an upload, who leads the review.
absl::StatusOr<Seen> FindOwn(storage::Transaction& tx, const AttachmentContext& context,
                             const rpc::Call& call, const std::string& name);

inline v1::Attachment Shown(const AttachmentContext& context, const Seen& seen) {
  return Shown(context.options, seen.standing, seen.attachment, seen.upload);
}

}  // namespace peerchallenge::evidence
