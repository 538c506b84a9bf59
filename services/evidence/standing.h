#pragma once

#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/access/caller.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/concern.pb.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "peerchallenge/evidence/v1/ledger.pb.h"
#include "peerchallenge/evidence/v1/occasion.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "services/evidence/relations.h"

// Who may know what of a review's evidence. Every path that shows, counts, streams or follows from
// evidence asks here.
namespace peerchallenge::evidence {

// A caller and the person of the directory that the caller is, if any.
struct Viewer {
  access::Caller caller;
  std::string person;          // resource name; empty = a system or someone outside the pool
  std::string home_authority;  // of the person, resource name; empty = none
};

// Finds out which person the caller is, by the copy of the directory.
absl::StatusOr<Viewer> IdentifyViewer(storage::Transaction& tx, const Relations& relations,
                                      const access::Caller& caller);

// How a caller stands to one review, whose evidence the caller may or may not see.
struct Standing {
  Viewer viewer;
  scheduling::v1::Review review;
  // On the team, having accepted; UNSPECIFIED = not on it.
  scheduling::v1::TeamMember::Duty duty = scheduling::v1::TeamMember::DUTY_UNSPECIFIED;
  // Another service of the suite, on its own account: reads what the lead reads, except concerns
  // and who was met.
  bool service = false;

  const std::string& person() const { return viewer.person; }
  bool IsOnTeam() const { return duty != scheduling::v1::TeamMember::DUTY_UNSPECIFIED; }
  // The lead or the review manager.
  bool Leads() const {
    return duty == scheduling::v1::TeamMember::DUTY_LEAD ||
           duty == scheduling::v1::TeamMember::DUTY_REVIEW_MANAGER;
  }
  bool IsAuthor(const std::string& author) const {
    return !viewer.person.empty() && viewer.person == author;
  }
  // The author of something, the lead or the review manager.
  bool MayChange(const std::string& author) const { return Leads() || IsAuthor(author); }
  // Whether the caller reads all of the review's shared evidence.
  bool ReadsAll() const { return Leads() || service; }
  // By a duty on the team, or by a role at the host's place.
  bool May(access::Permission permission) const;
};

// Whether the caller may know of the review. An unannounced visit is known, before its release, to
// other services, to its team from their invitation on, and to those who need to know; to nobody of
// the host.
bool KnowsOf(const Viewer& viewer, const scheduling::v1::Review& review);

// How the caller stands to the review; RESOURCE_NOT_FOUND where there is none.
absl::StatusOr<Standing> StandingTo(storage::Transaction& tx, const Relations& relations,
                                    const Viewer& viewer, const std::string& review);

// The same for what `name` lies below, where the caller may use `permission` on it; otherwise
// RESOURCE_NOT_FOUND under that name, whether there is none or the caller may not know.
absl::StatusOr<Standing> FindStanding(storage::Transaction& tx, const Relations& relations,
                                      const Viewer& viewer, access::Permission permission,
                                      const std::string& name);

// Whether the review's evidence is closed to new occasions: closed or cancelled.
bool IsOver(const scheduling::v1::Review& review);
// Whether it is closed to new items: its letter is issued, or it is over.
bool HasLetter(const scheduling::v1::Review& review);

// Whether the caller may know of the item. `withdrawn_drafts` are those of the review.
bool Sees(const Standing& standing, const v1::Item& item,
          const std::set<std::string>& withdrawn_drafts);
bool Sees(const Standing& standing, const v1::Concern& concern);

// Whether a read of the item's text by this caller is put on record.
bool IsGuarded(const Standing& standing, const v1::Item& item);

// What the caller is shown of what the caller may know of: hours, device stamps, declared classes
// and case references only for those who may read them. The shown class is already set.
v1::Item ViewOf(v1::Item item, const Standing& standing);
v1::ItemVersion ViewOf(v1::ItemVersion version, const Standing& standing);
v1::Occasion ViewOf(v1::Occasion occasion, const Standing& standing);
v1::Checkpoint ViewOf(v1::Checkpoint checkpoint, const Standing& standing);

// Who is shown all entries of the log: those who read all of the review, and those who read none of
// it.
bool SeesAllEntries(const Standing& standing);

}  // namespace peerchallenge::evidence
