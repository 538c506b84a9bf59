#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/evidence/attachments/attachment_context.h"

// The way of an attachment from its last byte to READY or QUARANTINED.
namespace peerchallenge::evidence {

// What the scanner makes of a content.
struct Verdict {
  v1::Attachment::State state = v1::Attachment::STATE_READY;
  std::string found;  // with QUARANTINED
};

// Asks the scanner, if there is one; where it gives no verdict, the options say what that means.
// `name` is for the log. Errors of the blob store.
absl::StatusOr<Verdict> Judge(const AttachmentContext& context, absl::Time deadline,
                              const std::string& name, BlobReader& content);

// Makes an upload whose bytes are all there and right (`upload.sha256`) the attachment's content,
// and gives the attachment as stored. Every step may be done again by anybody, so a crash between
// two of them does no harm; where somebody else was quicker, gives what there is. RULE_BROKEN
// (ATTACHMENT_KIND, ATTACHMENT_SIZE) for bytes that are not allowed: the upload is empty again.
absl::StatusOr<v1::Attachment> Complete(const AttachmentContext& context, absl::Time deadline,
                                        const Upload& upload);

// Scans a content that is held back (SCANNING or QUARANTINED) and notes the verdict.
// DEPENDENCY_UNAVAILABLE when there is none, also for want of a scanner; whoever changed the
// attachment meanwhile has his way.
absl::StatusOr<v1::Attachment> ScanAgain(const AttachmentContext& context, absl::Time deadline,
                                         const v1::Attachment& attachment);

// A new id for the blob store.
std::string NewBlobId(environment::RandomSource& random);

}  // namespace peerchallenge::evidence
