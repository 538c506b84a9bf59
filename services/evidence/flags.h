#pragma once

#include "absl/time/time.h"
#include "common/hosting/hosting.h"
#include "services/evidence/evidence.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::evidence {

// Where its store is. On a PostgreSQL database that it shares with scheduling it has a schema of
// its own.
inline const hosting::ServiceStore kStore = {.file = "evidence.db", .schema = "evidence"};

// The flags of evidence, in whatever process it runs.
struct EvidenceFlags {
  absl::Duration relations_max_age = Relations::kDefaultMaxAge;

  // Declares them on `app`; this outlives it.
  void AddTo(CLI::App& app);
  EvidenceOptions ToOptions() const;
};

}  // namespace peerchallenge::evidence
