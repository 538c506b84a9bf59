#include "services/evidence/evidence_host.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/evidence/item_views.h"
#include "services/evidence/names.h"
#include "services/evidence/retention.h"

namespace peerchallenge::evidence {

absl::StatusOr<ReviewStanding> ToReviewStanding(storage::Transaction& tx, const Context& context,
                                                const Standing& standing) {
  auto due = EvidenceDueDate(tx, context, standing.review);
  if (!due.ok()) return due.status();
  std::optional<std::set<std::string>> origins;
  if (IsCaseAuditor(standing)) {
    auto views = ItemViews::Load(tx, context, standing);
    if (!views.ok()) return views.status();
    if (absl::Status found = views->FindOrigins(tx, context); !found.ok()) return found;
    origins = *views->origins();
  }
  return ReviewStanding{.person = standing.person(),
                        .leads = standing.ReadsAll(),
                        .reads_sources = standing.May(access::v1::PERMISSION_EVIDENCE_SOURCE_READ),
                        .limited_to = std::move(origins),
                        .dispose_date = *std::move(due)};
}

absl::StatusOr<ReviewStanding> EvidenceHost::StandingOf(storage::Transaction& tx,
                                                        const access::Caller& caller,
                                                        access::Permission permission,
                                                        const std::string& review,
                                                        const std::string& name) const {
  auto viewer = IdentifyViewer(tx, context_, caller);
  if (!viewer.ok()) return viewer.status();
  auto standing = FindStanding(tx, context_.relations, *viewer, permission, review);
  if (absl::IsNotFound(standing.status())) return errors::NotFound(name);
  if (!standing.ok()) return standing.status();
  return ToReviewStanding(tx, context_, *standing);
}

absl::Status EvidenceHost::CheckOpen(storage::Transaction& tx, const std::string& review) const {
  auto known = context_.relations.Review(tx, review);
  if (!known.ok()) return known.status();
  if (!HasLetter(*known)) return absl::OkStatus();
  return errors::WrongState(review, scheduling::v1::Review::State_Name(known->state()),
                            "one before LETTER_ISSUED");
}

absl::Status EvidenceHost::CheckOccasion(storage::Transaction& tx, const ReviewStanding& standing,
                                         const std::string& review,
                                         const std::string& occasion) const {
  const bool known = ReviewOf(occasion) == review &&
                     (!standing.limited_to || standing.limited_to->contains(occasion));
  absl::Status there = known ? context_.store.CheckThere(tx, occasion) : errors::NotFound(occasion);
  if (!absl::IsNotFound(there)) return there;
  return errors::ReferenceBroken(
      occasion, absl::StrCat("the attachment names '", occasion, "', which is not there"));
}

absl::Status EvidenceHost::Enter(storage::Transaction& tx, const v1::Attachment& attachment) const {
  const bool withdrawn = attachment.state() == v1::Attachment::STATE_WITHDRAWN;
  return context_.ledger
      .Append(
          tx, ReviewOf(attachment.name()),
          {.action = withdrawn ? v1::LedgerEntry::ACTION_ATTACHMENT_WITHDRAWN
                               : v1::LedgerEntry::ACTION_ATTACHMENT_STORED,
           .subject = attachment.name(),
           .time = context_.clock.Now(),
           .bytes = withdrawn ? attachment.withdrawal().SerializeAsString() : attachment.sha256()})
      .status();
}

}  // namespace peerchallenge::evidence
