#include "services/scheduling/csv.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::scheduling {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Goes through the text once. Functions return what is wrong, empty for nothing.
class Parser {
 public:
  Parser(std::string_view text, const CsvLimits& limits) : rest_(text), limits_(limits) {
    if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
  }

  std::string Parse() {
    while (!rest_.empty()) {
      if (TakeLineEnd()) continue;
      if (rows_.size() == limits_.rows) return absl::StrCat("at most ", limits_.rows, " rows");
      rows_.push_back({.line = line_, .cells = {}});
      if (std::string problem = ParseRow(); !problem.empty()) return problem;
    }
    return "";
  }

  int line() const { return line_; }
  std::vector<CsvRow> TakeRows() { return std::move(rows_); }

 private:
  std::string ParseRow() {
    std::vector<std::string>& cells = rows_.back().cells;
    while (true) {
      if (cells.size() == limits_.cells) {
        return absl::StrCat("at most ", limits_.cells, " cells in a row");
      }
      std::string& cell = cells.emplace_back();
      std::string problem = rest_.starts_with('"') ? ParseQuoted(cell) : ParsePlain(cell);
      if (!problem.empty()) return problem;
      if (rest_.empty() || TakeLineEnd()) return "";
      if (!rest_.starts_with(',')) return "a comma or the end of the line after a closing quote";
      rest_.remove_prefix(1);
    }
  }

  std::string ParsePlain(std::string& cell) {
    const size_t end = std::min(rest_.find_first_of(",\r\n\""), rest_.size());
    cell = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (rest_.starts_with('"')) return "quotes around the whole cell or nowhere";
    if (rest_.starts_with('\r') && !rest_.starts_with("\r\n"))
      return "lines that end with CRLF or LF";
    return "";
  }

  std::string ParseQuoted(std::string& cell) {
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') {
        if (!rest_.starts_with('"')) return "";
        rest_.remove_prefix(1);
      }
      line_ += c == '\n' ? 1 : 0;
      cell += c;
    }
    return "a closing quote";
  }

  bool TakeLineEnd() {
    const size_t size = rest_.starts_with("\r\n") ? 2 : rest_.starts_with('\n') ? 1 : 0;
    rest_.remove_prefix(size);
    line_ += size > 0 ? 1 : 0;
    return size > 0;
  }

  std::string_view rest_;
  const CsvLimits limits_;
  int line_ = 1;
  std::vector<CsvRow> rows_;
};

}  // namespace

absl::StatusOr<std::vector<CsvRow>> ParseCsv(std::string_view text, const CsvLimits& limits,
                                             std::string_view field) {
  Parser parser(text, limits);
  const std::string problem = parser.Parse();
  if (problem.empty()) return parser.TakeRows();
  return errors::InvalidField(absl::string_view(field.data(), field.size()),
                              absl::StrCat("line ", parser.line()), problem);
}

}  // namespace peerchallenge::scheduling
