#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/access/audit_log.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/relations/handling.h"
#include "common/resources/stamped.h"
#include "common/rpc/call.h"
#include "common/storage/database.h"
#include "google/protobuf/message.h"
#include "services/evidence/attachments/attachment_disposal.h"
#include "services/evidence/concern_rules.h"
#include "services/evidence/disk_room.h"
#include "services/evidence/review_ledger.h"
#include "services/evidence/search/text_index.h"
#include "services/evidence/source_store.h"
#include "services/evidence/standing.h"
#include "services/evidence/store.h"

namespace peerchallenge::evidence {

// What every service of evidence works with; all of it outlives them.
struct Context {
  storage::Database& database;
  const Store& store;
  const SourceStore& sources;
  const ReviewLedger& ledger;
  const TextIndex& text_index;
  const AttachmentDisposal& attachments;
  const relations::Relations& relations;
  const ConcernRules& concern_rules;
  const DiskRoom& disk;
  const environment::Clock& clock;
  environment::RandomSource& random;
};

using relations::FindStanding;
using relations::IdentifyViewer;
using relations::Mutate;
using relations::Read;
using relations::Write;

// QUOTA_EXCEEDED unless the disk has room for what a request takes on it: its own bytes in the
// resource, its version, the change, the index and the log's pages.
absl::Status RoomFor(const Context& context, const google::protobuf::Message& request);

// Puts a read of something on record, in the transaction: who read what by which method.
absl::Status RecordRead(storage::Transaction& tx, const Context& context, const rpc::Call& call,
                        const std::string& resource, const std::string& detail = "");

}  // namespace peerchallenge::evidence
