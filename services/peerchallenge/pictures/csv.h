#pragma once

#include <string>
#include <vector>

namespace peerchallenge::cli {

// One line of CSV as in RFC 4180, CRLF at its end. A cell that a spreadsheet would take for a
// formula (it begins with "=", "+", "-", "@", a tab or a carriage return, and is no number) gets a
// "'" in front.
std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace peerchallenge::cli
