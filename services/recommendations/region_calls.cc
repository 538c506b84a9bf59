#include "services/recommendations/region_calls.h"

#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/names.h"

namespace peerchallenge::recommendations {

absl::Status CheckRegionReached(storage::Transaction& tx, const Context& context,
                                const Viewer& viewer, access::Permission permission,
                                const std::string& name) {
  const std::string region =
      validation::MatchName(name, kRegionName) ? name : validation::RegionOf(name);
  if (!access::Holds(viewer.caller, permission, {region, ""})) return errors::NotFound(name);
  const absl::Status there = context.relations.Region(tx, region).status();
  return absl::IsNotFound(there) ? errors::NotFound(name) : there;
}

}  // namespace peerchallenge::recommendations
