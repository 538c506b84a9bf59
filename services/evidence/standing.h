#pragma once

#include <optional>
#include <set>
#include <string>

#include "common/relations/standing.h"
#include "peerchallenge/evidence/v1/case_assignment.pb.h"
#include "peerchallenge/evidence/v1/concern.pb.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "peerchallenge/evidence/v1/ledger.pb.h"
#include "peerchallenge/evidence/v1/occasion.pb.h"

// Who may know what of a review's evidence. Every path that shows, counts, streams or follows from
// evidence asks here.
namespace peerchallenge::evidence {

using relations::HasLetter;
using relations::IsOver;
using relations::KnowsOf;
using relations::Relations;
using relations::Standing;
using relations::StandingTo;
using relations::Viewer;

// Whether the caller is a case auditor of the review, to whom of others' evidence only that on
// assigned cases is there.
bool IsCaseAuditor(const Standing& standing);

// The cases that are assigned to a case auditor; nothing for all other callers, who are limited to
// none.
using Cases = std::optional<std::set<std::string>>;

// Whether the caller may know of the item. `withdrawn_drafts` are those of the review.
bool Sees(const Standing& standing, const v1::Item& item,
          const std::set<std::string>& withdrawn_drafts, const Cases& cases);
bool Sees(const Standing& standing, const v1::Concern& concern);
bool Sees(const Standing& standing, const v1::CaseAssignment& assignment);

// Whether what others have found on this case, or on none (""), is within the caller's limit.
bool IsWithin(const Cases& cases, const std::string& case_reference);

// Whether a concern of the review may be brought to somebody who is not on its team: danger to
// somebody outweighs the secrecy of a visit, but not towards its host.
bool MayBeToldOfConcern(const Viewer& viewer, const scheduling::v1::Review& review);

// Whether a read of text by this caller is put on record: of an item, or of one by `author`.
bool IsGuarded(const Standing& standing, const v1::Item& item);
bool IsGuarded(const Standing& standing, const std::string& author, v1::Sensitivity sensitivity);

// What the caller is shown of what the caller may know of: hours, device stamps, declared classes
// and case references only for those who may read them. The shown class is already set.
v1::Item ViewOf(v1::Item item, const Standing& standing, const Cases& cases);
v1::ItemVersion ViewOf(v1::ItemVersion version, const Standing& standing, const Cases& cases);
v1::Occasion ViewOf(v1::Occasion occasion, const Standing& standing);
v1::Checkpoint ViewOf(v1::Checkpoint checkpoint, const Standing& standing);

// Who is shown all entries of the log: those who read all of the review, and those who read none of
// it.
bool SeesAllEntries(const Standing& standing);

}  // namespace peerchallenge::evidence
