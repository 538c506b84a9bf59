#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/backup/part.h"

namespace peerchallenge::cli {

// What has to be kept of the services of the suite.
std::vector<backup::Part> SuiteParts();

// Those of some services; all, when none is named. FIELD_INVALID ("--service") for a name of none.
absl::StatusOr<std::vector<backup::Part>> PartsOf(const std::vector<std::string>& services);

}  // namespace peerchallenge::cli
