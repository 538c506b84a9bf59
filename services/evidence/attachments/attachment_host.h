#pragma once

#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/caller.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/attachment.pb.h"

namespace peerchallenge::evidence {

// What a caller is to a review, as of now.
struct ReviewStanding {
  std::string person;          // "regions/{region}/people/{person}"
  bool leads = false;          // lead or review manager
  bool reads_sources = false;  // may read who was met, and so when
  // Names of the attachments and occasions that are there for a case auditor, the own ones among
  // them; nothing for all others, who are not limited to some.
  std::optional<std::set<std::string>> limited_to = {};
  // When the review's evidence is due, YYYY-MM-DD; empty: not known yet.
  std::string dispose_date = {};
};

// What attachments ask of the rest of the evidence service, always in a transaction of its
// database.
class AttachmentHost {
 public:
  virtual ~AttachmentHost() = default;

  // The caller's standing, who holds `permission` for the evidence of the review.
  // RESOURCE_NOT_FOUND (of `name`, what was asked for) for all others and for a review that is not
  // there; DEPENDENCY_UNAVAILABLE when too little is known of the review's team.
  virtual absl::StatusOr<ReviewStanding> StandingOf(storage::Transaction& tx,
                                                    const access::Caller& caller,
                                                    access::Permission permission,
                                                    const std::string& review,
                                                    const std::string& name) const = 0;

  // WRONG_STATE once the review takes no more evidence.
  virtual absl::Status CheckOpen(storage::Transaction& tx, const std::string& review) const = 0;

  // REFERENCE_BROKEN unless the review has that occasion, and it is there for who stands so.
  virtual absl::Status CheckOccasion(storage::Transaction& tx, const ReviewStanding& standing,
                                     const std::string& review,
                                     const std::string& occasion) const = 0;

  // An attachment has come, all bytes of it, or has been withdrawn: its state says which. For the
  // ledger.
  virtual absl::Status Enter(storage::Transaction& tx, const v1::Attachment& attachment) const = 0;
};

}  // namespace peerchallenge::evidence
