#pragma once

#include <string>
#include <string_view>

#include "common/access/caller.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::access {

// Stands for all regions in the names of stored grants ("regions/-/roleGrants/{grant}").
inline constexpr std::string_view kAllRegions = "regions/-";

// What a stored grant gives: a peerchallenge.scheduling.v1.RoleGrant, which this folder does not
// know. Its region comes from its name.
template <typename RoleGrant>
Grant GrantOf(const RoleGrant& stored) {
  const std::string region = validation::RegionOf(stored.name());
  return {.role = stored.role(),
          .region = region == kAllRegions ? "" : region,
          .authority = stored.authority(),
          .acts_as = stored.acts_as(),
          .may_write = stored.may_write()};
}

}  // namespace peerchallenge::access
