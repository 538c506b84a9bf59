#pragma once

#include "common/backup/part.h"

namespace peerchallenge::evidence {

// What has to be kept of evidence: its store, with the keys that sign its logs, and its
// attachments.
backup::Part BackupPart();

}  // namespace peerchallenge::evidence
