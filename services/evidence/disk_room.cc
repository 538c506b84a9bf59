#include "services/evidence/disk_room.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

constexpr absl::Duration kComeAgain = absl::Minutes(1);

}  // namespace

absl::Status DiskRoom::Check(int64_t bytes) const {
  const int64_t free = free_bytes_();
  if (free - bytes >= reserve_) return absl::OkStatus();
  return errors::QuotaExceeded(
      "disk",
      absl::StrCat("the disk has ", free, " bytes left, of which ", reserve_,
                   " are kept for concerns and for what is stored already"),
      kComeAgain);
}

}  // namespace peerchallenge::evidence
