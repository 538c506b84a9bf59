#include "services/peerchallenge/finding_text.h"

#include "absl/strings/str_cat.h"
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
  table.AddRow({validation::IdOf(finding.name()), finding.limb(),
                InWords(v1::Finding::Kind_Name(finding.kind()), "KIND_"),
                InWords(v1::Finding::State_Name(finding.state()), "STATE_"), SupportText(finding),
                finding.text()});
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
