#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/audit_log.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/source.pb.h"

// Who has read or changed what is kept of a review's interviewees, and why. A reason may name
// somebody, so it is kept, read, erased and disposed of with the names (source_store.h), and the
// audit log says only that there is one.
namespace peerchallenge::evidence {

// What the audit log says in place of a reason.
inline constexpr char kReasonIsKept[] = "a reason was given (SourceService.ListSourceReads)";
// Whether "peerchallenge.evidence.v1.SourceService/GetAttendance" and the like.
bool IsOfSources(std::string_view method);
// Puts that in place of the reason that an older version entered: no entry ever changes.
void TakeOutReason(access::AuditEntry& entry);

struct StoredSourceRead {
  int64_t number = 0;
  v1::SourceRead read;
};

absl::Status NoteSourceRead(storage::Transaction& tx, const std::string& review,
                            const v1::SourceRead& read);
// Below the number `before` (0 = all), newest first, at most `most`.
absl::StatusOr<std::vector<StoredSourceRead>> SourceReadsBefore(storage::Transaction& tx,
                                                                const std::string& review,
                                                                int64_t before, int most);
// Empties the reasons in which somebody of that name can be recognised.
absl::Status EraseReasonsNaming(storage::Transaction& tx, const std::string& review,
                                const std::string& display_name);
// Empties all reasons that are kept so far.
absl::Status EraseReasons(storage::Transaction& tx, const std::string& review);

}  // namespace peerchallenge::evidence
