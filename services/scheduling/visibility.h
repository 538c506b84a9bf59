#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/access/caller.h"
#include "common/relations/viewer.h"
#include "common/storage/database.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "services/scheduling/store.h"

// Who may see which review, and how much of it. Every path that shows, counts, streams or follows
// from a review asks here, so that an unannounced visit is invisible everywhere or nowhere.
namespace peerchallenge::scheduling {

using relations::HoldsInRegion;
using relations::IsHidden;
using relations::Viewer;

// Finds out which person the caller is: by a subject that is a person's name, or by the account.
absl::StatusOr<Viewer> IdentifyViewer(storage::Transaction& tx, const Store& store,
                                      const access::Caller& caller);

// The same for a caller that was found some time ago, with the grants that are stored for it now.
absl::StatusOr<Viewer> IdentifyAnew(storage::Transaction& tx, const Store& store,
                                    access::Caller caller);

// How much of a review a viewer sees; each level sees all of the one before.
enum class Sight {
  kNone,    // does not know that it exists
  kStatus,  // what, where, when and in which state: the regional board
  kHost,    // also the team as invited: the host
  kTeam,    // also the needs: active members of the team
  kOffice,  // also who declined and why: programme office, lead, review manager, other services
};
Sight SightOf(const Viewer& viewer, const v1::Review& review);

// Whether the viewer may use `permission` on this review, by a role at its place or by a duty on
// its team. Always false where the viewer does not see the review.
bool May(const Viewer& viewer, access::Permission permission, const v1::Review& review);

// The review as the viewer may see it; `sight` is not kNone.
v1::Review ViewOf(v1::Review review, const Viewer& viewer, Sight sight);

// The review under its name when the viewer may use `permission` on it; otherwise
// RESOURCE_NOT_FOUND, whether there is none or the viewer may not know.
absl::StatusOr<v1::Review> FindReview(storage::Transaction& tx, const Store& store,
                                      const Viewer& viewer, access::Permission permission,
                                      const std::string& name);

// Whether a member has a place: not declined, objected to, barred or replaced.
bool IsActive(const v1::TeamMember& member);

// Everything of a person for those who keep the pool or a copy of who is who; otherwise without the
// account.
v1::Person ViewOf(v1::Person person, const Viewer& viewer);
// Whether the viewer may see the person: the own one, or by a role at the person's place.
bool Sees(const Viewer& viewer, const v1::Person& person);

// The interest with its sealed fields only for the person and those who decide on interests.
v1::Interest ViewOf(const v1::Interest& interest, const Viewer& viewer);
// Whether the viewer may know that the interest was declared.
bool Sees(const Viewer& viewer, const v1::Interest& interest);

}  // namespace peerchallenge::scheduling
