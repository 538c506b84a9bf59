#pragma once

#include "common/backup/part.h"

namespace peerchallenge::scheduling {

// What has to be kept of scheduling.
backup::Part BackupPart();

}  // namespace peerchallenge::scheduling
