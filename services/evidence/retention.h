#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/retention.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "services/evidence/context.h"

// How long what is kept (RetentionService).
namespace peerchallenge::evidence {

// All classes, in the order in which they are disposed of: the log last.
inline constexpr v1::RetentionClass kRetentionClasses[] = {
    v1::RETENTION_CLASS_CASE_REFERENCE, v1::RETENTION_CLASS_EVIDENCE,
    v1::RETENTION_CLASS_INTERVIEWEE, v1::RETENTION_CLASS_CONCERN, v1::RETENTION_CLASS_LEDGER};

// Names of what is kept of a class, to be disposed of one by one. Interviewees go together, by the
// name of the review, and so does the log, as "{review}/ledger".
absl::StatusOr<std::vector<std::string>> SubjectsOf(storage::Transaction& tx,
                                                    const Context& context,
                                                    const std::string& review,
                                                    v1::RetentionClass retention_class);

// The schedule of a region, with the defaults where none was set and for fields that are not.
absl::StatusOr<v1::RetentionSchedule> ScheduleOf(storage::Transaction& tx, const Context& context,
                                                 const std::string& region);

// After how many months what is of this class is due.
int MonthsOf(const v1::RetentionSchedule& schedule, v1::RetentionClass retention_class);

// The day from which the months of a review count: its letter's, or that of its cancellation;
// nothing while there is neither.
absl::StatusOr<std::optional<absl::CivilDay>> RetentionStart(storage::Transaction& tx,
                                                             const scheduling::v1::Review& review);

// The first day on which the review's items may be erased, YYYY-MM-DD; empty while nothing is due.
absl::StatusOr<std::string> EvidenceDueDate(storage::Transaction& tx, const Context& context,
                                            const scheduling::v1::Review& review);

// The hold in force that keeps `subject`, or the whole review; empty = none does. Who was met goes
// by the name of the review.
std::string HeldBy(const std::vector<v1::Hold>& in_force, const std::string& subject);

// The holds in force on a review, by name; among their subjects is also what goes with held items.
// Without subjects: of the whole review.
absl::StatusOr<std::vector<v1::Hold>> HoldsInForce(storage::Transaction& tx, const Context& context,
                                                   const std::string& review);

}  // namespace peerchallenge::evidence
