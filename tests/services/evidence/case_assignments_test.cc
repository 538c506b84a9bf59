#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

using scheduling::v1::Review;
using scheduling::v1::TeamMember;
using Strings = std::vector<std::string>;

constexpr char kAssignment[] = "regions/em/reviews/lin/caseAssignments/case-auditor";

rpc::Call Service() {
  return CallBy("service", {{.role = roles::ROLE_SERVICE}}, roles::PERMISSION_EVIDENCE_READ);
}

class CaseAssignmentsTest : public EvidenceTest {
 protected:
  absl::StatusOr<v1::CaseAssignment> AssignTo(const std::string& person, const Strings& cases) {
    v1::AssignCasesRequest request;
    request.set_name(absl::StrCat(kReview, "/caseAssignments/", person));
    request.mutable_case_references()->Assign(cases.begin(), cases.end());
    return service_.AssignCases(By(kLead), request);
  }
  absl::StatusOr<v1::CaseAssignment> Shown(const rpc::Call& call) {
    v1::GetCaseAssignmentRequest request;
    request.set_name(kAssignment);
    return service_.GetCaseAssignment(call, request);
  }
  absl::StatusOr<Strings> Listed(const rpc::Call& call) {
    v1::ListCaseAssignmentsRequest request;
    request.set_parent(kReview);
    const auto listed = service_.ListCaseAssignments(call, request);
    if (!listed.ok()) return listed.status();
    Strings names;
    for (const auto& assignment : listed->case_assignments()) names.push_back(assignment.name());
    return names;
  }
  static Strings CasesOf(const v1::CaseAssignment& assignment) {
    return {assignment.case_references().begin(), assignment.case_references().end()};
  }
  static rpc::Call Reading(const std::string& person) {
    return By(person, roles::PERMISSION_EVIDENCE_READ);
  }
  // Gives a member of the team another duty or state.
  void Change(const std::string& person, TeamMember::Duty duty,
              TeamMember::State state = TeamMember::STATE_ACCEPTED) {
    Review review = evidence_.review();
    for (TeamMember& member : *review.mutable_team()) {
      if (member.person() != person) continue;
      member.set_duty(duty);
      member.set_state(state);
    }
    evidence_.Know(review);
  }
};

TEST_F(CaseAssignmentsTest, AssignCases_TheLeadAndTheReviewManagerMayAndNobodyElse) {
  const auto first = Value(Assign({"LCS/2012-17", "LCS/2012-18"}));
  EXPECT_EQ(first.name(), kAssignment);
  EXPECT_EQ(CasesOf(first), (Strings{"LCS/2012-17", "LCS/2012-18"}));
  EXPECT_TRUE(first.has_create_time());
  EXPECT_EQ(CasesOf(Value(Assign({"LCS/2012-19"}, kManager))), Strings{"LCS/2012-19"});
  for (const char* person : {kAnn, kAuditor, kStranger, kContact}) {
    ExpectError(Assign({"LCS/2012-20"}, person), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  EXPECT_EQ(CasesOf(Value(Shown(Reading(kLead)))), Strings{"LCS/2012-19"});
}

TEST_F(CaseAssignmentsTest, AssignCases_ReplacesWhatTheEtagGuards) {
  ExpectError(Assign({"LCS-1"}, kLead, "any"), reasons::ERROR_REASON_ETAG_MISMATCH);
  const auto first = Value(Assign({"LCS-1"}));
  const auto second = Value(Assign({"LCS-2"}, kLead, first.etag()));
  EXPECT_NE(second.etag(), first.etag());
  ExpectError(Assign({"LCS-3"}, kLead, first.etag()), reasons::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(CasesOf(Value(Shown(Reading(kAuditor)))), Strings{"LCS-2"});
  EXPECT_EQ(CasesOf(Value(Assign({}))), Strings{});
  EXPECT_EQ(CasesOf(Value(Shown(Reading(kAuditor)))), Strings{});
}

TEST_F(CaseAssignmentsTest, AssignCases_TakesUpToAHundredReferencesEachOnce) {
  Strings most;
  for (int i = 0; i < 100; ++i) most.push_back(absl::StrCat("LCS/", i));
  EXPECT_EQ(CasesOf(Value(Assign(most))), most);
  most.push_back("LCS/100");
  const std::vector<Strings> wrong = {
      most, {"LCS-1", "LCS-1"}, {""}, {"LCS 1"}, {std::string(65, 'x')}};
  for (const Strings& cases : wrong) {
    ExpectError(Assign(cases), reasons::ERROR_REASON_FIELD_INVALID);
  }
}

TEST_F(CaseAssignmentsTest, AssignCases_OnlyToWhoHasAcceptedToBeACaseAuditor) {
  Change(kBen, TeamMember::DUTY_CASE_AUDITOR, TeamMember::STATE_INVITED);
  for (const char* person : {"ann", "ben", "lead", "stranger", "nobody"}) {
    ExpectError(AssignTo(person, {"LCS-1"}), reasons::ERROR_REASON_REFERENCE_BROKEN);
  }
  Change(kBen, TeamMember::DUTY_CASE_AUDITOR);
  Value(AssignTo("ben", {"LCS-1"}));
}

TEST_F(CaseAssignmentsTest, AssignCases_IsRefusedOnceTheReviewIsOver) {
  Value(Assign({"LCS-1"}));
  CancelReview();
  ExpectError(Assign({}), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(CasesOf(Value(Shown(Reading(kAuditor)))), Strings{"LCS-1"});
}

TEST_F(CaseAssignmentsTest, AssignCases_ActsOnceForARequestId) {
  v1::AssignCasesRequest request;
  request.set_name(kAssignment);
  request.add_case_references("LCS-1");
  request.set_request_id("once");
  const auto first = Value(service_.AssignCases(By(kLead), request));
  Value(Assign({"LCS-2"}));
  EXPECT_EQ(Value(service_.AssignCases(By(kLead), request)).etag(), first.etag());
  EXPECT_EQ(CasesOf(Value(Shown(Reading(kLead)))), Strings{"LCS-2"});
  Change(kLead, TeamMember::DUTY_REVIEWER);
  ExpectError(service_.AssignCases(By(kLead), request), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(CaseAssignmentsTest, AssignmentsAreShownToTheirCaseAuditorAndTheLeads) {
  Change(kBen, TeamMember::DUTY_CASE_AUDITOR);
  EXPECT_EQ(Value(Listed(Reading(kAuditor))), Strings{});
  ExpectError(Shown(Reading(kAuditor)), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  Value(Assign({"LCS-1"}));
  Value(AssignTo("ben", {"LCS-2"}));
  const std::string bens = absl::StrCat(kReview, "/caseAssignments/ben");
  EXPECT_EQ(Value(Listed(Reading(kAuditor))), Strings{kAssignment});
  EXPECT_EQ(Value(Listed(Reading(kBen))), Strings{bens});
  ExpectError(Shown(Reading(kBen)), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  for (const char* person : {kLead, kManager}) {
    EXPECT_EQ(Value(Listed(Reading(person))), (Strings{bens, kAssignment}));
    EXPECT_EQ(CasesOf(Value(Shown(Reading(person)))), Strings{"LCS-1"});
  }
  for (const rpc::Call& call : {Reading(kAnn), Reading(kStranger), Reading(kContact), Service()}) {
    ExpectError(Listed(call), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
    ExpectError(Shown(call), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
}

TEST_F(CaseAssignmentsTest, AnAssignmentEndsWithTheDuty) {
  Value(Assign({"LCS-1"}));
  Change(kAuditor, TeamMember::DUTY_REVIEWER);
  ExpectError(Shown(Reading(kAuditor)), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Assign({"LCS-2"}), reasons::ERROR_REASON_REFERENCE_BROKEN);
}

}  // namespace
}  // namespace peerchallenge::evidence
