#include "services/recommendations/succession.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/validation/civil_date.h"
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

absl::StatusOr<std::set<std::string>> HostAndSuccessors(storage::Transaction& tx,
                                                        const relations::Relations& relations,
                                                        const std::string& authority,
                                                        absl::CivilDay today) {
  std::set<std::string> found = {authority};
  std::vector<std::string> to_follow = {authority};
  while (!to_follow.empty()) {
    const auto next = relations.Authority(tx, to_follow.back());
    to_follow.pop_back();
    if (absl::IsNotFound(next.status())) continue;
    if (!next.ok()) return next.status();
    const auto end = validation::ParseDay(next->end_date());
    if (!end || today <= *end) continue;
    for (const std::string& code : next->successors()) {
      const std::string name = absl::StrCat(validation::RegionOf(authority), "/authorities/", code);
      if (found.insert(name).second) to_follow.push_back(name);
    }
  }
  return found;
}

}  // namespace peerchallenge::recommendations
