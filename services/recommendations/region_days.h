#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/environment/working_days.h"
#include "common/relations/relations.h"
#include "common/storage/database.h"

namespace peerchallenge::recommendations {

// The working days of the region that `name` is or lies in, by the bank holidays that scheduling
// knows; England's while the region is not known.
absl::StatusOr<environment::WorkingDays> WorkingDaysOf(storage::Transaction& tx,
                                                       const relations::Relations& relations,
                                                       const std::string& name);

}  // namespace peerchallenge::recommendations
