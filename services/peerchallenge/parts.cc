#include "services/peerchallenge/parts.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "common/errors/errors.h"
#include "services/evidence/backup.h"
#include "services/recommendations/backup.h"
#include "services/scheduling/backup.h"

namespace peerchallenge::cli {

std::vector<backup::Part> SuiteParts() {
  return {scheduling::BackupPart(), evidence::BackupPart(), recommendations::BackupPart()};
}

absl::StatusOr<std::vector<backup::Part>> PartsOf(const std::vector<std::string>& services) {
  std::vector<backup::Part> all = SuiteParts();
  if (services.empty()) return all;
  const auto named = [](std::string* out, const backup::Part& part) { out->append(part.service); };
  for (const std::string& service : services) {
    if (std::none_of(all.begin(), all.end(),
                     [&](const backup::Part& part) { return part.service == service; })) {
      return errors::InvalidField("--service", service, absl::StrJoin(all, ", ", named));
    }
  }
  std::erase_if(all, [&](const backup::Part& part) {
    return std::find(services.begin(), services.end(), part.service) == services.end();
  });
  return all;
}

}  // namespace peerchallenge::cli
