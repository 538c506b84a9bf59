#include "services/peerchallenge/case_actions.h"

#include <utility>

#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "services/peerchallenge/evidence_text.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/replies.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = evidence::v1;

constexpr int32_t kPageSize = 200;

}  // namespace

ExitCode AssignCases(const CaseArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto person = PersonName(arguments.person, *review);
  if (!person.ok()) return BadInput(person.status(), arguments, console);
  if (arguments.cases.empty() && !arguments.none) {
    return BadInput(errors::InvalidField("CASE", "nothing", "cases, or --none to take all away"),
                    arguments, console);
  }
  v1::AssignCasesRequest request;
  request.set_name(*review + "/caseAssignments/" + validation::IdOf(*person));
  request.mutable_case_references()->Assign(arguments.cases.begin(), arguments.cases.end());
  request.set_etag(arguments.etag);
  request.set_request_id(client.NewRequestId());
  return Print(client.CallEvidence<v1::CaseAssignment>("EvidenceService/AssignCases", request),
               CaseAssignmentText, arguments, client, console);
}

ExitCode ListCases(const CaseArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  v1::ListCaseAssignmentsRequest request;
  request.set_parent(*review);
  request.set_page_size(kPageSize);
  v1::ListCaseAssignmentsResponse all;
  do {
    const auto page = client.CallEvidence<v1::ListCaseAssignmentsResponse>(
        "EvidenceService/ListCaseAssignments", request);
    if (!page.ok()) return Failed(page.status(), arguments, client, console);
    all.mutable_case_assignments()->MergeFrom(page->case_assignments());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return Print(absl::StatusOr<v1::ListCaseAssignmentsResponse>(std::move(all)), CaseAssignmentsText,
               arguments, client, console);
}

}  // namespace peerchallenge::cli
