#include "services/peerchallenge/report_actions.h"

#include "common/errors/errors.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/rendered_file.h"
#include "services/peerchallenge/replies.h"
#include "services/peerchallenge/report_text.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::CommitteeReport;
using v1::ExemptAnnex;

absl::StatusOr<std::string> ReportName(const ReportArguments& arguments) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return review.status();
  return NameInReview(arguments.report, *review, "committeeReports");
}

absl::StatusOr<std::string> AnnexName(const ReportArguments& arguments) {
  const auto report = ReportName(arguments);
  if (!report.ok()) return report.status();
  return *report + "/exemptAnnex";
}

using Blocks = google::protobuf::RepeatedPtrField<v1::TextBlock>;

void AddParagraphs(const std::vector<std::string>& texts, Blocks& blocks) {
  for (const std::string& text : texts) {
    v1::TextBlock& block = *blocks.Add();
    block.set_shape(v1::TextBlock::SHAPE_PARAGRAPH);
    block.set_text(text);
  }
}

// What the arguments say of the report, each field with its path.
v1::UpdateCommitteeReportRequest ChangeOf(const ReportArguments& arguments) {
  v1::UpdateCommitteeReportRequest request;
  CommitteeReport& report = *request.mutable_committee_report();
  const auto line = [&](const std::string& value, const char* path, std::string* field) {
    if (value.empty()) return;
    *field = value;
    request.mutable_update_mask()->add_paths(path);
  };
  const auto part = [&](const std::vector<std::string>& texts, const char* path, Blocks* field) {
    if (texts.empty()) return;
    AddParagraphs(texts, *field);
    request.mutable_update_mask()->add_paths(path);
  };
  line(arguments.report_to, "report_to", report.mutable_report_to());
  line(arguments.date, "meeting_date", report.mutable_meeting_date());
  line(arguments.report_from, "report_from", report.mutable_report_from());
  line(arguments.subject, "subject", report.mutable_subject());
  part(arguments.summary, "summary", report.mutable_summary());
  part(arguments.actions_required, "actions_required", report.mutable_actions_required());
  part(arguments.background, "background", report.mutable_background());
  part(arguments.conclusion, "conclusion", report.mutable_conclusion());
  part(arguments.consultation, "consultation", report.mutable_consultation());
  return request;
}

}  // namespace

ExitCode DraftReport(const ReportArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  v1::DraftCommitteeReportRequest request;
  request.set_parent(*review);
  request.set_committee_report_id(arguments.id);
  request.set_report_to(arguments.report_to);
  request.set_report_from(arguments.report_from);
  request.set_meeting_date(arguments.date);
  request.set_request_id(client.NewRequestId());
  return Print(client.CallRecommendations<CommitteeReport>(
                   "CommitteeReportService/DraftCommitteeReport", request),
               ReportText, arguments, client, console);
}

ExitCode ListReports(const ReportArguments& arguments, Client& client, Console& console) {
  v1::ListCommitteeReportsRequest request;
  if (const auto region = RegionName(arguments.review); region.ok()) {
    request.set_parent(*region + "/reviews/-");
  } else {
    const auto review = ReviewName(arguments.review);
    if (!review.ok()) return BadInput(review.status(), arguments, console);
    request.set_parent(*review);
  }
  using Response = v1::ListCommitteeReportsResponse;
  return Print(
      AllPages<Response>("CommitteeReportService/ListCommitteeReports", request, client,
                         [](Response& all, const Response& page) {
                           all.mutable_committee_reports()->MergeFrom(page.committee_reports());
                         }),
      ReportsText, arguments, client, console);
}

ExitCode ShowReport(const ReportArguments& arguments, Client& client, Console& console) {
  const auto name = ReportName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::GetCommitteeReportRequest request;
  request.set_name(*name);
  return Print(client.CallRecommendations<CommitteeReport>(
                   "CommitteeReportService/GetCommitteeReport", request),
               WholeReportText, arguments, client, console);
}

ExitCode ChangeReport(const ReportArguments& arguments, Client& client, Console& console) {
  const auto name = ReportName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::UpdateCommitteeReportRequest request = ChangeOf(arguments);
  if (request.update_mask().paths().empty()) {
    return BadInput(errors::InvalidField("--subject", "nothing to change", "what is to change"),
                    arguments, console);
  }
  request.mutable_committee_report()->set_name(*name);
  request.set_request_id(client.NewRequestId());
  return Print(client.CallRecommendations<CommitteeReport>(
                   "CommitteeReportService/UpdateCommitteeReport", request),
               WholeReportText, arguments, client, console);
}

ExitCode PublishReport(const ReportArguments& arguments, Client& client, Console& console) {
  const auto name = ReportName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::PublishCommitteeReportRequest request;
  request.set_name(*name);
  request.set_request_id(client.NewRequestId());
  return Print(client.CallRecommendations<CommitteeReport>(
                   "CommitteeReportService/PublishCommitteeReport", request),
               ReportText, arguments, client, console);
}

ExitCode RenderReport(const ReportArguments& arguments, Client& client, Console& console) {
  const auto name = ReportName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  const auto format = ParseFormat(arguments.format);
  if (!format.ok()) return BadInput(format.status(), arguments, console);
  v1::RenderCommitteeReportRequest request;
  request.set_name(*name);
  request.set_format(*format);
  return PrintFile(
      WriteRendered(client, "CommitteeReportService/RenderCommitteeReport", request, arguments.out),
      arguments, client, console);
}

ExitCode ShowAnnex(const ReportArguments& arguments, Client& client, Console& console) {
  const auto name = AnnexName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::GetExemptAnnexRequest request;
  request.set_name(*name);
  return Print(
      client.CallRecommendations<ExemptAnnex>("CommitteeReportService/GetExemptAnnex", request),
      AnnexText, arguments, client, console);
}

ExitCode WriteAnnex(const ReportArguments& arguments, Client& client, Console& console) {
  const auto name = AnnexName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::UpdateExemptAnnexRequest request;
  ExemptAnnex& annex = *request.mutable_exempt_annex();
  annex.set_name(*name);
  annex.set_ground(arguments.ground);
  AddParagraphs(arguments.text, *annex.mutable_blocks());
  request.set_request_id(client.NewRequestId());
  return Print(
      client.CallRecommendations<ExemptAnnex>("CommitteeReportService/UpdateExemptAnnex", request),
      AnnexText, arguments, client, console);
}

ExitCode RenderAnnex(const ReportArguments& arguments, Client& client, Console& console) {
  const auto name = AnnexName(arguments);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  const auto format = ParseFormat(arguments.format);
  if (!format.ok()) return BadInput(format.status(), arguments, console);
  v1::RenderExemptAnnexRequest request;
  request.set_name(*name);
  request.set_format(*format);
  return PrintFile(
      WriteRendered(client, "CommitteeReportService/RenderExemptAnnex", request, arguments.out),
      arguments, client, console);
}

}  // namespace peerchallenge::cli
