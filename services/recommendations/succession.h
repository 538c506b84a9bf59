#pragma once

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "common/relations/relations.h"
#include "common/storage/database.h"

namespace peerchallenge::recommendations {

// An authority and all that it took the place of, directly or not, by name. An authority that is
// not known has no predecessors.
absl::StatusOr<std::set<std::string>> HostAndPredecessors(storage::Transaction& tx,
                                                          const relations::Relations& relations,
                                                          const std::string& authority);

}  // namespace peerchallenge::recommendations
