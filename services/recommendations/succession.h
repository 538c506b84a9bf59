#pragma once

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/relations/relations.h"
#include "common/storage/database.h"

namespace peerchallenge::recommendations {

// An authority and all that it took the place of, directly or not, by name. An authority that is
// not known has no predecessors.
absl::StatusOr<std::set<std::string>> HostAndPredecessors(storage::Transaction& tx,
                                                          const relations::Relations& relations,
                                                          const std::string& authority);

// An authority and, where it no longer exists on `today`, all that took its place, directly or not,
// by name: those that answer for what it hosted.
absl::StatusOr<std::set<std::string>> HostAndSuccessors(storage::Transaction& tx,
                                                        const relations::Relations& relations,
                                                        const std::string& authority,
                                                        absl::CivilDay today);

}  // namespace peerchallenge::recommendations
