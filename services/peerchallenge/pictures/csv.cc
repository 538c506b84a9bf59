#include "services/peerchallenge/pictures/csv.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace peerchallenge::cli {
namespace {

bool IsFormula(const std::string& cell) {
  double number = 0;
  return !cell.empty() && std::string("=+-@\t\r").find(cell[0]) != std::string::npos &&
         !absl::SimpleAtod(cell, &number);
}

std::string Cell(const std::string& text) {
  std::string cell = IsFormula(text) ? absl::StrCat("'", text) : text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

}  // namespace

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i)
    absl::StrAppend(&line, i == 0 ? "" : ",", Cell(cells[i]));
  return line + "\r\n";
}

}  // namespace peerchallenge::cli
