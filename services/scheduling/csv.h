#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace peerchallenge::scheduling {

// A row of a CSV file.
struct CsvRow {
  int line = 0;  // on which it begins, from 1
  std::vector<std::string> cells;

  bool operator==(const CsvRow&) const = default;
};

// What a file may hold at most.
struct CsvLimits {
  size_t rows = 0;
  size_t cells = 0;  // in one row
};

// Reads CSV as in RFC 4180: "," between cells, cells in double quotes where they hold commas,
// quotes (doubled) or line breaks. Rows end with CRLF or LF; a byte order mark at the start and
// empty lines are passed over. FIELD_INVALID on `field`, naming the line, for anything else and
// beyond the limits.
absl::StatusOr<std::vector<CsvRow>> ParseCsv(std::string_view text, const CsvLimits& limits,
                                             std::string_view field);

}  // namespace peerchallenge::scheduling
