#pragma once

#include <utility>
#include <vector>

#include "common/access/roles.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/support/support_calls.h"

namespace peerchallenge::recommendations {

// The sides of a match that a caller directs.
using Sides = std::vector<v1::SupportMatch::Side>;

// The sides on whose behalf the caller may use the permission; RESOURCE_NOT_FOUND where there is
// none.
inline absl::StatusOr<Sides> SidesToActFor(const SupportSight& sight, const Viewer& viewer,
                                           access::Permission permission,
                                           const v1::SupportMatch& match) {
  Sides sides;
  for (const v1::SupportMatch::Side side : SidesOf(sight, match)) {
    const std::string authority =
        side == v1::SupportMatch::SIDE_OFFERING ? OfferingAuthority(match) : AskingAuthority(match);
    const access::Place place{validation::RegionOf(authority), validation::IdOf(authority)};
    if (access::Holds(viewer.caller, permission, place)) sides.push_back(side);
  }
  if (sides.empty()) return errors::NotFound(match.name());
  return sides;
}

// Answers a call of a side of the match request.name(), once per `request_id`: `act(tx, sides,
// match)` changes it and gives it as stored. ETAG_MISMATCH where the request has another etag.
template <typename Request, typename Act>
absl::StatusOr<v1::SupportMatch> MutateOwnMatch(const Context& context, const rpc::Call& call,
                                                const Request& request, Act act) {
  using v1::SupportMatch;
  const std::string& name = request.name();
  SupportMatch match;
  Sides sides;
  const auto reach = [&](storage::Transaction& tx, const Viewer& viewer) -> absl::Status {
    const SupportSight sight(viewer, validation::RegionOf(name));
    auto found = FindMatch(tx, context, sight, name);
    if (!found.ok()) return found.status();
    auto own = SidesToActFor(sight, viewer, call.permission, *found);
    if (!own.ok()) return own.status();
    match = *std::move(found);
    sides = *std::move(own);
    return absl::OkStatus();
  };
  return MutateReached<SupportMatch>(
      context, call, request, reach,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<SupportMatch> {
        if (!request.etag().empty() && request.etag() != match.etag()) {
          return errors::EtagMismatch(name);
        }
        auto changed = act(tx, sides, std::move(match));
        if (!changed.ok()) return changed;
        const SupportSight sight(viewer, validation::RegionOf(name));
        return ShownMatch(tx, context, sight, *std::move(changed));
      });
}

}  // namespace peerchallenge::recommendations
