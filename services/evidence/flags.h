#pragma once

#include <string>
#include <vector>

#include "common/config/server_flags.h"
#include "common/hosting/hosting.h"
#include "common/relations/flags.h"
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
  std::string ledger_origin = ServicesOptions().ledger_origin;
  std::vector<std::string> safeguarding_contacts;
  std::string scanner;
  bool allow_unscanned = false;
  S3Options s3;

  // Declares them on `app`; this outlives it.
  void AddTo(CLI::App& app);
  EvidenceOptions ToOptions(const config::ServerFlags& server,
                            const relations::RelationsFlags& relations) const;
};

}  // namespace peerchallenge::evidence
