#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "peerchallenge/changes/v1/changes.pb.h"

namespace peerchallenge::changes {

// What a request to watch must look like; `types` are the full names of those that can be watched.
// A watch of what cannot change would wait for ever, and say nothing of the mistake.
absl::Status CheckWatch(const v1::WatchRequest& request, const std::vector<std::string>& types);

}  // namespace peerchallenge::changes
