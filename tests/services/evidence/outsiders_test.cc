#include <map>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/access/roles.h"
#include "google/protobuf/util/json_util.h"
#include "services/evidence/attachments/file_blob_store.h"
#include "services/evidence/ledger_service.h"
#include "services/evidence/retention_service.h"
#include "tests/services/evidence/fresh_evidence.h"

// Those who are not on a review's team try every method with requests that would do for the team:
// nothing of the evidence shows, and nothing tells them that there is any.
namespace peerchallenge::evidence {
namespace {

// What each method is asked, as JSON. "$R" stands for the review, and the others for names of what
// is there.
const std::vector<std::pair<std::string, std::string>>& Requests() {
  static const std::vector<std::pair<std::string, std::string>> requests = {
      {"EvidenceService/CreateOccasion",
       R"({"parent": "$R", "occasionId": "$NEW", "occasion": {"kind": "KIND_INTERVIEW",
           "declaredClass": "SOURCE_CLASS_STAFF", "date": "2012-07-10"}})"},
      {"EvidenceService/GetOccasion", R"({"name": "$OCCASION"})"},
      {"EvidenceService/ListOccasions", R"({"parent": "$R"})"},
      {"EvidenceService/UpdateOccasion",
       R"({"occasion": {"name": "$OCCASION", "date": "2012-07-11"}})"},
      {"EvidenceService/CaptureItem",
       R"({"parent": "$R", "capture": {"itemId": "$NEW", "content": {"kind": "KIND_NOTE",
           "text": "x", "occasion": "$OCCASION"}}})"},
      {"EvidenceService/BatchCaptureItems",
       R"({"parent": "$R", "captures": [{"itemId": "$NEW", "content": {"kind": "KIND_NOTE",
           "text": "x", "occasion": "$OCCASION"}}]})"},
      {"EvidenceService/GetItem", R"({"name": "$ITEM"})"},
      {"EvidenceService/ListItems", R"({"parent": "$R"})"},
      {"EvidenceService/SearchItems", R"({"parent": "$R", "query": "secret"})"},
      {"EvidenceService/ReviseItem",
       R"({"name": "$ITEM", "revisionId": "$NEW", "baseVersion": "1", "content":
           {"kind": "KIND_NOTE", "text": "y", "occasion": "$OCCASION"}})"},
      {"EvidenceService/ShareItems", R"({"parent": "$R", "names": ["$ITEM"]})"},
      {"EvidenceService/WithdrawItem", R"({"name": "$ITEM", "reason": "r"})"},
      {"EvidenceService/GetItemVersion", R"({"name": "$ITEM/versions/1"})"},
      {"EvidenceService/ListItemVersions", R"({"parent": "$ITEM"})"},
      {"EvidenceService/ListItemConflicts", R"({"parent": "$R/items/-"})"},
      {"EvidenceService/SettleItemConflict",
       R"({"name": "$ITEM/conflicts/3", "keepVersion": "2"})"},
      {"EvidenceService/GetTriangulation", R"({"name": "$R/triangulation"})"},
      {"EvidenceService/AssessItems", R"({"parent": "$R", "items": [{"name": "$ITEM"}]})"},
      {"EvidenceService/AssignCases",
       R"({"name": "$R/caseAssignments/case-auditor", "caseReferences": ["LCS-1"]})"},
      {"EvidenceService/GetCaseAssignment", R"({"name": "$R/caseAssignments/case-auditor"})"},
      {"EvidenceService/ListCaseAssignments", R"({"parent": "$R"})"},
      {"EvidenceService/RaiseConcern",
       R"({"parent": "$R", "concernId": "$NEW", "concern": {"text": "t",
           "urgency": "URGENCY_SAME_DAY"}})"},
      {"EvidenceService/GetConcern", R"({"name": "$CONCERN"})"},
      {"EvidenceService/ListConcerns", R"({"parent": "$R"})"},
      {"EvidenceService/AcknowledgeConcern", R"({"name": "$CONCERN"})"},
      {"EvidenceService/ReferConcern", R"({"name": "$CONCERN", "referredTo": "d"})"},
      {"EvidenceService/CloseConcern", R"({"name": "$CONCERN", "outcome": "o"})"},
      {"EvidenceService/SetConcernReaders", R"({"name": "$CONCERN"})"},
      {"EvidenceService/ListConcernReads", R"({"parent": "$CONCERN"})"},
      {"SourceService/RecordAttendance",
       R"({"attendance": {"name": "$OCCASION/attendance", "unnamedPeople": 1}})"},
      {"SourceService/GetAttendance",
       R"({"name": "$OCCASION/attendance", "reason": "out of curiosity"})"},
      {"SourceService/ListInterviewees", R"({"parent": "$R", "reason": "out of curiosity"})"},
      {"SourceService/ListSourceReads", R"({"parent": "$R"})"},
      {"SourceService/MergeInterviewees",
       R"({"name": "$R/interviewees/a", "duplicates": ["$R/interviewees/b"],
           "reason": "out of curiosity"})"},
      {"SourceService/EraseInterviewee",
       R"({"name": "$R/interviewees/a", "reason": "out of curiosity"})"},
      {"LedgerService/GetCheckpoint", R"({"name": "$R/ledger/checkpoints/latest"})"},
      {"LedgerService/GetInclusionProof", R"({"parent": "$R", "index": "0"})"},
      {"LedgerService/GetConsistencyProof", R"({"parent": "$R", "firstSize": "1"})"},
      {"LedgerService/ListLedgerEntries", R"({"parent": "$R"})"},
      {"LedgerService/GetVerifierKeys", "{}"},
      {"LedgerService/AnchorDocument",
       R"({"parent": "$R", "document": "$R/actionPlan", "kind": "KIND_ACTION_PLAN",
           "sha256": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "issueDate": "2012-07-30"})"},
      {"LedgerService/ExportReview", R"({"name": "$R"})"},
      {"LedgerService/ListDevices", R"({"parent": "$R"})"},
      {"LedgerService/RevokeDevice", R"({"name": "$R/devices/$NEW"})"},
      {"RetentionService/GetRetentionSchedule", R"({"name": "regions/em/retentionSchedule"})"},
      {"RetentionService/UpdateRetentionSchedule",
       R"({"retentionSchedule": {"name": "regions/em/retentionSchedule", "evidenceMonths": 4}})"},
      {"RetentionService/GetReviewRetention", R"({"name": "$R/retention"})"},
      {"RetentionService/CreateHold",
       R"({"parent": "$R", "hold": {"ground": "GROUND_COMPLAINT", "reason": "r"}})"},
      {"RetentionService/GetHold", R"({"name": "$R/holds/h"})"},
      {"RetentionService/ListHolds", R"({"parent": "$R"})"},
      {"RetentionService/ReleaseHold", R"({"name": "$R/holds/h", "reason": "r"})"},
      {"RetentionService/StartDisposalRun", R"({"parent": "regions/em", "dryRun": true})"},
      {"RetentionService/GetDisposalRun", R"({"name": "regions/em/disposalRuns/r"})"},
      {"RetentionService/ListDisposalRuns", R"({"parent": "regions/em"})"},
      {"RetentionService/WatchDisposalRun", R"({"name": "regions/em/disposalRuns/r"})"},
      {"RetentionService/CancelDisposalRun", R"({"name": "regions/em/disposalRuns/r"})"},
      {"RetentionService/ListDisposalRecords", R"({"parent": "regions/em/disposalRuns/r"})"}};
  return requests;
}

class OutsidersTest : public EvidenceTest {
 protected:
  OutsidersTest() {
    service_.Register(registry_);
    sources_.Register(registry_);
    ledger_.Register(registry_);
    retention_.Register(registry_);
    const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF, 3);
    const v1::Item item = Captured(kAnn, Note(occasion, "A secret."));
    Value(Revise(kAnn, item, 1, Note(occasion, "Another secret.")));
    Value(Revise(kLead, item, 1, Note(occasion, "A third secret.")));
    v1::RaiseConcernRequest concern;
    concern.set_parent(kReview);
    concern.set_concern_id(evidence_.NewId());
    concern.mutable_concern()->set_text("A secret concern.");
    concern.mutable_concern()->set_urgency(v1::Concern::URGENCY_SAME_DAY);
    const std::string concern_name =
        Value(service_.RaiseConcern(By(kAnn, roles::PERMISSION_CONCERN_RAISE), concern)).name();
    EXPECT_TRUE(ledger_.SignGrownLogs().ok());
    names_ = {{"$R", kReview},
              {"$OCCASION", occasion},
              {"$ITEM", item.name()},
              {"$CONCERN", concern_name},
              {"$NEW", evidence_.NewId()}};
  }

  // How the method answers this caller, the guard's question included.
  absl::Status Ask(const std::string& method, const std::string& json,
                   const access::Caller& caller) {
    const size_t slash = method.find('/');
    const rpc::Method* found = nullptr;
    for (const auto* service : registry_.services()) {
      if (service->name() == method.substr(0, slash)) {
        found = registry_.Find(service->FindMethodByName(method.substr(slash + 1)));
      }
    }
    EXPECT_NE(found, nullptr) << method;
    if (absl::Status admitted = access::RequireSomewhere(caller, found->access.permission());
        !admitted.ok()) {
      return admitted;
    }
    const std::unique_ptr<google::protobuf::Message> request(found->request->New());
    const auto parsed = google::protobuf::util::JsonStringToMessage(
        absl::StrReplaceAll(json, names_), request.get());
    EXPECT_TRUE(parsed.ok()) << method << ": " << parsed.ToString();
    rpc::Call call;
    call.caller = caller;
    call.method = found->name;
    call.permission = found->access.permission();
    if (const auto* stream = std::get_if<rpc::StreamHandler>(&found->handler)) {
      return (*stream)(call, *request).status();
    }
    return std::get<rpc::UnaryHandler>(found->handler)(
        call, *request, [](const google::protobuf::Message&) { return absl::OkStatus(); });
  }

  changes::Feed feed_{evidence_.database(),
                      evidence_.clock(),
                      evidence_.store().sealer(),
                      {.poll = absl::InfiniteDuration()}};
  environment::SeededRandom random_{3};
  LedgerKeys keys_ = *LedgerKeys::Load(evidence_.database(), random_, "example.org/evidence");
  std::unique_ptr<FileBlobStore> blobs_ =
      *FileBlobStore::Open("folder", evidence_.folder() / "attachments");
  Exports exports_{context(), *blobs_, 2};
  LedgerService ledger_{context(), keys_, exports_};
  RetentionService retention_{context(), feed_};
  rpc::MethodRegistry registry_;
  std::map<std::string, std::string> names_;
};

access::Caller Of(const std::string& subject, const access::Grant& grant) {
  return {.subject = subject, .grants = {grant}};
}

access::Grant AtHost(access::Role role) {
  return {.role = role, .region = kRegion, .authority = "E10000019"};
}

TEST_F(OutsidersTest, TheTeamIsServed) {
  // The requests are such that the lead gets no refusal for want of standing.
  for (const auto& [method, request] : Requests()) {
    if (method.rfind("RetentionService/", 0) == 0) continue;  // the programme office's
    const absl::Status answer = Ask(method, request, By(kLead).caller);
    const bool missing = method == "SourceService/MergeInterviewees" ||
                         method == "SourceService/EraseInterviewee" ||
                         method == "LedgerService/RevokeDevice" ||
                         method == "EvidenceService/ShareItems";  // somebody else's
    EXPECT_EQ(absl::IsNotFound(answer), missing) << method << ": " << answer;
    EXPECT_FALSE(absl::IsPermissionDenied(answer)) << method << ": " << answer;
  }
}

TEST_F(OutsidersTest, NothingShowsToThoseOutsideTheTeam) {
  const std::map<std::string, access::Caller> outsiders = {
      {"host director", Of("director", AtHost(roles::ROLE_HOST_DIRECTOR))},
      {"host coordinator", Of("coordinator", AtHost(roles::ROLE_HOST_COORDINATOR))},
      {"scrutiny officer", Of("scrutiny", AtHost(roles::ROLE_SCRUTINY_OFFICER))},
      {"lead of another review", By(kStranger).caller},
      {"reviewer of the pool", Of("somebody", {.role = roles::ROLE_REVIEWER, .region = kRegion})},
      {"board member", Of("board", {.role = roles::ROLE_REGIONAL_BOARD, .region = kRegion})},
      {"administrator", Of("admin", {.role = roles::ROLE_ADMINISTRATOR})},
      {"programme office", Of("office", {.role = roles::ROLE_PROGRAMME_OFFICE, .region = kRegion})},
      {"auditor", Of("auditor", {.role = roles::ROLE_AUDITOR, .region = kRegion})},
      {"office of another region",
       Of("yh", {.role = roles::ROLE_PROGRAMME_OFFICE, .region = "regions/yh"})}};
  for (const auto& [who, caller] : outsiders) {
    const bool office = who == "programme office";
    for (const auto& [method, request] : Requests()) {
      // Keys are no secret; the office and auditors read proofs, and the office keeps and disposes.
      if (method == "LedgerService/GetVerifierKeys") continue;
      const bool ledger =
          method.rfind("LedgerService/Get", 0) == 0 || method == "LedgerService/ListLedgerEntries";
      if (ledger && (office || who == "auditor")) continue;
      if (office && method.rfind("RetentionService/", 0) == 0) continue;
      const absl::Status answer = Ask(method, request, caller);
      EXPECT_TRUE(absl::IsNotFound(answer) || absl::IsPermissionDenied(answer))
          << who << ", " << method << ": " << answer;
      EXPECT_EQ(std::string(answer.message()).find("secret"), std::string::npos);
    }
  }
}

// What is there and may not be known answers as what is not there.
TEST_F(OutsidersTest, ThereAndNotThereLookTheSame) {
  for (const auto& [method, request] : Requests()) {
    const absl::Status there = Ask(method, request, By(kStranger).caller);
    auto names = names_;
    std::swap(names, names_);
    names_["$R"] = "regions/em/reviews/nowhere";
    for (const char* name : {"$OCCASION", "$ITEM", "$CONCERN"}) {
      names_[name] = absl::StrReplaceAll(names[name], {{kReview, names_["$R"]}});
    }
    const absl::Status not_there = Ask(method, request, By(kStranger).caller);
    std::swap(names, names_);
    EXPECT_EQ(there.code(), not_there.code()) << method << ": " << there << " / " << not_there;
    EXPECT_EQ(errors::ReasonOf(there), errors::ReasonOf(not_there)) << method;
  }
}

}  // namespace
}  // namespace peerchallenge::evidence
