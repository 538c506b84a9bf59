#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/environment/random.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "peerchallenge/evidence/v1/occasion.pb.h"
#include "peerchallenge/evidence/v1/source.pb.h"

namespace peerchallenge::evidence {

// Counts whom a review has met, and finds anew under which class each declared class is shown.
absl::Status RecountShownClasses(storage::Transaction& tx, const std::string& review);

// Who was met, apart from what was said, and the only way from there to the rest of evidence: under
// which class each declared class of a review is shown. Nothing here leaves a change, or a time or
// an author of what was recorded. All functions belong to a transaction of the service's database.
class SourceStore {
 public:
  // Both outlive the store.
  SourceStore(environment::RandomSource& random, const storage::Sealer& sealer)
      : random_(random), sealer_(sealer) {}

  // Takes note of a new occasion, on which nobody is known to have been met, or of its new class.
  absl::Status NoteOccasion(storage::Transaction& tx, const v1::Occasion& occasion) const;
  // Forgets an occasion and those who were met nowhere else.
  absl::Status ForgetOccasion(storage::Transaction& tx, const std::string& occasion) const;

  // The declared class of every occasion of a review, by name.
  absl::StatusOr<std::map<std::string, v1::SourceClass>> DeclaredClasses(
      storage::Transaction& tx, const std::string& review) const;
  // The shown class of every class that an occasion of the review declares.
  absl::StatusOr<std::map<v1::SourceClass, v1::SourceClass>> ShownClasses(
      storage::Transaction& tx, const std::string& review) const;

  // Who records an attendance. What the leads record counts together, for they may read who was
  // met; what an occasion's author records counts with that author's other occasions only, or else
  // a count would tell the author whom others have met.
  enum class Recorder { kAuthor, kLeads };
  // Replaces who was met on the occasion of `attendance`, which is there; gives the new etag.
  // People of one name are one person of the review. As what they were met belongs to the occasion;
  // who is met on several is listed as first described. ETAG_MISMATCH.
  absl::StatusOr<std::string> Record(storage::Transaction& tx, const v1::Attendance& attendance,
                                     Recorder recorder) const;
  // RESOURCE_NOT_FOUND where the occasion is not there.
  absl::StatusOr<v1::Attendance> Get(storage::Transaction& tx, const std::string& name) const;

  // Of a review, after this name, at most `most`, by name.
  absl::StatusOr<std::vector<v1::Interviewee>> IntervieweesAfter(storage::Transaction& tx,
                                                                 const std::string& review,
                                                                 const std::string& after,
                                                                 int most) const;
  // What they are called; erased ones left out. Of all, or of those met on an author's occasions.
  absl::StatusOr<std::vector<std::string>> NamesOf(storage::Transaction& tx,
                                                   const std::string& review) const;
  absl::StatusOr<std::vector<std::string>> NamesMetBy(storage::Transaction& tx,
                                                      const std::string& review,
                                                      const std::string& author) const;
  // RESOURCE_NOT_FOUND.
  absl::StatusOr<v1::Interviewee> Interviewee(storage::Transaction& tx,
                                              const std::string& name) const;
  // Makes those who are also known under other names one person; all of one review.
  absl::Status Merge(storage::Transaction& tx, const std::string& stays,
                     const std::vector<std::string>& go) const;
  // Erases what a person is called, where they work and as what they were met, and the reasons of
  // reads that name them. They go on counting as somebody without a name.
  absl::StatusOr<v1::Interviewee> Erase(storage::Transaction& tx, const std::string& name) const;
  // Whether it is known of anybody, or of how many, whom the review has met, or why that was read.
  absl::StatusOr<bool> HasAny(storage::Transaction& tx, const std::string& review) const;
  // Erases that, but not the classes under which the occasions are shown.
  absl::Status Dispose(storage::Transaction& tx, const std::string& review) const;

 private:
  // Whether exactly this is recorded.
  absl::StatusOr<bool> IsRecorded(storage::Transaction& tx, const v1::Attendance& attendance) const;
  absl::StatusOr<std::string> PutInterviewee(storage::Transaction& tx, const std::string& review,
                                             v1::Interviewee interviewee) const;

  environment::RandomSource& random_;
  const storage::Sealer& sealer_;
};

}  // namespace peerchallenge::evidence
