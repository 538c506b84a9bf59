#include "services/peerchallenge/evidence_text.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/byte_progress.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = evidence::v1;

constexpr size_t kTextWidth = 70;

std::string SupportText(v1::Support support) {
  return InWords(v1::Support_Name(support), "SUPPORT_");
}

std::string IdsOf(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return absl::StrJoin(names, ", ", [](std::string* out, const std::string& name) {
    *out += validation::IdOf(name);
  });
}

// "3 items, 2 sources": one cell of the table.
std::string CellText(const v1::CoverageCell& cell) {
  return absl::StrCat(cell.items(), "/", cell.independent_sources());
}

std::set<v1::SourceClass> ClassesIn(const v1::Triangulation& coverage) {
  std::set<v1::SourceClass> classes;
  for (const auto& limb : coverage.limbs()) {
    for (const auto& cell : limb.cells()) classes.insert(cell.source_class());
  }
  return classes;
}

std::string CoverageTable(const v1::Triangulation& coverage) {
  std::vector<Column> columns = {{"limb"}, {"strengths"}, {"areas"}};
  const std::set<v1::SourceClass> classes = ClassesIn(coverage);
  for (const v1::SourceClass source_class : classes) {
    columns.push_back({ClassText(source_class), Align::kRight});
  }
  Table table(columns);
  for (const auto& limb : coverage.limbs()) {
    std::vector<std::string> row = {limb.limb(), SupportText(limb.strength_support()),
                                    SupportText(limb.area_support())};
    for (const v1::SourceClass source_class : classes) {
      const auto& cells = limb.cells();
      const auto cell = std::find_if(cells.begin(), cells.end(), [&](const auto& other) {
        return other.source_class() == source_class;
      });
      row.push_back(cell == cells.end() ? "-" : CellText(*cell));
    }
    table.AddRow(std::move(row));
  }
  return table.Render();
}

// Classes whose gap the same sessions could close stand together.
void AddGaps(const v1::LimbCoverage& limb, std::string& text) {
  std::map<std::string, std::vector<std::string>> classes;  // by sessions
  for (const auto& gap : limb.gaps()) {
    classes[IdsOf(gap.sessions())].push_back(ClassText(gap.source_class()));
  }
  for (const auto& [sessions, names] : classes) {
    absl::StrAppend(&text, "  ", limb.limb(), " has nothing from ", absl::StrJoin(names, ", "),
                    sessions.empty() ? "; no session ahead could close it"
                                     : absl::StrCat("; could be closed at ", sessions),
                    "\n");
  }
}

void AddContradictions(const v1::LimbCoverage& limb, std::string& text) {
  for (const auto& contradiction : limb.contradictions()) {
    absl::StrAppend(&text, "  ", limb.limb(), ": ", IdsOf(contradiction.items()), " against ",
                    IdsOf(contradiction.opposed_items()), "\n");
  }
}

// Those that may be kept.
std::string VersionsOf(const v1::ItemConflict& conflict) {
  std::string both = absl::StrCat(conflict.first_version(), " and ", conflict.second_version());
  if (conflict.merged_version() == 0) return both;
  return absl::StrCat(both, ", together ", conflict.merged_version());
}

}  // namespace

std::string ClassText(v1::SourceClass source_class) {
  return InWords(v1::SourceClass_Name(source_class), "SOURCE_CLASS_");
}

std::string BearingsText(const v1::ItemContent& content) {
  return absl::StrJoin(content.bearings(), ", ", [](std::string* out, const v1::Bearing& bearing) {
    absl::StrAppend(out, bearing.limb(), " ",
                    InWords(v1::Bearing::Direction_Name(bearing.direction()), "DIRECTION_"));
  });
}

std::string AttachmentText(const v1::Attachment& attachment) {
  std::string text =
      absl::StrCat(attachment.name(), "\n  ", attachment.file_name(), ", ",
                   BytesText(attachment.size()), ", ", attachment.content_type(), ", ",
                   InWords(v1::Attachment::State_Name(attachment.state()), "STATE_"), "\n");
  if (!attachment.scan_result().empty()) {
    absl::StrAppend(&text, "  the scanner found ", attachment.scan_result(), "\n");
  }
  return text;
}

std::string ItemText(const v1::Item& item) {
  const v1::ItemContent& content = item.content();
  std::string text = absl::StrCat(
      item.name(), "\n  ", InWords(v1::ItemContent::Kind_Name(content.kind()), "KIND_"), ", ",
      InWords(v1::Item::State_Name(item.state()), "STATE_"), ", version ", item.version(),
      item.conflicted() ? ", in conflict" : "", "\n  from ", ClassText(item.source_class()),
      ", by ", validation::IdOf(item.captured().author()), "\n");
  if (!content.bearings().empty()) absl::StrAppend(&text, "  on ", BearingsText(content), "\n");
  for (const std::string& line : WrapWords(content.text(), kTextWidth)) {
    absl::StrAppend(&text, "    ", line, "\n");
  }
  for (const int warning : item.warnings()) {
    absl::StrAppend(
        &text, "  look at the text: ",
        InWords(v1::Item::Warning_Name(static_cast<v1::Item::Warning>(warning)), "WARNING_"), "\n");
  }
  return text;
}

std::string ItemsText(const v1::ListItemsResponse& response) {
  if (response.items().empty()) return "No evidence that you may read.\n";
  Table table({{"item"},
               {"from"},
               {"by"},
               {"on"},
               {"files", Align::kRight},
               {"text", Align::kLeft, kTextWidth}});
  for (const v1::Item& item : response.items()) {
    const int files = item.content().attachments_size();
    table.AddRow({validation::IdOf(item.name()), ClassText(item.source_class()),
                  validation::IdOf(item.captured().author()), BearingsText(item.content()),
                  files == 0 ? "-" : absl::StrCat(files), item.content().text()});
  }
  return table.Render();
}

std::string HitsText(const v1::SearchItemsResponse& response) {
  if (response.hits().empty()) return "Nothing found that you may read.\n";
  Table table({{"item"}, {"from"}, {"passage", Align::kLeft, kTextWidth}});
  for (const auto& hit : response.hits()) {
    std::string passage;
    for (const auto& piece : hit.snippet()) {
      absl::StrAppend(&passage, piece.matched() ? "[" : "", piece.text(),
                      piece.matched() ? "]" : "");
    }
    table.AddRow(
        {validation::IdOf(hit.item().name()), ClassText(hit.item().source_class()), passage});
  }
  const bool more = !response.next_page_token().empty();
  return table.Render() + (more ? "There is more: look with --most, or for more words.\n" : "");
}

std::string CaseAssignmentText(const v1::CaseAssignment& assignment) {
  return absl::StrCat(validation::IdOf(assignment.name()), " audits ",
                      assignment.case_references().empty()
                          ? "no case"
                          : absl::StrJoin(assignment.case_references(), ", "),
                      "\n");
}

std::string CaseAssignmentsText(const v1::ListCaseAssignmentsResponse& response) {
  if (response.case_assignments().empty()) return "No cases are assigned that you may see.\n";
  Table table({{"case auditor"}, {"cases", Align::kLeft, kTextWidth}, {"etag"}});
  for (const v1::CaseAssignment& assignment : response.case_assignments()) {
    const auto& cases = assignment.case_references();
    table.AddRow({validation::IdOf(assignment.name()),
                  cases.empty() ? "-" : absl::StrJoin(cases, ", "), assignment.etag()});
  }
  return table.Render();
}

std::string ConflictsText(const v1::ListItemConflictsResponse& response) {
  if (response.conflicts().empty()) return "No conflict waits for anybody.\n";
  Table table({{"conflict"}, {"severity"}, {"versions"}, {"fields"}, {"etag"}});
  for (const auto& conflict : response.conflicts()) {
    table.AddRow({conflict.name(),
                  InWords(v1::ItemConflict::Severity_Name(conflict.severity()), "SEVERITY_"),
                  VersionsOf(conflict), absl::StrJoin(conflict.fields(), ", "), conflict.etag()});
  }
  return table.Render();
}

std::string CoverageText(const v1::Triangulation& coverage) {
  std::string gaps, contradictions, single;
  for (const v1::LimbCoverage& limb : coverage.limbs()) {
    AddContradictions(limb, contradictions);
    AddGaps(limb, gaps);
    if (!limb.single_source_items().empty()) {
      absl::StrAppend(&single, "  ", limb.limb(), ": ", IdsOf(limb.single_source_items()), "\n");
    }
  }
  std::string text =
      absl::StrCat("Items/independent sources by limb and source class\n", CoverageTable(coverage));
  if (!contradictions.empty()) absl::StrAppend(&text, "\nContradictions\n", contradictions);
  if (!single.empty()) absl::StrAppend(&text, "\nSupported by nothing independent\n", single);
  if (!gaps.empty()) absl::StrAppend(&text, "\nGaps\n", gaps);
  if (coverage.unsorted_items() > 0) {
    absl::StrAppend(&text, "\n", coverage.unsorted_items(), " items bear on no limb yet\n");
  }
  return text;
}

std::string OutcomesText(const v1::BatchCaptureItemsResponse& response) {
  std::string text;
  for (int i = 0; i < response.outcomes_size(); ++i) {
    const auto& outcome = response.outcomes(i);
    absl::StrAppend(&text,
                    outcome.has_item()
                        ? absl::StrCat("stored ", outcome.item().name())
                        : absl::StrCat("refused ", i + 1, ": ", outcome.failure().message()),
                    "\n");
  }
  return text;
}

}  // namespace peerchallenge::cli
