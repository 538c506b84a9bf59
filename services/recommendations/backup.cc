#include "services/recommendations/backup.h"

#include "services/recommendations/migrate.h"
#include "services/recommendations/serve.h"

namespace peerchallenge::recommendations {

backup::Part BackupPart() {
  return {.service = "recommendations", .store = kStore, .components = [](storage::Dialect) {
            return Components();
          }};
}

}  // namespace peerchallenge::recommendations
