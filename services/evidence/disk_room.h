#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "absl/status/status.h"

namespace peerchallenge::evidence {

// Keeps a reserve on the disk, so that what is stored stays whole and concerns can still be raised
// when it is nearly full.
class DiskRoom {
 public:
  // Gives the bytes that are free; any thread, quick.
  using FreeBytes = std::function<int64_t()>;

  DiskRoom(FreeBytes free_bytes, int64_t reserve)
      : free_bytes_(std::move(free_bytes)), reserve_(reserve) {}

  // QUOTA_EXCEEDED (quota "disk") unless `bytes` fit in beside the reserve.
  absl::Status Check(int64_t bytes) const;

 private:
  const FreeBytes free_bytes_;
  const int64_t reserve_;
};

}  // namespace peerchallenge::evidence
