#include "services/evidence/backup.h"

#include "services/evidence/attachments/kept_files.h"
#include "services/evidence/flags.h"
#include "services/evidence/migrate.h"

namespace peerchallenge::evidence {

backup::Part BackupPart() {
  return {.service = "evidence",
          .store = kStore,
          .components = &Components,
          .folder = kAttachmentsFolder,
          .files = &KeptFilesOf};
}

}  // namespace peerchallenge::evidence
