// The methods of CommitteeReportService on what is not for publication.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/stamped.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/document_rendering.h"
#include "services/recommendations/letters/letter_checks.h"
#include "services/recommendations/names.h"
#include "services/recommendations/reports/committee_report_service.h"
#include "services/recommendations/reports/report_checks.h"
#include "services/recommendations/reports/report_document.h"
#include "services/recommendations/reports/report_sight.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::CommitteeReport;
using v1::ExemptAnnex;
using validation::FieldChecks;

constexpr size_t kLongestGround = 300;

// "…/committeeReports/r1/exemptAnnex" -> "…/committeeReports/r1".
std::string ReportOf(const std::string& annex) { return annex.substr(0, annex.rfind('/')); }

absl::Status CheckName(const std::string& name, const std::string& field) {
  FieldChecks checks;
  checks.Name(field, name, kExemptAnnexName);
  return checks.Result();
}

// The report that an annex belongs to, for those who see it; RESOURCE_NOT_FOUND under the annex.
absl::StatusOr<CommitteeReport> FindReport(Transaction& tx, const Context& context,
                                           const Standing& standing, const std::string& annex) {
  auto report = context.store.reports.reports.Get(tx, ReportOf(annex));
  if (absl::IsNotFound(report.status()) || (report.ok() && !Sees(standing, *report))) {
    return errors::NotFound(annex);
  }
  return report;
}

// Stores the annex; one without blocks is removed.
absl::StatusOr<ExemptAnnex> Replace(Transaction& tx, const Context& context, ExemptAnnex annex,
                                    const std::string& etag) {
  const auto& table = context.store.reports.annexes;
  const auto stored = table.Get(tx, annex.name());
  if (!stored.ok() && !absl::IsNotFound(stored.status())) return stored.status();
  if (annex.blocks().empty()) {
    if (stored.ok()) {
      if (absl::Status status = table.Delete(tx, annex.name(), etag); !status.ok()) return status;
    }
    annex.clear_etag();
    return annex;
  }
  if (!stored.ok()) return resources::InsertStamped(tx, context, table, std::move(annex));
  *annex.mutable_create_time() = stored->create_time();
  return resources::UpdateStamped(tx, context, table, std::move(annex), etag);
}

}  // namespace

absl::StatusOr<ExemptAnnex> CommitteeReportService::GetExemptAnnex(
    const rpc::Call& call, const v1::GetExemptAnnexRequest& request) {
  return Read<ExemptAnnex>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<ExemptAnnex> {
        const auto report = FindReport(tx, context_, standing, request.name());
        if (!report.ok()) return report.status();
        return context_.store.reports.annexes.Get(tx, request.name());
      });
}

absl::StatusOr<ExemptAnnex> CommitteeReportService::UpdateExemptAnnex(
    const rpc::Call& call, const v1::UpdateExemptAnnexRequest& request) {
  const ExemptAnnex& wanted = request.exempt_annex();
  FieldChecks checks;
  checks.Name("exempt_annex.name", wanted.name(), kExemptAnnexName);
  CheckLine("exempt_annex.ground", wanted.ground(), wanted.blocks().empty() ? 0 : 1, kLongestGround,
            checks);
  CheckBlocks(wanted.blocks(), "exempt_annex.blocks", kMostBlocks, checks);
  CheckSize(wanted, "exempt_annex", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<ExemptAnnex>(
      context_, call, request, wanted.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<ExemptAnnex> {
        auto report = FindReport(tx, context_, standing, wanted.name());
        if (!report.ok()) return report.status();
        if (report->state() != CommitteeReport::STATE_DRAFT) {
          return errors::WrongState(report->name(), CommitteeReport::State_Name(report->state()),
                                    "DRAFT");
        }
        ExemptAnnex annex;
        annex.set_name(wanted.name());
        annex.set_ground(wanted.ground());
        *annex.mutable_blocks() = wanted.blocks();
        auto stored = Replace(tx, context_, std::move(annex), wanted.etag());
        if (!stored.ok()) return stored;
        report->set_has_exempt_annex(!stored->blocks().empty());
        auto noted = resources::UpdateStamped(tx, context_, context_.store.reports.reports,
                                              *std::move(report), "");
        if (!noted.ok()) return noted.status();
        return stored;
      });
}

CommitteeReportService::Rendered CommitteeReportService::RenderExemptAnnex(
    const rpc::Call& call, const v1::RenderExemptAnnexRequest& request) {
  if (absl::Status status = CheckName(request.name(), "name"); !status.ok()) return status;
  const auto format = FormatOf(request.format());
  if (!format.ok()) return format.status();
  CommitteeReport report;
  const auto annex = Read<ExemptAnnex>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<ExemptAnnex> {
        auto found = FindReport(tx, context_, standing, request.name());
        if (!found.ok()) return found.status();
        report = *std::move(found);
        return context_.store.reports.annexes.Get(tx, request.name());
      });
  if (!annex.ok()) return annex.status();
  return context_.rendering.Render(
      call, DocumentOf(*annex, report), *format,
      absl::StrCat(FileNamePart(report.report_to()), "-", report.meeting_date(), "-exempt"));
}

}  // namespace peerchallenge::recommendations
