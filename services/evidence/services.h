#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/changes/feed.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/relations/relations.h"
#include "common/rpc/method_registry.h"
#include "common/storage/database.h"
#include "services/evidence/attachments/attachment_context.h"
#include "services/evidence/attachments/s3_bucket.h"
#include "services/evidence/concern_rules.h"

namespace peerchallenge::evidence {

// In the data folder.
inline constexpr char kAttachmentsFolder[] = "attachments";

struct ServicesOptions {
  // Begins the name of every log and names the keys that sign checkpoints (ledger_keys.h).
  std::string ledger_origin = "peerchallenge.local/evidence";
  ConcernRules concerns;
  // Of this machine. Its disk is kept a reserve of, and attachments are in it unless `s3` names a
  // bucket (S3Options::attachments_store).
  std::filesystem::path data_folder = ".";
  S3Options s3;
  AttachmentOptions attachments;
  std::string scanner;  // clamd's address; empty: nothing is scanned
  // Where the database has its file; empty = it is elsewhere.
  std::filesystem::path database_folder;
  // Bytes of its disk that captures leave alone.
  int64_t reserved_disk_bytes = int64_t{256} << 20;
  int max_exports = 2;
  changes::FeedOptions feed;
  // How often Tick() runs by itself; infinite: tests call it.
  absl::Duration tick = absl::Seconds(1);
};

// What is asked of services that are started: all of it outlives them.
struct ServicesParts {
  storage::Database& database;
  const relations::Relations& relations;
  const environment::Clock& clock;
  environment::RandomSource& random;
  observability::Log& log;
};

// The services of evidence over a database that is brought up to date. Thread-safe.
class Services {
 public:
  // FIELD_INVALID that names the flag whose value is wrong.
  static absl::StatusOr<std::unique_ptr<Services>> Start(const ServicesParts& parts,
                                                         const ServicesOptions& options);
  // Stops the work in the background.
  ~Services();

  // Registers EvidenceService, SourceService, AttachmentService, LedgerService, RetentionService,
  // ChangesService and AuditService.
  void Register(rpc::MethodRegistry& registry);

  // What is done about once a second: checkpoints are signed, texts indexed, overdue concerns
  // escalated, disposal runs and attachments worked on. Gives the first error; all is tried.
  absl::Status Tick();

 private:
  class Impl;
  explicit Services(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace peerchallenge::evidence
