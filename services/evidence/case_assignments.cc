// The methods of EvidenceService on case assignments.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "services/evidence/evidence_service.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using scheduling::v1::TeamMember;
using storage::Transaction;
using validation::FieldChecks;

constexpr int kMostCases = 100;

void CheckCases(const google::protobuf::RepeatedPtrField<std::string>& cases, FieldChecks& checks) {
  checks.Count("case_references", cases.size(), kMostCases);
  if (cases.size() > kMostCases) return;
  std::set<std::string> known;
  for (int i = 0; i < cases.size(); ++i) {
    const std::string at = absl::StrCat("case_references[", i, "]");
    checks.That(IsCaseReference(cases[i]), at, cases[i],
                "1 to 64 of A-Z, a-z, 0-9, \"-\" and \"/\"");
    checks.That(known.insert(cases[i]).second, at, cases[i], "each case once");
  }
}

absl::Status CheckAudits(const scheduling::v1::Review& review, const std::string& person) {
  const auto& team = review.team();
  const bool audits = std::any_of(team.begin(), team.end(), [&](const TeamMember& member) {
    return member.person() == person && member.duty() == TeamMember::DUTY_CASE_AUDITOR &&
           member.state() == TeamMember::STATE_ACCEPTED;
  });
  if (audits) return absl::OkStatus();
  return errors::ReferenceBroken(
      person, absl::StrCat("'", person, "' is no case auditor of '", review.name(), "'"));
}

}  // namespace

absl::StatusOr<v1::CaseAssignment> EvidenceService::AssignCases(
    const rpc::Call& call, const v1::AssignCasesRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kCaseAssignmentName);
  CheckCases(request.case_references(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const auto& table = context_.store.case_assignments;
  return Mutate<v1::CaseAssignment>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::CaseAssignment> {
        if (!standing.Leads()) return errors::NotFound(request.name());
        if (IsOver(standing.review)) {
          return errors::WrongState(standing.review.name(),
                                    scheduling::v1::Review::State_Name(standing.review.state()),
                                    "one before CLOSED");
        }
        absl::Status audits = CheckAudits(standing.review, AuditorOf(request.name()));
        if (!audits.ok()) return audits;
        auto assignment = table.Get(tx, request.name());
        if (absl::IsNotFound(assignment.status())) {
          if (!request.etag().empty()) return errors::EtagMismatch(request.name());
          v1::CaseAssignment first;
          first.set_name(request.name());
          *first.mutable_case_references() = request.case_references();
          return InsertStamped(tx, context_, table, std::move(first));
        }
        if (!assignment.ok()) return assignment;
        *assignment->mutable_case_references() = request.case_references();
        return UpdateStamped(tx, context_, table, *std::move(assignment), request.etag());
      },
      [&](Transaction&, const Standing& standing, const v1::CaseAssignment&) {
        return standing.Leads() ? absl::OkStatus() : errors::NotFound(request.name());
      });
}

absl::StatusOr<v1::CaseAssignment> EvidenceService::GetCaseAssignment(
    const rpc::Call& call, const v1::GetCaseAssignmentRequest& request) {
  return Read<v1::CaseAssignment>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::CaseAssignment> {
        auto assignment = context_.store.case_assignments.Get(tx, request.name());
        if (!assignment.ok()) return assignment;
        if (!Sees(standing, *assignment)) return errors::NotFound(request.name());
        return assignment;
      });
}

absl::StatusOr<v1::ListCaseAssignmentsResponse> EvidenceService::ListCaseAssignments(
    const rpc::Call& call, const v1::ListCaseAssignmentsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::ListCaseAssignmentsResponse;
  return Read<Response>(context_, call, request.parent(),
                        [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
                          if (!standing.Leads() && !IsCaseAuditor(standing)) {
                            return errors::NotFound(request.parent());
                          }
                          return ToResponse(context_.store.case_assignments.List(
                                                tx, resources::QueryFor(call, request),
                                                [&](const v1::CaseAssignment& assignment) {
                                                  return Sees(standing, assignment);
                                                }),
                                            &Response::mutable_case_assignments);
                        });
}

}  // namespace peerchallenge::evidence
