#include "services/scheduling/people_csv.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/csv.h"

namespace peerchallenge::scheduling {
namespace {

constexpr size_t kMaxBytes = size_t{2} << 20;
constexpr size_t kMaxPeople = 5000;
constexpr size_t kMaxShown = 100;
// More entries than any list of a person may have; what is beyond is not read.
constexpr size_t kMaxEntries = 401;
constexpr size_t kMaxConflicts = 50;

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// Where a cell goes, and what is wrong with it.
struct Cell {
  const std::string& text;
  const std::string& region;
  PersonRow& row;
};

using Problem = std::optional<std::string>;  // what was wanted
using Reader = Problem (*)(const Cell&);

std::vector<std::string> Entries(const std::string& text) {
  if (text.empty()) return {};
  const std::vector<absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(';', kMaxEntries));
  std::vector<std::string> entries;
  entries.reserve(parts.size());
  for (const absl::string_view part : parts) {
    entries.emplace_back(absl::StripAsciiWhitespace(part));
  }
  return entries;
}

std::string AuthorityName(const Cell& cell, const std::string& code) {
  return cell.region + "/authorities/" + code;
}

Problem ReadNumber(const std::string& text, int32_t& number) {
  if (text.empty() || absl::SimpleAtoi(text, &number)) return std::nullopt;
  return "a whole number";
}

Problem ReadId(const Cell& cell) {
  if (!validation::IsId(cell.text)) {
    return "1 to 63 of a-z, 0-9 and '-', a letter or digit at both ends";
  }
  cell.row.person.set_name(cell.region + "/people/" + cell.text);
  return std::nullopt;
}

Problem ReadDisplayName(const Cell& cell) {
  cell.row.person.set_display_name(cell.text);
  return std::nullopt;
}

Problem ReadAuthority(const Cell& cell) {
  if (cell.text.empty()) return std::nullopt;
  if (!validation::IsGssCode(cell.text)) return "a GSS code, such as E10000019";
  cell.row.person.set_authority(AuthorityName(cell, cell.text));
  return std::nullopt;
}

Problem ReadOrganisation(const Cell& cell) {
  cell.row.person.set_organisation(cell.text);
  return std::nullopt;
}

Problem ReadRole(const Cell& cell) {
  cell.row.person.set_role(cell.text);
  return std::nullopt;
}

Problem ReadThemes(const Cell& cell) {
  for (const std::string& theme : Entries(cell.text)) cell.row.person.add_themes(theme);
  return std::nullopt;
}

Problem ReadCanLead(const Cell& cell) {
  if (!cell.text.empty() && cell.text != "true" && cell.text != "false") return "true or false";
  cell.row.person.set_can_lead(cell.text == "true");
  return std::nullopt;
}

Problem ReadMaxReviews(const Cell& cell) {
  int32_t number = 0;
  Problem problem = ReadNumber(cell.text, number);
  cell.row.person.set_max_reviews(number);
  return problem;
}

Problem ReadReviewsDone(const Cell& cell) {
  int32_t number = 0;
  Problem problem = ReadNumber(cell.text, number);
  cell.row.person.set_reviews_done(number);
  return problem;
}

Problem ReadUnavailable(const Cell& cell) {
  for (const std::string& entry : Entries(cell.text)) {
    const std::vector<std::string> days = absl::StrSplit(entry, '/');
    if (days.size() != 2) return "ranges YYYY-MM-DD/YYYY-MM-DD with ';' between";
    v1::DateRange& range = *cell.row.person.add_unavailable();
    range.set_start_date(days[0]);
    range.set_end_date(days[1]);
  }
  return std::nullopt;
}

Problem ReadConflicts(const Cell& cell) {
  const std::vector<std::string> codes = Entries(cell.text);
  std::set<std::string> names;
  for (const std::string& code : codes) {
    if (!validation::IsGssCode(code)) return "GSS codes with ';' between";
    names.insert(AuthorityName(cell, code));
  }
  if (codes.size() > kMaxConflicts) return absl::StrCat("at most ", kMaxConflicts, " GSS codes");
  cell.row.conflicts.assign(names.begin(), names.end());
  return std::nullopt;
}

Problem ReadAccount(const Cell& cell) {
  cell.row.person.set_account(cell.text);
  return std::nullopt;
}

const std::map<std::string, Reader>& Readers() {
  static const auto* const kReaders = new std::map<std::string, Reader>{
      {"id", ReadId},
      {"display_name", ReadDisplayName},
      {"authority", ReadAuthority},
      {"organisation", ReadOrganisation},
      {"role", ReadRole},
      {"themes", ReadThemes},
      {"can_lead", ReadCanLead},
      {"max_reviews", ReadMaxReviews},
      {"reviews_done", ReadReviewsDone},
      {"unavailable", ReadUnavailable},
      {"conflicts", ReadConflicts},
      {"account", ReadAccount},
  };
  return *kReaders;
}

absl::Status CheckHeader(const std::vector<std::string>& columns) {
  std::set<std::string> seen;
  for (const std::string& column : columns) {
    if (Readers().count(column) == 0) {
      return errors::InvalidField(
          "csv", absl::StrCat("column '", column, "'"),
          absl::StrCat("columns out of ",
                       absl::StrJoin(Readers(), ", ", [](std::string* out, const auto& it) {
                         out->append(it.first);
                       })));
    }
    if (!seen.insert(column).second) {
      return errors::InvalidField("csv", absl::StrCat("column '", column, "' twice"),
                                  "each column once");
    }
  }
  for (const char* needed : {"id", "role", "display_name"}) {
    if (seen.count(needed) == 0) {
      return errors::InvalidField("csv", "a header without it",
                                  absl::StrCat("a column '", needed, "'"));
    }
  }
  return absl::OkStatus();
}

PersonRow ReadRow(const CsvRow& row, const std::vector<std::string>& columns,
                  const std::string& region) {
  PersonRow read{.line = row.line, .person = {}, .conflicts = {}, .problems = {}};
  if (row.cells.size() != columns.size()) {
    read.problems.push_back(RowProblem("row", absl::StrCat(row.cells.size(), " cells"),
                                       absl::StrCat(columns.size(), " cells")));
    return read;
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    const Problem wanted = Readers().at(columns[i])({row.cells[i], region, read});
    if (wanted) read.problems.push_back(RowProblem(columns[i], row.cells[i], *wanted));
  }
  return read;
}

google::protobuf::FieldMask FieldsOf(const std::vector<std::string>& columns) {
  google::protobuf::FieldMask fields;
  for (const std::string& column : columns) {
    if (column != "id" && column != "conflicts") fields.add_paths(column);
  }
  return fields;
}

}  // namespace

std::string RowProblem(std::string_view column, std::string_view got, std::string_view wanted) {
  size_t shown = got.size();
  if (shown > kMaxShown) {
    shown = kMaxShown;
    // Not in the middle of a character.
    while (shown > 0 && (static_cast<unsigned char>(got[shown]) & 0xC0) == 0x80) --shown;
  }
  return absl::StrCat(View(column), ": got '", View(got.substr(0, shown)),
                      shown < got.size() ? "...', wanted " : "', wanted ", View(wanted));
}

absl::StatusOr<PeopleFile> ReadPeopleCsv(std::string_view csv, const std::string& region) {
  if (csv.size() > kMaxBytes) {
    return errors::InvalidField("csv", absl::StrCat(csv.size(), " bytes"), "at most 2 MiB");
  }
  // One cell more than there are columns, so that a row which is too long is told from one that
  // fits.
  auto rows = ParseCsv(csv, {.rows = kMaxPeople + 1, .cells = Readers().size() + 1}, "csv");
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return errors::InvalidField("csv", "nothing", "a header row");
  const std::vector<std::string> columns = rows->front().cells;
  if (absl::Status status = CheckHeader(columns); !status.ok()) return status;
  PeopleFile file{.columns = FieldsOf(columns), .rows = {}};
  std::set<std::string> names;
  for (size_t i = 1; i < rows->size(); ++i) {
    PersonRow row = ReadRow((*rows)[i], columns, region);
    const std::string& name = row.person.name();
    if (!name.empty() && !names.insert(name).second) {
      row.problems.push_back(
          RowProblem("id", validation::IdOf(name), "an id that no earlier row has"));
    }
    file.rows.push_back(std::move(row));
  }
  return file;
}

}  // namespace peerchallenge::scheduling
