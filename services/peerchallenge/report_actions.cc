#include "services/peerchallenge/report_actions.h"

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/recommendations/v1/committee_report.pb.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/rendered_file.h"
#include "services/peerchallenge/replies.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::CommitteeReport;

constexpr size_t kCellWidth = 50;

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

absl::StatusOr<std::string> ReportName(const ReportArguments& arguments) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return review.status();
  return NameInReview(arguments.report, *review, "committeeReports");
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

}  // namespace peerchallenge::cli
