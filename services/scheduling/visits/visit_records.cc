#include "services/scheduling/visits/visit_records.h"

#include <string_view>

#include "absl/strings/numbers.h"
#include "common/errors/errors.h"

namespace peerchallenge::scheduling {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;

constexpr std::string_view kLastTimetable =
    "SELECT COALESCE(MAX(listed), '0') FROM timetables WHERE parent = $1";
constexpr std::string_view kLastRelease =
    "SELECT COALESCE(MAX(listed), '0') FROM releases WHERE parent = $1";
constexpr std::string_view kSaveChanges =
    "INSERT INTO timetable_changes (timetable, changes) VALUES ($1, $2)";
constexpr std::string_view kLoadChanges =
    "SELECT changes FROM timetable_changes WHERE timetable = $1";
constexpr std::string_view kSaveContents =
    "INSERT INTO release_contents (release, sessions, venues, participant_groups, people) "
    "VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view kLoadContents =
    "SELECT sessions, venues, participant_groups, people FROM release_contents WHERE release = $1";

Value BlobOf(const google::protobuf::Message& message) { return Blob{message.SerializeAsString()}; }

absl::Status Parse(const Row& row, int column, google::protobuf::Message& message) {
  const std::string_view bytes = row.Bytes(column);
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT, "a stored record cannot be read");
}

}  // namespace

absl::StatusOr<int64_t> LastNumber(Transaction& tx, Numbered kind, const std::string& review) {
  int64_t number = 0;
  const Value parameters[] = {review};
  absl::Status status = tx.Query(kind == Numbered::kTimetables ? kLastTimetable : kLastRelease,
                                 parameters, [&](const Row& row) -> absl::Status {
                                   const std::string_view text = row.Text(0);
                                   if (absl::SimpleAtoi({text.data(), text.size()}, &number))
                                     return absl::OkStatus();
                                   return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                                                       "a stored number cannot be read");
                                 });
  if (!status.ok()) return status;
  return number;
}

absl::Status SaveChanges(Transaction& tx, const std::string& timetable,
                         const v1::ReleaseComparison& changes) {
  const Value parameters[] = {timetable, BlobOf(changes)};
  return tx.Post(kSaveChanges, parameters);
}

absl::StatusOr<v1::ReleaseComparison> LoadChanges(Transaction& tx, const std::string& timetable) {
  v1::ReleaseComparison changes;
  const Value parameters[] = {timetable};
  absl::Status status =
      tx.Query(kLoadChanges, parameters, [&](const Row& row) { return Parse(row, 0, changes); });
  if (!status.ok()) return status;
  return changes;
}

absl::Status SaveContents(Transaction& tx, const std::string& release,
                          const ReleaseContents& contents) {
  const Value parameters[] = {release, BlobOf(contents.sessions), BlobOf(contents.venues),
                              BlobOf(contents.groups), BlobOf(contents.people)};
  return tx.Post(kSaveContents, parameters);
}

absl::StatusOr<ReleaseContents> LoadContents(Transaction& tx, const std::string& release) {
  ReleaseContents contents;
  const Value parameters[] = {release};
  absl::Status status = tx.Query(kLoadContents, parameters, [&](const Row& row) {
    for (const absl::Status& parsed :
         {Parse(row, 0, contents.sessions), Parse(row, 1, contents.venues),
          Parse(row, 2, contents.groups), Parse(row, 3, contents.people)}) {
      if (!parsed.ok()) return parsed;
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return contents;
}

}  // namespace peerchallenge::scheduling
