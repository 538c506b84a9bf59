#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/peer.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"

namespace peerchallenge::recommendations {

// What recommendations asks scheduling, on its own account, beside the copy that it keeps of who is
// who. Calls block; DEPENDENCY_UNAVAILABLE (metadata `service`: "scheduling") while it is away.
class SchedulingPeer {
 public:
  // `peer` outlives it.
  explicit SchedulingPeer(const rpc::Peer& peer) : peer_(peer) {}

  // The interests of all people of a region, page by page. CANCELLED when it is stopped before the
  // last.
  absl::StatusOr<std::vector<scheduling::v1::Interest>> ListInterests(
      const std::string& region, absl::Time deadline, const std::stop_token& stop) const;

 private:
  const rpc::Peer& peer_;
};

}  // namespace peerchallenge::recommendations
