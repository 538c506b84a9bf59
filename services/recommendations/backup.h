#pragma once

#include "common/backup/part.h"

namespace peerchallenge::recommendations {

// What has to be kept of recommendations.
backup::Part BackupPart();

}  // namespace peerchallenge::recommendations
