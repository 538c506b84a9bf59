#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/caller.h"
#include "common/storage/database.h"
#include "services/scheduling/names.h"
#include "services/scheduling/store.h"
#include "services/scheduling/visibility.h"

// What the directory's methods ask before they act. What a caller may not know of is
// RESOURCE_NOT_FOUND under the name that was asked for, as if it were not there.
namespace peerchallenge::scheduling {

// A resource name in a request.
struct NameField {
  std::string_view field;    // where it stands, "region.name"
  const std::string& name;   // what came
  std::string_view pattern;  // the form that it must have (names.h)
};

// FIELD_INVALID unless the name has its form.
absl::Status CheckForm(const NameField& field);

// Whether the name is the viewer's own person or right below it.
bool IsSelf(const Viewer& viewer, const std::string& name);

// OK where the viewer holds `permission` in the whole region of the name. FIELD_INVALID,
// RESOURCE_NOT_FOUND.
absl::Status RequireAtRegion(const Viewer& viewer, access::Permission permission,
                             const NameField& field);

// The same; OK also where the name is the viewer's own person or right below it.
absl::Status RequireAtRegionOrSelf(const Viewer& viewer, access::Permission permission,
                                   const NameField& field);

// As RequireAtRegion, for the name of a region, which must be there too.
absl::Status RequireRegion(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                           access::Permission permission, const NameField& field);

// The body of a Read() or Mutate() (context.h) that asks first: `act` runs only where
// RequireAtRegion(), or RequireRegion() of the request's parent, is OK.
template <typename Reply, typename Act>
auto AtRegion(access::Permission permission, const NameField& field, Act act) {
  return [=](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Reply> {
    absl::Status status = RequireAtRegion(viewer, permission, field);
    if (!status.ok()) return status;
    return act(tx, viewer);
  };
}
template <typename Reply, typename Act>
auto BelowRegion(const Store& store, access::Permission permission, const std::string& parent,
                 Act act) {
  return [&store, &parent, permission, act](storage::Transaction& tx,
                                            const Viewer& viewer) -> absl::StatusOr<Reply> {
    absl::Status status =
        RequireRegion(tx, store, viewer, permission, {"parent", parent, kRegionName});
    if (!status.ok()) return status;
    return act(tx, viewer);
  };
}

// Whether the viewer sees the person: by Sees(), or as a member of a team that the viewer sees.
absl::StatusOr<bool> SeesAlsoByTeam(storage::Transaction& tx, const Store& store,
                                    const Viewer& viewer, const v1::Person& person);

// REFERENCE_BROKEN unless the authority, a well-formed name or empty, is there.
absl::Status RequireAuthority(storage::Transaction& tx, const Store& store,
                              const std::string& authority);

}  // namespace peerchallenge::scheduling
