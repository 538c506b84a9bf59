#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"

// What is stored of a visit beside its resources.
namespace peerchallenge::scheduling {

// Resources that are numbered from 1 below their review.
enum class Numbered { kTimetables, kReleases };
// The highest number; 0 when there is none yet.
absl::StatusOr<int64_t> LastNumber(storage::Transaction& tx, Numbered kind,
                                   const std::string& review);

// What a version of a timetable changed against the one before. Only `changes` is stored.
absl::Status SaveChanges(storage::Transaction& tx, const std::string& timetable,
                         const v1::ReleaseComparison& changes);
absl::StatusOr<v1::ReleaseComparison> LoadChanges(storage::Transaction& tx,
                                                  const std::string& timetable);

// What sessions, venues, groups and people were called when a release went out.
struct ReleaseContents {
  v1::ListSessionsResponse sessions;
  v1::ListVenuesResponse venues;
  v1::ListParticipantGroupsResponse groups;
  v1::ListPeopleResponse people;
};
absl::Status SaveContents(storage::Transaction& tx, const std::string& release,
                          const ReleaseContents& contents);
absl::StatusOr<ReleaseContents> LoadContents(storage::Transaction& tx, const std::string& release);

}  // namespace peerchallenge::scheduling
