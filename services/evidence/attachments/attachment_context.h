#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/storage/database.h"
#include "services/evidence/attachments/attachment_host.h"
#include "services/evidence/attachments/attachment_store.h"
#include "services/evidence/attachments/blob_store.h"
#include "services/evidence/attachments/content_type.h"
#include "services/evidence/attachments/scanner.h"

namespace peerchallenge::evidence {

// What becomes of a file while the scanner gives no verdict.
enum class WhenScannerIsAway {
  kHold,   // it stays SCANNING and is scanned later
  kAllow,  // it becomes READY, unscanned
};

struct AttachmentOptions {
  int64_t most_bytes = 512 << 20;  // of one attachment
  AllowedTypes allowed = DefaultAllowedTypes(512 << 20);
  int64_t most_review_bytes = int64_t{8} << 30;      // of all attachments of a review
  int64_t reserved_disk_bytes = int64_t{1} << 30;    // free space that uploads leave alone
  absl::Duration upload_kept = absl::Hours(7 * 24);  // without a new byte
  // A long stream's bytes are made safe each time so many have come.
  int64_t commit_bytes = 32 << 20;
  WhenScannerIsAway when_scanner_is_away = WhenScannerIsAway::kHold;
  absl::Duration scan_limit = absl::Minutes(2);  // of one file
};

// What everything about attachments works with; all of it outlives them.
struct AttachmentContext {
  storage::Database& database;
  const AttachmentStore& store;
  BlobStore& blobs;
  const ContentTypes& types;
  Scanner* scanner;  // null: nothing is scanned
  const AttachmentHost& host;
  const environment::Clock& clock;
  environment::RandomSource& random;
  observability::Log& log;
  const AttachmentOptions options;
};

}  // namespace peerchallenge::evidence
