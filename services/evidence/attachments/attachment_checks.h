#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/validation/field_checks.h"
#include "peerchallenge/evidence/v1/attachment.pb.h"

// What may be said of an attachment.
namespace peerchallenge::evidence {

// The fields that a client sets, but for `size` and `sha256`; fills in the sensitivity where it is
// not given.
absl::Status CheckDescription(v1::Attachment& attachment);

// A new attachment and its id: all fields that a client sets. RULE_BROKEN (ATTACHMENT_SIZE) when it
// has more than `most_bytes`.
absl::Status CheckNew(const v1::CreateAttachmentRequest& request, int64_t most_bytes,
                      v1::Attachment& attachment);

// Whether `sent` says of a new attachment what is stored of it already.
bool IsSame(const v1::Attachment& sent, const v1::Attachment& stored);

// CONTENT_DIFFERS; the digests are told to its author only.
absl::Status Differs(const v1::Attachment& sent, const v1::Attachment& stored, bool to_author);

}  // namespace peerchallenge::evidence
