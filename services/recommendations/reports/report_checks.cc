#include "services/recommendations/reports/report_checks.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/recommendations/letters/letter_checks.h"

namespace peerchallenge::recommendations {
namespace {

using validation::FieldChecks;

constexpr size_t kLongestBlock = 8'000;
constexpr size_t kLongestTitle = 300;
constexpr size_t kLongestPosition = 200;
constexpr int kMostShortBlocks = 20;
constexpr int kMostAppendices = 10;

}  // namespace

void CheckBlocks(const TextBlocks& blocks, const std::string& field, int most,
                 FieldChecks& checks) {
  checks.Count(field, blocks.size(), most);
  if (blocks.size() > most) return;
  for (int i = 0; i < blocks.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "]");
    checks.That(v1::TextBlock::Shape_IsValid(blocks[i].shape()), at + ".shape",
                absl::StrCat(blocks[i].shape()),
                "PARAGRAPH, LIST_ITEM, NUMBERED_ITEM, HEADING or QUOTATION");
    CheckLine(at + ".text", blocks[i].text(), 1, kLongestBlock, checks);
  }
}

void CheckSize(const google::protobuf::Message& part, const std::string& field,
               FieldChecks& checks) {
  checks.That(part.ByteSizeLong() <= kMostReportBytes, field,
              absl::StrCat(part.ByteSizeLong(), " bytes"),
              absl::StrCat("at most ", kMostReportBytes, " bytes"));
}

void CheckReport(const v1::CommitteeReport& report, FieldChecks& checks) {
  const std::string at = "committee_report.";
  CheckSize(report, "committee_report", checks);
  CheckLine(at + "report_to", report.report_to(), 1, kLongestPosition, checks);
  CheckLine(at + "report_from", report.report_from(), 1, kLongestPosition, checks);
  CheckLine(at + "subject", report.subject(), 1, kLongestTitle, checks);
  checks.Day(at + "meeting_date", report.meeting_date());
  CheckBlocks(report.summary(), at + "summary", kMostShortBlocks, checks);
  CheckBlocks(report.actions_required(), at + "actions_required", kMostShortBlocks, checks);
  CheckBlocks(report.background(), at + "background", kMostBlocks, checks);
  CheckBlocks(report.conclusion(), at + "conclusion", kMostShortBlocks, checks);
  CheckBlocks(report.consultation(), at + "consultation", kMostShortBlocks, checks);
  checks.Count(at + "appendices", report.appendices_size(), kMostAppendices);
  if (report.appendices_size() > kMostAppendices) return;
  for (int i = 0; i < report.appendices_size(); ++i) {
    const std::string appendix = absl::StrCat(at, "appendices[", i, "]");
    CheckLine(appendix + ".title", report.appendices(i).title(), 1, kLongestTitle, checks);
    CheckBlocks(report.appendices(i).blocks(), appendix + ".blocks", kMostBlocks, checks);
  }
}

absl::Status RequireAllParts(const v1::CommitteeReport& report) {
  std::vector<errors::RuleViolation> empty;
  for (const auto& [part, blocks] : std::vector<std::pair<const char*, const TextBlocks*>>{
           {"summary", &report.summary()},
           {"actions required", &report.actions_required()},
           {"background", &report.background()},
           {"conclusion", &report.conclusion()},
           {"consultation", &report.consultation()}}) {
    if (blocks->empty()) {
      empty.push_back({"REPORT_PART", report.name(), absl::StrCat("the ", part, " is empty")});
    }
  }
  return empty.empty() ? absl::OkStatus() : errors::RulesBroken(empty);
}

}  // namespace peerchallenge::recommendations
