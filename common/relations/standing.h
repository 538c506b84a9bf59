#pragma once

#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/access/caller.h"
#include "common/relations/relations.h"
#include "common/relations/viewer.h"
#include "common/storage/database.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

// How a caller stands to a review: what every service but scheduling, which has the relations
// themselves, asks before it shows anything of a review.
namespace peerchallenge::relations {

// Finds out which person the caller is, by the copy of the directory.
absl::StatusOr<Viewer> IdentifyViewer(storage::Transaction& tx, const Relations& relations,
                                      const access::Caller& caller);

// Somebody of the directory, with the role grants that are stored; RESOURCE_NOT_FOUND.
absl::StatusOr<Viewer> ViewerOf(storage::Transaction& tx, const Relations& relations,
                                const std::string& person);

// Gives the caller the role grants that are stored now, for those found when the call came.
absl::StatusOr<access::Caller> WithStoredGrants(storage::Transaction& tx,
                                                const Relations& relations, access::Caller caller);

// How a caller stands to one review, of which the caller may or may not know.
struct Standing {
  Viewer viewer;
  scheduling::v1::Review review;
  // On the team, having accepted; UNSPECIFIED = not on it.
  scheduling::v1::TeamMember::Duty duty = scheduling::v1::TeamMember::DUTY_UNSPECIFIED;
  // Another service of the suite, on its own account: reads what the lead reads, except concerns
  // and who was met.
  bool service = false;

  // Where the host no longer exists, the authorities that took its place, by name, as far as the
  // caller holds a role at one of them.
  std::set<std::string> heirs = {};

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
  // Whether the caller reads all that the team has written for itself.
  bool ReadsAll() const { return Leads() || service; }
  // By a duty on the team, or by a role at the host's place; what a host reads of a review's
  // outcome, also by a role at the place of an heir.
  bool May(access::Permission permission) const;
};

// Whether the caller belongs to the review's host: by home or by a role at its place.
bool BelongsToHost(const Viewer& viewer, const scheduling::v1::Review& review);

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

// Whether the review has come to its end: closed or cancelled.
bool IsOver(const scheduling::v1::Review& review);
// Whether its letter is issued, or it is over.
bool HasLetter(const scheduling::v1::Review& review);

}  // namespace peerchallenge::relations
