#include "services/scheduling/backup.h"

#include "services/scheduling/components.h"
#include "services/scheduling/flags.h"

namespace peerchallenge::scheduling {

backup::Part BackupPart() {
  return {.service = "scheduling", .store = kStore, .components = [](storage::Dialect) {
            return Components();
          }};
}

}  // namespace peerchallenge::scheduling
