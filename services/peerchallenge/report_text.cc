#include "services/peerchallenge/report_text.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::CommitteeReport;
using Blocks = google::protobuf::RepeatedPtrField<v1::TextBlock>;

constexpr size_t kCellWidth = 50;
constexpr size_t kTextWidth = 100;

std::string PartText(const std::string& heading, const Blocks& blocks) {
  std::string text = absl::StrCat("\n", heading, "\n");
  for (const v1::TextBlock& block : blocks) {
    for (const std::string& line : WrapWords(block.text(), kTextWidth)) {
      absl::StrAppend(&text, "  ", line, "\n");
    }
  }
  return text;
}

}  // namespace

std::string ReportsText(const v1::ListCommitteeReportsResponse& response) {
  if (response.committee_reports().empty()) return "No reports.\n";
  Table table({{"meeting"},
               {"review"},
               {"report"},
               {"state"},
               {"papers by"},
               {"published"},
               {"to", Align::kLeft, kCellWidth}});
  for (const CommitteeReport& report : response.committee_reports()) {
    table.AddRow({report.meeting_date(), validation::IdOf(validation::ReviewOf(report.name())),
                  validation::IdOf(report.name()),
                  InWords(CommitteeReport::State_Name(report.state()), "STATE_"),
                  report.publication_due_date(), report.publication_date(), report.report_to()});
  }
  return table.Render();
}

std::string ReportText(const CommitteeReport& report) {
  v1::ListCommitteeReportsResponse one;
  *one.add_committee_reports() = report;
  return ReportsText(one);
}

std::string WholeReportText(const CommitteeReport& report) {
  std::string text = absl::StrCat(ReportText(report), "\nFrom: ", report.report_from(),
                                  "\nSubject: ", report.subject(), "\n");
  if (report.has_exempt_annex()) text += "There is an exempt annex.\n";
  for (const auto& [heading, blocks] : std::vector<std::pair<const char*, const Blocks*>>{
           {"Summary", &report.summary()},
           {"Actions required", &report.actions_required()},
           {"Background", &report.background()},
           {"Conclusion", &report.conclusion()},
           {"Consultation", &report.consultation()}}) {
    text += PartText(heading, *blocks);
  }
  char letter = 'B';
  for (const auto& appendix : report.appendices()) {
    text += PartText(absl::StrCat("Appendix ", std::string(1, letter++), ": ", appendix.title()),
                     appendix.blocks());
  }
  return text;
}

std::string AnnexText(const v1::ExemptAnnex& annex) {
  if (annex.blocks().empty()) return "No exempt annex.\n";
  return PartText(absl::StrCat("Not for publication (", annex.ground(), ")"), annex.blocks())
      .substr(1);
}

}  // namespace peerchallenge::cli
