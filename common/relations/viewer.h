#pragma once

#include <string>
#include <vector>

#include "common/access/caller.h"
#include "common/access/roles.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

// Who looks at a review and how that person or system stands to its host: what scheduling, which
// has the relations, and all services with a copy of them say alike.
namespace peerchallenge::relations {

// A caller and the person of the directory that the caller is, if any.
struct Viewer {
  access::Caller caller;
  std::string person;          // resource name; empty = a system or someone outside the pool
  std::string home_authority;  // of the person, resource name; empty = none
};

// The caller with the role grants that are stored now, for those found when the call came.
access::Caller WithStored(access::Caller caller, const std::vector<access::Grant>& stored);

// Whether the viewer is another service of the suite.
bool IsService(const Viewer& viewer);

// Whether the viewer belongs to an authority: by home or by a role at its place.
bool BelongsTo(const Viewer& viewer, const std::string& authority);

// Whether a role of the viewer gives the permission at an authority. A member of the board steps
// aside at home, also where the grant does not say where that is.
bool HoldsAt(const Viewer& viewer, access::Permission permission, const std::string& authority);

// Whether a role of the viewer gives the permission in the whole region of a name.
bool HoldsInRegion(const Viewer& viewer, access::Permission permission, const std::string& name);

// Whether the review lists the viewer as one who needs to know of it.
bool NeedsToKnow(const Viewer& viewer, const scheduling::v1::Review& review);

// Whether the review is an unannounced visit before its release.
bool IsHidden(const scheduling::v1::Review& review);

// Whether a duty on a review's team gives the permission on that review.
bool DutyGives(scheduling::v1::TeamMember::Duty duty, access::Permission permission);

}  // namespace peerchallenge::relations
