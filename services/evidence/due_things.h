#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/retention.pb.h"
#include "services/evidence/context.h"

namespace peerchallenge::evidence {

// A thing that a disposal run has to see to.
struct DueThing {
  std::string review;   // empty: of no review
  std::string subject;  // its name
  v1::RetentionClass retention_class = v1::RETENTION_CLASS_UNSPECIFIED;
};

// What is due for a run, which has no record of it yet; at most `most`.
absl::StatusOr<std::vector<DueThing>> FindDueThings(storage::Transaction& tx,
                                                    const Context& context,
                                                    const v1::DisposalRun& run, size_t most);

}  // namespace peerchallenge::evidence
