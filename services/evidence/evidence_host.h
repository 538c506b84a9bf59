#pragma once

#include <string>

#include "services/evidence/attachments/attachment_host.h"
#include "services/evidence/context.h"
#include "services/evidence/standing.h"

namespace peerchallenge::evidence {

// What a caller's standing means for attachments.
absl::StatusOr<ReviewStanding> ToReviewStanding(storage::Transaction& tx, const Context& context,
                                                const Standing& standing);

// Answers what attachments ask of the rest of the service.
class EvidenceHost final : public AttachmentHost {
 public:
  // `context` outlives it.
  explicit EvidenceHost(const Context& context) : context_(context) {}

  absl::StatusOr<ReviewStanding> StandingOf(storage::Transaction& tx, const access::Caller& caller,
                                            access::Permission permission,
                                            const std::string& review,
                                            const std::string& name) const override;
  absl::Status CheckOpen(storage::Transaction& tx, const std::string& review) const override;
  absl::Status CheckOccasion(storage::Transaction& tx, const ReviewStanding& standing,
                             const std::string& review, const std::string& occasion) const override;
  absl::Status Enter(storage::Transaction& tx, const v1::Attachment& attachment) const override;

 private:
  const Context& context_;
};

}  // namespace peerchallenge::evidence
