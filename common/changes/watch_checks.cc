#include "common/changes/watch_checks.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::changes {
namespace {

constexpr size_t kLongestParent = 400;

}  // namespace

absl::Status CheckWatch(const v1::WatchRequest& request, const std::vector<std::string>& types) {
  validation::FieldChecks checks;
  const std::string& parent = request.parent();
  const bool in_region = validation::MatchName(parent, "regions/*").has_value() ||
                         !validation::RegionOf(parent).empty();
  checks.That(parent.empty() || (in_region && parent.size() <= kLongestParent), "parent", parent,
              "the name of a region or of something in it, or nothing");
  checks.Count("resource_types", request.resource_types_size(), static_cast<int>(types.size()));
  if (!checks.ok()) return checks.Result();  // before anything is said of each of a million types
  for (const std::string& type : request.resource_types()) {
    checks.That(std::find(types.begin(), types.end(), type) != types.end(), "resource_types", type,
                "one of " + absl::StrJoin(types, ", "));
  }
  return checks.Result();
}

}  // namespace peerchallenge::changes
