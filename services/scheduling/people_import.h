#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "services/scheduling/context.h"

// What a file of people makes of those that are stored.
namespace peerchallenge::scheduling {

// One row: what to report, and what to store unless it is rejected or unchanged.
struct ImportedRow {
  v1::ImportPeopleResponse::Row report;
  v1::Person person;                       // as it will be
  std::vector<std::string> new_conflicts;  // authorities with which an interest has to be declared
};

// Compares the file with the people of the region. Columns that the file does not have leave known
// people as they are. A conflict is new unless the person has an interest there that is not
// withdrawn and has no end. FIELD_INVALID as ReadPeopleCsv.
absl::StatusOr<std::vector<ImportedRow>> PlanImport(storage::Transaction& tx, const Store& store,
                                                    const std::string& region,
                                                    std::string_view csv);

bool HasRejected(const std::vector<ImportedRow>& rows);

// Stores the rows, none of which is rejected.
absl::Status StoreImport(storage::Transaction& tx, const Context& context,
                         const std::vector<ImportedRow>& rows);

}  // namespace peerchallenge::scheduling
