#include "services/peerchallenge/finding_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;

constexpr size_t kTextWidth = 70;

std::string SupportText(const v1::Finding& finding) {
  std::string text =
      InWords(evidence::v1::Support_Name(finding.assessment().support()), "SUPPORT_");
  if (finding.has_override()) absl::StrAppend(&text, ", overridden");
  if (!finding.assessment().contradictions().empty()) absl::StrAppend(&text, ", contradicted");
  for (const int mark : finding.marks()) {
    absl::StrAppend(&text, "\n! ",
                    InWords(v1::Finding::Mark_Name(static_cast<v1::Finding::Mark>(mark)), "MARK_"));
  }
  if (finding.assessment_stale()) absl::StrAppend(&text, "\n(as last known)");
  return text;
}

Table FindingTable() {
  return Table({{"finding"},
                {"limb"},
                {"kind"},
                {"state"},
                {"support"},
                {"text", Align::kLeft, kTextWidth}});
}

void AddRow(const v1::Finding& finding, Table& table) {
  std::string text = finding.text();
  if (finding.has_override()) {
    absl::StrAppend(&text, "\nIt stands, says ", validation::IdOf(finding.override().person()),
                    ": ", finding.override().reason());
  }
  if (!finding.withdraw_reason().empty()) {
    absl::StrAppend(&text, "\nWithdrawn: ", finding.withdraw_reason());
  }
  table.AddRow({validation::IdOf(finding.name()), finding.limb(),
                InWords(v1::Finding::Kind_Name(finding.kind()), "KIND_"),
                InWords(v1::Finding::State_Name(finding.state()), "STATE_"), SupportText(finding),
                text});
}

std::string IdsOf(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return absl::StrJoin(names, ", ", [](std::string* out, const std::string& name) {
    *out += validation::IdOf(name);
  });
}

// "declared: A, B against C", "directions differ: A against B".
std::string ContradictionText(const evidence::v1::Contradiction& contradiction) {
  using Contradiction = evidence::v1::Contradiction;
  return absl::StrCat(InWords(Contradiction::Kind_Name(contradiction.kind()), "KIND_"), ": ",
                      IdsOf(contradiction.items()), " against ",
                      IdsOf(contradiction.opposed_items()));
}

// What has become of an item that the finding rests on; empty = nothing.
std::string FateOf(const std::string& item, const evidence::v1::Assessment& assessment) {
  const auto holds = [&](const auto& names) {
    return std::find(names.begin(), names.end(), item) != names.end();
  };
  if (holds(assessment.lost_items())) return ", withdrawn or disposed of";
  if (holds(assessment.revised_items())) return ", revised since";
  return holds(assessment.unsupporting_items()) ? ", does not point this way" : "";
}

Table RecommendationTable() {
  return Table({{"no.", Align::kRight},
                {"review"},
                {"to"},
                {"priority"},
                {"when"},
                {"state"},
                {"text", Align::kLeft, kTextWidth}});
}

void AddRow(const v1::Recommendation& recommendation, Table& table) {
  using Recommendation = v1::Recommendation;
  table.AddRow(
      {absl::StrCat(recommendation.number()),
       validation::IdOf(validation::ReviewOf(recommendation.name())),
       recommendation.addressee_detail().empty()
           ? InWords(Recommendation::Addressee_Name(recommendation.addressee()), "ADDRESSEE_")
           : recommendation.addressee_detail(),
       InWords(Recommendation::Priority_Name(recommendation.priority()), "PRIORITY_"),
       InWords(Recommendation::Horizon_Name(recommendation.horizon()), "HORIZON_"),
       InWords(Recommendation::State_Name(recommendation.state()), "STATE_"),
       recommendation.text()});
}

}  // namespace

std::string FindingText(const v1::Finding& finding) {
  Table table = FindingTable();
  AddRow(finding, table);
  return table.Render();
}

std::string WholeFindingText(const v1::Finding& finding) {
  std::string text = FindingText(finding);
  const evidence::v1::Assessment& assessment = finding.assessment();
  absl::StrAppend(&text, "\n", assessment.independent_sources(), " independent source",
                  assessment.independent_sources() == 1 ? "" : "s",
                  assessment.source_classes().empty() ? "" : ": ",
                  absl::StrJoin(assessment.source_classes(), ", ",
                                [](std::string* out, int source) {
                                  *out +=
                                      InWords(evidence::v1::SourceClass_Name(
                                                  static_cast<evidence::v1::SourceClass>(source)),
                                              "SOURCE_CLASS_");
                                }),
                  "\nRests on\n");
  for (const auto& basis : finding.bases()) {
    absl::StrAppend(&text, "  ", validation::IdOf(basis.item()), ", version ", basis.version(),
                    FateOf(basis.item(), assessment), "\n");
  }
  if (finding.bases().empty()) absl::StrAppend(&text, "  nothing\n");
  if (assessment.contradictions().empty()) return text;
  absl::StrAppend(&text, "Contradicted\n");
  for (const auto& contradiction : assessment.contradictions()) {
    absl::StrAppend(&text, "  ", ContradictionText(contradiction), "\n");
  }
  return text;
}

std::string FindingsText(const v1::ListFindingsResponse& findings) {
  if (findings.findings().empty()) return "No findings.\n";
  Table table = FindingTable();
  for (const v1::Finding& finding : findings.findings()) AddRow(finding, table);
  return table.Render();
}

std::string RecommendationText(const v1::Recommendation& recommendation) {
  Table table = RecommendationTable();
  AddRow(recommendation, table);
  return table.Render();
}

std::string RecommendationsText(const v1::ListRecommendationsResponse& response) {
  if (response.recommendations().empty()) return "No recommendations.\n";
  Table table = RecommendationTable();
  for (const auto& recommendation : response.recommendations()) AddRow(recommendation, table);
  return table.Render();
}

}  // namespace peerchallenge::cli
