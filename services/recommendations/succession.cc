#include "services/recommendations/succession.h"

#include <algorithm>

#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {

absl::StatusOr<std::set<std::string>> HostAndPredecessors(storage::Transaction& tx,
                                                          const relations::Relations& relations,
                                                          const std::string& authority) {
  const auto all = relations.AuthoritiesOf(tx, validation::RegionOf(authority));
  if (!all.ok()) return all.status();
  std::set<std::string> found = {authority};
  for (size_t before = 0; before != found.size();) {
    before = found.size();
    for (const auto& candidate : *all) {
      const auto& successors = candidate.successors();
      if (std::any_of(successors.begin(), successors.end(), [&](const std::string& code) {
            return found.contains(validation::RegionOf(authority) + "/authorities/" + code);
          })) {
        found.insert(candidate.name());
      }
    }
  }
  return found;
}

}  // namespace peerchallenge::recommendations
