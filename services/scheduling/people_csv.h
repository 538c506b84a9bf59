#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/field_mask.pb.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"

// People as a CSV file (ImportPeople in directory.proto says which columns it has). Knows nothing
// of what is stored.
namespace peerchallenge::scheduling {

// One person of the file.
struct PersonRow {
  int line = 0;                        // on which the row begins; the header is 1
  v1::Person person;                   // without a name where the id is wrong
  std::vector<std::string> conflicts;  // authorities, by name
  std::vector<std::string> problems;   // what is wrong with the row's cells, as reports say it
};

struct PeopleFile {
  google::protobuf::FieldMask columns;  // the fields of a person that the file has
  std::vector<PersonRow> rows;
};

// Reads the people of `region`. A wrong cell is a problem of its row; FIELD_INVALID on "csv" when
// the file as a whole is wrong: no CSV, more than 2 MiB or 5,000 people, a column that is unknown,
// there twice or missing.
absl::StatusOr<PeopleFile> ReadPeopleCsv(std::string_view csv, const std::string& region);

// "column: got 'x', wanted y", with what came cut to 100 bytes.
std::string RowProblem(std::string_view column, std::string_view got, std::string_view wanted);

}  // namespace peerchallenge::scheduling
