#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/evidence/attachments/attachment_store.h"

namespace peerchallenge::evidence {

// What the rest of evidence asks of attachments. Functions belong to a transaction of the service's
// database; the bytes are destroyed after it, by AttachmentClerk.
class AttachmentDisposal {
 public:
  // Both outlive it.
  AttachmentDisposal(const AttachmentStore& store, const environment::Clock& clock)
      : store_(store), clock_(clock) {}

  // Names of a review's attachments that are not disposed of, uploads among them.
  absl::StatusOr<std::vector<std::string>> Undisposed(storage::Transaction& tx,
                                                      const std::string& review) const;
  // Names of those that a person has brought into a review, uploads among them.
  absl::StatusOr<std::set<std::string>> OwnedBy(storage::Transaction& tx, const std::string& review,
                                                const std::string& person) const;
  // The contents of a review that no scanner has passed.
  absl::StatusOr<std::set<Hash>> HeldContents(storage::Transaction& tx,
                                              const std::string& review) const;
  // Erases all that an attachment says and notes its content for destruction; name and state
  // remain.
  absl::Status Dispose(storage::Transaction& tx, const std::string& name) const;

 private:
  const AttachmentStore& store_;
  const environment::Clock& clock_;
};

}  // namespace peerchallenge::evidence
