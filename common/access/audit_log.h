#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/storage/database.h"
#include "common/storage/migrations.h"

namespace peerchallenge::access {

// Who tried or did what, when, from where, and how it ended.
struct AuditEntry {
  absl::Time time = {};
  std::string subject = {};   // empty: nobody known
  std::string method = {};    // "peerchallenge.scheduling.v1.ReviewService/GetReview"
  std::string resource = {};  // as far as it was known
  std::string region = {};    // "regions/{region}" that it concerns; empty: none, or not known
  std::string peer = {};
  std::string request_id = {};
  absl::StatusCode code = absl::StatusCode::kOk;
  errors::ErrorReason reason = errors::v1::ERROR_REASON_UNSPECIFIED;
  int64_t count = 1;        // how many calls it stands for
  std::string detail = {};  // why, where the method asks for a reason

  bool operator==(const AuditEntry&) const = default;
};

// Whether the call ended as one may on a resource that is not there. Any other end, success
// included, tells that the resource is there.
bool EndedAsIfMissing(const AuditEntry& entry);

// Which entries, newest first.
struct AuditQuery {
  absl::Time start = absl::InfinitePast();  // from here on
  absl::Time end = absl::InfiniteFuture();  // before this
  std::string subject = {};                 // empty: of all
  std::string region = {};                  // of this region or of none; empty: of all
  int64_t before = 0;                       // `next` of the page before; 0: the first page
  int limit = 50;                           // 1 to 1,000
  // An entry as it may be shown; empty: as it is. One that may not be shown at all (nothing) is as
  // if it were not there: it neither shortens a page nor makes one.
  std::function<absl::StatusOr<std::optional<AuditEntry>>(storage::Transaction&, AuditEntry)> view =
      {};
};

struct AuditPage {
  std::vector<AuditEntry> entries;
  int64_t next = 0;  // for the next page's `before`; 0: this is the last
};

// The audit log in a service's own database. Entries are only ever added, by this class alone, and
// each is bound to the one before it by a hash: an entry that is changed, put in or taken out by
// hand breaks the chain. (Taking away the newest entries, or the oldest when they are disposed of,
// does not.) Safe from all threads.
class AuditLog {
 public:
  // For storage::Migrate, with the component "audit".
  static std::span<const storage::Migration> Migrations();

  // `database` has been migrated and outlives the log.
  explicit AuditLog(storage::Database& database) : database_(database) {}

  // Adds entries; on disk when it returns OK. Errors: those of Database::Write.
  absl::Status Append(absl::Time deadline, std::span<const AuditEntry> entries);
  // The same in a transaction of the caller, who so ties an entry to what it tells of.
  static absl::Status Append(storage::Transaction& transaction, const AuditEntry& entry);

  // FIELD_INVALID for a `limit` out of range; otherwise errors of Database::Read and of
  // `query.view`.
  absl::StatusOr<AuditPage> Query(absl::Time deadline, const AuditQuery& query);

  // Reads the whole log and checks its chain: DATA_CORRUPT naming the first entry that does not
  // fit.
  absl::Status Verify(absl::Time deadline);

 private:
  static absl::Status Fill(storage::Transaction& transaction, const AuditQuery& query,
                           AuditPage& page);

  storage::Database& database_;
};

}  // namespace peerchallenge::access
