// The methods of CommitteeReportService on reports.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/document_rendering.h"
#include "services/recommendations/follow_up_rules.h"
#include "services/recommendations/letters/letter_checks.h"
#include "services/recommendations/names.h"
#include "services/recommendations/region_days.h"
#include "services/recommendations/reports/committee_report_service.h"
#include "services/recommendations/reports/report_checks.h"
#include "services/recommendations/reports/report_document.h"
#include "services/recommendations/reports/report_draft.h"
#include "services/recommendations/reports/report_sight.h"
#include "services/recommendations/sight.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::CommitteeReport;
using v1::Letter;
using validation::FieldChecks;

constexpr size_t kLongestPosition = 200;
constexpr size_t kMostReports = 100;
constexpr char kDefaultFrom[] = "Director of Children's Services";

// The issued letter of a review; WRONG_STATE where there is none. Of a draft nothing is told.
absl::StatusOr<Letter> IssuedLetter(Transaction& tx, const Context& context,
                                    const std::string& review) {
  auto letter = context.store.letters.CurrentLetter(tx, review);
  if (!letter.ok()) return letter.status();
  if (!*letter || (*letter)->state() != Letter::STATE_ISSUED) {
    return errors::WrongState(review, "without an issued letter", "one with an issued letter");
  }
  return **std::move(letter);
}

absl::Status CheckRoom(Transaction& tx, const Context& context, const std::string& review) {
  const auto reports = context.store.reports.reports.All(tx, {{"parent", review}});
  if (!reports.ok()) return reports.status();
  if (reports->size() < kMostReports) return absl::OkStatus();
  return errors::QuotaExceeded("committee_reports",
                               absl::StrCat("a review has at most ", kMostReports, " reports"));
}

// The letter that is a report's Appendix A, with its text.
absl::StatusOr<Letter> AppendixA(Transaction& tx, const Context& context,
                                 const CommitteeReport& report) {
  auto letter = context.store.letters.letters.Get(tx, report.letter());
  if (!letter.ok()) return letter;
  return context.store.letters.WithText(tx, *std::move(letter));
}

// The clear working days lie between the day of publication and that of the meeting.
absl::Status SetDueDate(Transaction& tx, const Context& context, CommitteeReport& report) {
  const auto rules = RulesOf(tx, context.store, validation::RegionOf(report.name()));
  if (!rules.ok()) return rules.status();
  const auto days = WorkingDaysOf(tx, context.relations, report.name());
  if (!days.ok()) return days.status();
  const auto meeting = validation::ParseDay(report.meeting_date());
  if (!meeting) return absl::OkStatus();
  report.set_publication_due_date(
      validation::FormatDay(days->Before(*meeting, rules->committee_clear_days() + 1)));
  return absl::OkStatus();
}

absl::StatusOr<CommitteeReport> SeenReport(Transaction& tx, const Context& context,
                                           const Standing& standing, const std::string& name) {
  auto report = context.store.reports.reports.Get(tx, name);
  if (!report.ok()) return report;
  if (!Sees(standing, *report)) return errors::NotFound(name);
  return ViewOf(*std::move(report), standing);
}

absl::Status CheckDraft(const CommitteeReport& report) {
  if (report.state() == CommitteeReport::STATE_DRAFT) return absl::OkStatus();
  return errors::WrongState(report.name(), CommitteeReport::State_Name(report.state()), "DRAFT");
}

}  // namespace

absl::StatusOr<CommitteeReport> CommitteeReportService::DraftCommitteeReport(
    const rpc::Call& call, const v1::DraftCommitteeReportRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  if (!request.committee_report_id().empty()) {
    checks.Id("committee_report_id", request.committee_report_id());
  }
  CheckLine("report_to", request.report_to(), 1, kLongestPosition, checks);
  CheckLine("report_from", request.report_from(), 0, kLongestPosition, checks);
  checks.Day("meeting_date", request.meeting_date());
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const std::string id = request.committee_report_id().empty()
                             ? environment::NewUuidV7(context_.clock, context_.random)
                             : request.committee_report_id();
  return Mutate<CommitteeReport>(
      context_, call, request, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<CommitteeReport> {
        const auto letter = IssuedLetter(tx, context_, request.parent());
        if (!letter.ok()) return letter.status();
        absl::Status room = CheckRoom(tx, context_, request.parent());
        if (!room.ok()) return room;
        const auto material = LoadMaterial(tx, context_, standing.review);
        if (!material.ok()) return material.status();
        CommitteeReport report;
        report.set_name(absl::StrCat(request.parent(), "/committeeReports/", id));
        report.set_report_to(request.report_to());
        report.set_report_from(request.report_from().empty() ? kDefaultFrom
                                                             : request.report_from());
        report.set_meeting_date(request.meeting_date());
        report.set_letter(letter->name());
        report.set_state(CommitteeReport::STATE_DRAFT);
        DraftParts(*material, *letter, report);
        if (absl::Status status = SetDueDate(tx, context_, report); !status.ok()) return status;
        return resources::InsertStamped(tx, context_, context_.store.reports.reports,
                                        std::move(report));
      });
}

absl::StatusOr<CommitteeReport> CommitteeReportService::GetCommitteeReport(
    const rpc::Call& call, const v1::GetCommitteeReportRequest& request) {
  return Read<CommitteeReport>(context_, call, request.name(),
                               [&](Transaction& tx, const Standing& standing) {
                                 return SeenReport(tx, context_, standing, request.name());
                               });
}

absl::StatusOr<v1::ListCommitteeReportsResponse> CommitteeReportService::ListCommitteeReports(
    const rpc::Call& call, const v1::ListCommitteeReportsRequest& request) {
  FieldChecks checks;
  CheckReviews(request.parent(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  resources::ListQuery query = QueryOfReviews(call, request);
  query.order_by = "listed";
  using Response = v1::ListCommitteeReportsResponse;
  return ReadSeen<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, ReviewSights& sights) -> absl::StatusOr<Response> {
        absl::Status failed;
        const auto keep = [&](const CommitteeReport& report) {
          const auto standing = sights.Of(report.name());
          failed.Update(standing.status());
          return standing.ok() && *standing != nullptr && Sees(**standing, report);
        };
        auto response = resources::ToResponse(context_.store.reports.reports.List(tx, query, keep),
                                              &Response::mutable_committee_reports,
                                              [&](const CommitteeReport& report) {
                                                return ViewOf(report, **sights.Of(report.name()));
                                              });
        if (!failed.ok()) return failed;
        return response;
      });
}

absl::StatusOr<CommitteeReport> CommitteeReportService::UpdateCommitteeReport(
    const rpc::Call& call, const v1::UpdateCommitteeReportRequest& request) {
  return Mutate<CommitteeReport>(
      context_, call, request, request.committee_report().name(),
      [&](Transaction& tx, const Standing&) -> absl::StatusOr<CommitteeReport> {
        const auto& table = context_.store.reports.reports;
        auto report = resources::Patched(
            tx, table, request.committee_report(), request.update_mask(),
            {"letter", "has_exempt_annex", "publication_due_date", "publication_date", "state"});
        if (!report.ok()) return report;
        if (absl::Status status = CheckDraft(*report); !status.ok()) return status;
        FieldChecks checks;
        CheckReport(*report, checks);
        absl::Status status = checks.Result();
        if (status.ok()) status = SetDueDate(tx, context_, *report);
        if (!status.ok()) return status;
        return resources::UpdateStamped(tx, context_, table, *std::move(report),
                                        request.committee_report().etag());
      });
}

absl::StatusOr<CommitteeReport> CommitteeReportService::PublishCommitteeReport(
    const rpc::Call& call, const v1::PublishCommitteeReportRequest& request) {
  return Mutate<CommitteeReport>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing&) -> absl::StatusOr<CommitteeReport> {
        auto report = context_.store.reports.reports.Get(tx, request.name());
        if (!report.ok()) return report;
        absl::Status status = CheckDraft(*report);
        if (status.ok()) status = RequireAllParts(*report);
        if (!status.ok()) return status;
        report->set_state(CommitteeReport::STATE_PUBLISHED);
        report->set_publication_date(validation::FormatDay(environment::Today(context_.clock)));
        return resources::UpdateStamped(tx, context_, context_.store.reports.reports,
                                        *std::move(report), request.etag());
      });
}

CommitteeReportService::Rendered CommitteeReportService::RenderCommitteeReport(
    const rpc::Call& call, const v1::RenderCommitteeReportRequest& request) {
  const auto format = FormatOf(request.format());
  if (!format.ok()) return format.status();
  Letter letter;
  const auto report = Read<CommitteeReport>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<CommitteeReport> {
        auto seen = SeenReport(tx, context_, standing, request.name());
        if (!seen.ok()) return seen;
        auto appendix = AppendixA(tx, context_, *seen);
        if (!appendix.ok()) return appendix.status();
        letter = *std::move(appendix);
        return seen;
      });
  if (!report.ok()) return report.status();
  return context_.rendering.Render(
      call, DocumentOf(*report, letter), *format,
      absl::StrCat(FileNamePart(report->report_to()), "-", report->meeting_date()));
}

void CommitteeReportService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.recommendations.v1.CommitteeReportService",
                              context_.database);
  methods.Write("DraftCommitteeReport", this, &CommitteeReportService::DraftCommitteeReport);
  methods.Unary("GetCommitteeReport", this, &CommitteeReportService::GetCommitteeReport);
  methods.Unary("ListCommitteeReports", this, &CommitteeReportService::ListCommitteeReports);
  methods.Write("UpdateCommitteeReport", this, &CommitteeReportService::UpdateCommitteeReport);
  methods.Write("PublishCommitteeReport", this, &CommitteeReportService::PublishCommitteeReport);
  methods.Unary("GetExemptAnnex", this, &CommitteeReportService::GetExemptAnnex);
  methods.Write("UpdateExemptAnnex", this, &CommitteeReportService::UpdateExemptAnnex);
  methods.Stream("RenderCommitteeReport", this, &CommitteeReportService::RenderCommitteeReport);
  methods.Stream("RenderExemptAnnex", this, &CommitteeReportService::RenderExemptAnnex);
}

}  // namespace peerchallenge::recommendations
