#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resources/standard_methods.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/context.h"
#include "services/recommendations/region_calls.h"
#include "services/recommendations/support/commitments.h"
#include "services/recommendations/support/support_sight.h"

// What the methods of SupportService have in common.
namespace peerchallenge::recommendations {

// OK where the authority is there and the caller may use the permission for it; otherwise
// RESOURCE_NOT_FOUND under `name`.
absl::Status CheckAuthorityReached(storage::Transaction& tx, const Context& context,
                                   const Viewer& viewer, access::Permission permission,
                                   const std::string& authority, const std::string& name);

// What CheckAuthorityReached() says of a call about `name`, something of `authority`.
inline auto AtAuthority(const Context& context, const rpc::Call& call, const std::string& authority,
                        const std::string& name) {
  return [&context, &call, authority, &name](storage::Transaction& tx, const Viewer& viewer) {
    return CheckAuthorityReached(tx, context, viewer, call.permission, authority, name);
  };
}

// Whether `parent`, which is checked, stands for all authorities of a region.
bool IsWholeRegion(const std::string& parent);

// OK where a list's parent, an authority or "regions/r/authorities/-", is there and the caller may
// read of its region; otherwise RESOURCE_NOT_FOUND.
absl::Status CheckListParent(storage::Transaction& tx, const Context& context, const Viewer& viewer,
                             access::Permission permission, const std::string& parent);

// The page that a list of offers or asks asks for, with the theme that it may be filtered by.
template <typename Request>
resources::ListQuery SupportQuery(const rpc::Call& call, const Request& request) {
  resources::ListQuery query = resources::QueryFor(call, request);
  query.bound_to = request.theme();
  if (IsWholeRegion(request.parent())) {
    query.parent = validation::RegionOf(request.parent());
    query.parent_column = "region";
    query.order_by = "listed";
  }
  return query;
}

// Whether it has the theme; every one where the theme is empty.
template <typename Message>
bool HasTheme(const Message& message, const std::string& theme) {
  const auto& themes = message.themes();
  return theme.empty() || std::find(themes.begin(), themes.end(), theme) != themes.end();
}

// All that the matches of the region, in which `name` lies, take up.
absl::StatusOr<Commitments> CommitmentsOf(storage::Transaction& tx, const Context& context,
                                          const std::string& name);

// The match as the caller may see it; RESOURCE_NOT_FOUND where the caller does not see it.
absl::StatusOr<v1::SupportMatch> FindMatch(storage::Transaction& tx, const Context& context,
                                           const SupportSight& sight, const std::string& name);
absl::StatusOr<v1::SupportMatch> ShownMatch(storage::Transaction& tx, const Context& context,
                                            const SupportSight& sight, v1::SupportMatch match);

// The run with its result; WRONG_STATE for one that has none.
absl::StatusOr<v1::MatchRun> FindSucceeded(storage::Transaction& tx, const Context& context,
                                           const std::string& name);

// WRONG_STATE unless the match is in one of the states.
absl::Status RequireState(const v1::SupportMatch& match,
                          const std::vector<v1::SupportMatch::State>& states);

}  // namespace peerchallenge::recommendations
