#include <gmock/gmock.h>

#include <array>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/hash/hash.h"
#include "tests/services/evidence/every_service.h"

// What of others' evidence is there for a case auditor.
namespace peerchallenge::evidence {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Requests name things by "$" and a word.
const std::vector<std::pair<std::string, int>>& Things() {
  static const std::vector<std::pair<std::string, int>> things = {
      {"occasions/talk", 1},        // Ann's, of items on no case
      {"occasions/file", 2},        // Ann's, of the document "minutes" and the assigned case
      {"occasions/other", 3},       // Ben's, of the case that is not assigned
      {"occasions/mine", 4},        // the case auditor's
      {"attachments/minutes", 11},  // Ann's
      {"attachments/picture", 12},  // Ann's, named by the item on the assigned case
      {"attachments/plan", 13},     // Ben's, named by that on the other case
      {"attachments/secret", 14},   // Ann's, for the leads, named like "picture"
      {"attachments/own", 15},      // the case auditor's
      {"items/assigned", 21},       // Ann's
      {"items/unassigned", 22},     // Ben's
      {"items/none", 23},           // Ann's, on no case
      {"items/draft", 24},          // Ann's, on the assigned case
      {"items/leads", 25},          // Ann's, for the leads, on the assigned case
      {"items/note", 26},           // the case auditor's, on a case that is not assigned
      {"items/absent", 99},        {"occasions/nowhere", 99}, {"attachments/nothing", 99}};
  return things;
}

class CaseWorld : public EveryService {
 public:
  enum class Unassigned { kThere, kAbsent };

  explicit CaseWorld(Unassigned unassigned = Unassigned::kThere) {
    names_ = {{"$R", kReview}};
    for (const auto& [path, number] : Things()) {
      const size_t slash = path.find('/');
      names_["$" + path.substr(slash + 1)] =
          absl::StrCat(kReview, "/", path.substr(0, slash), "/00000000-0000-4000-8000-",
                       absl::StrFormat("%012d", number));
    }
    AddOccasion(kAuditor, "mine");
    Attach(kAuditor, "own", "TEAM");
    Capture(kAuditor, "note", "mine", "My case note.", R"("caseReference": "LCS-2")");
    Attach(kAnn, "minutes", "TEAM");
    Attach(kAnn, "picture", "TEAM");
    Attach(kBen, "plan", "TEAM");
    Attach(kAnn, "secret", "LEADS");
    AddOccasion(kAnn, "talk");
    AddOccasion(kAnn, "file", R"(, "kind": "KIND_DOCUMENT", "attachment": "$minutes")");
    AddOccasion(kBen, "other");
    Capture(kAnn, "assigned", "file", "The assigned case.",
            R"("caseReference": "LCS-1", "attachments": ["$picture", "$secret"])");
    if (unassigned == Unassigned::kThere) AddUnassigned();
    Capture(kAnn, "none", "talk", "Of no case.");
    Capture(kAnn, "draft", "file", "A draft on the case.", R"("caseReference": "LCS-1")", false);
    Capture(kAnn, "leads", "file", "For leads, on the case.",
            R"("caseReference": "LCS-1", "sensitivity": "SENSITIVITY_LEADS")");
  }

  std::string Filled(const std::string& text) const { return absl::StrReplaceAll(text, names_); }
  absl::StatusOr<std::string> Try(const std::string& person, const std::string& method,
                                  const std::string& request) {
    return Ask(person, method, Filled(request));
  }
  std::string Do(const std::string& person, const std::string& method, const std::string& request) {
    return Must(person, method, Filled(request));
  }
  // The answer, or the error with all that it tells.
  std::string Whole(const std::string& person, const std::string& method,
                    const std::string& request) {
    const auto answer = Try(person, method, request);
    return answer.ok() ? *answer
                       : answer.status().ToString(absl::StatusToStringMode::kWithEverything);
  }

  void Assign(const std::string& cases) {
    Do(kLead, "EvidenceService/AssignCases",
       absl::StrCat(R"({"name": "$R/caseAssignments/case-auditor", "caseReferences": [)", cases,
                    "]}"));
  }
  void Capture(const std::string& person, const std::string& name, const std::string& occasion,
               const std::string& text, const std::string& more = "", bool share = true) {
    Do(person, "EvidenceService/CaptureItem",
       absl::StrCat(R"({"parent": "$R", "capture": {"itemId": ")", IdOf("$" + name),
                    R"(", "share": )", share ? "true" : "false", R"(, "content": )",
                    Content(occasion, text, more), "}}"));
  }
  void Revise(const std::string& person, const std::string& name, int base, int revision,
              const std::string& content) {
    Do(person, "EvidenceService/ReviseItem",
       absl::StrCat(R"({"name": "$)", name, R"(", "baseVersion": )", base, R"(, "revisionId": ")",
                    absl::StrFormat("00000000-0000-4000-8000-%012d", revision), R"(", "content": )",
                    content, "}"));
  }
  static std::string Content(const std::string& occasion, const std::string& text,
                             const std::string& more = "") {
    return absl::StrCat(R"({"kind": "KIND_NOTE", "occasion": "$)", occasion, R"(", "text": ")",
                        text, R"(", "bearings": [{"limb": "kloe-1/a", "direction": )",
                        R"("DIRECTION_STRENGTH"}])", more.empty() ? "" : ", ", more, "}");
  }
  // Which of the things an answer names.
  std::set<std::string> NamedIn(const std::string& answer) const {
    std::set<std::string> named;
    for (const auto& [word, name] : names_) {
      if (word != "$R" && absl::StrContains(answer, absl::StrCat("\"name\":\"", name, "\""))) {
        named.insert(word);
      }
    }
    return named;
  }
  std::set<std::string> Listed(const std::string& person, const std::string& method) {
    return NamedIn(Do(person, method, R"({"parent": "$R"})"));
  }

 private:
  std::string IdOf(const std::string& word) const {
    const std::string& name = names_.at(word);
    return name.substr(name.rfind('/') + 1);
  }
  void AddOccasion(const std::string& person, const std::string& name,
                   const std::string& more = R"(, "kind": "KIND_INTERVIEW")") {
    Do(person, "EvidenceService/CreateOccasion",
       absl::StrCat(R"({"parent": "$R", "occasionId": ")", IdOf("$" + name),
                    R"(", "occasion": {"declaredClass": "SOURCE_CLASS_STAFF", )",
                    R"("date": "2012-07-10")", more, "}}"));
  }
  void Attach(const std::string& person, const std::string& name, const std::string& sensitivity) {
    const std::string bytes = absl::StrCat("The bytes of ", name, ".\n");
    Do(person, "AttachmentService/CreateAttachment",
       absl::StrCat(R"({"parent": "$R", "attachmentId": ")", IdOf("$" + name),
                    R"(", "attachment": {"fileName": ")", name, R"(.txt", "size": )", bytes.size(),
                    R"(, "sensitivity": "SENSITIVITY_)", sensitivity, R"("}})"));
    Do(person, "AttachmentService/AppendAttachment",
       absl::StrCat(R"({"name": "$)", name, R"(", "data": ")", absl::Base64Escape(bytes),
                    R"(", "sha256": ")",
                    absl::Base64Escape(std::string(hash::BytesOf(hash::Sha256(bytes)))), R"("})"));
  }
  // An item that differs from the assigned one in its case: revised, disputed, and against it.
  void AddUnassigned() {
    const std::string more =
        R"("caseReference": "LCS-2", "attachments": ["$plan"], "contradicts": ["$assigned"])";
    Capture(kBen, "unassigned", "other", "The unassigned case.", more);
    Revise(kBen, "unassigned", 1, 101, Content("other", "The unassigned case, once more.", more));
    Revise(kLead, "unassigned", 1, 102, Content("other", "The unassigned case, otherwise.", more));
  }

  std::map<std::string, std::string> names_;
};

class CaseSightTest : public testing::Test {
 protected:
  CaseWorld world_;
};

using Words = std::set<std::string>;

TEST_F(CaseSightTest, WithoutAnAssignmentOnlyTheOwnEvidenceIsThere) {
  EXPECT_EQ(world_.Listed(kAuditor, "EvidenceService/ListItems"), Words{"$note"});
  EXPECT_EQ(world_.Listed(kAuditor, "EvidenceService/ListOccasions"), Words{"$mine"});
  EXPECT_EQ(world_.Listed(kAuditor, "AttachmentService/ListAttachments"), Words{"$own"});
  EXPECT_THAT(world_.Do(kAuditor, "EvidenceService/GetItem", R"({"name": "$note"})"),
              HasSubstr("LCS-2"));
}

TEST_F(CaseSightTest, OfOthersItemsThoseSharedOnAssignedCasesAreThere) {
  world_.Assign(R"("LCS-1")");
  EXPECT_EQ(world_.Listed(kAuditor, "EvidenceService/ListItems"), (Words{"$assigned", "$note"}));
  EXPECT_THAT(world_.Do(kAuditor, "EvidenceService/GetItem", R"({"name": "$assigned"})"),
              HasSubstr("LCS-1"));
  for (const char* hidden : {"$unassigned", "$none", "$draft", "$leads"}) {
    ExpectError(world_.Try(kAuditor, "EvidenceService/GetItem",
                           absl::StrCat(R"({"name": ")", hidden, "\"}")),
                reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  // Nothing of that limits the others.
  EXPECT_EQ(world_.Listed(kBen, "EvidenceService/ListItems"),
            (Words{"$assigned", "$note", "$none", "$unassigned"}));
  EXPECT_THAT(world_.Do(kAnn, "EvidenceService/ListItems", R"({"parent": "$R"})"),
              Not(HasSubstr("LCS-2")));
}

TEST_F(CaseSightTest, WhatIsTakenAwayIsGone) {
  world_.Assign(R"("LCS-1", "LCS-2")");
  EXPECT_EQ(world_.Listed(kAuditor, "EvidenceService/ListItems"),
            (Words{"$assigned", "$note", "$unassigned"}));
  world_.Assign(R"("LCS-2")");
  EXPECT_EQ(world_.Listed(kAuditor, "EvidenceService/ListItems"), (Words{"$note", "$unassigned"}));
  world_.Assign("");
  EXPECT_EQ(world_.Listed(kAuditor, "EvidenceService/ListItems"), Words{"$note"});
  EXPECT_EQ(world_.Listed(kAuditor, "AttachmentService/ListAttachments"), Words{"$own"});
}

TEST_F(CaseSightTest, WithdrawnItemsOnAssignedCasesStayThere) {
  world_.Assign(R"("LCS-1")");
  world_.Do(kAnn, "EvidenceService/WithdrawItem", R"({"name": "$assigned", "reason": "Misread."})");
  EXPECT_THAT(world_.Do(kAuditor, "EvidenceService/GetItem", R"({"name": "$assigned"})"),
              HasSubstr("Misread."));
}

TEST_F(CaseSightTest, SearchFindsWhatIsThere) {
  world_.Assign(R"("LCS-1")");
  const std::string search = R"({"parent": "$R", "query": "case"})";
  EXPECT_EQ(world_.NamedIn(world_.Do(kAuditor, "EvidenceService/SearchItems", search)),
            (Words{"$assigned", "$note"}));
  EXPECT_EQ(world_.NamedIn(world_.Do(kBen, "EvidenceService/SearchItems", search)),
            (Words{"$assigned", "$none", "$note", "$unassigned"}));
}

TEST_F(CaseSightTest, VersionsOnAnotherCaseAreNotThere) {
  world_.Assign(R"("LCS-1")");
  world_.Revise(kAnn, "assigned", 1, 103,
                world_.Content("file", "Of the wrong case.", R"("caseReference": "LCS-3")"));
  EXPECT_EQ(world_.Listed(kAuditor, "EvidenceService/ListItems"), Words{"$note"});
  world_.Revise(kAnn, "assigned", 2, 104,
                world_.Content("file", "Of the case again.", R"("caseReference": "LCS-1")"));
  const std::string versions =
      world_.Do(kAuditor, "EvidenceService/ListItemVersions", R"({"parent": "$assigned"})");
  EXPECT_THAT(versions, HasSubstr("The assigned case."));
  EXPECT_THAT(versions, HasSubstr("Of the case again."));
  EXPECT_THAT(versions, Not(HasSubstr("wrong")));
  EXPECT_THAT(versions, HasSubstr("LCS-1"));
  ExpectError(
      world_.Try(kAuditor, "EvidenceService/GetItemVersion", R"({"name": "$assigned/versions/2"})"),
      reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  world_.Do(kAuditor, "EvidenceService/GetItemVersion", R"({"name": "$assigned/versions/3"})");
  world_.Do(kBen, "EvidenceService/GetItemVersion", R"({"name": "$assigned/versions/2"})");
}

TEST_F(CaseSightTest, ConflictsAreThereWithBothVersions) {
  world_.Assign(R"("LCS-1")");
  const std::string one = world_.Content("file", "One side.", R"("caseReference": "LCS-1")");
  world_.Revise(kAnn, "assigned", 1, 103, one);
  world_.Revise(kLead, "assigned", 1, 104,
                world_.Content("file", "The other side.", R"("caseReference": "LCS-3")"));
  const std::string all = R"({"parent": "$R/items/-"})";
  EXPECT_THAT(world_.Do(kAuditor, "EvidenceService/ListItemConflicts", all),
              Not(HasSubstr("conflicts/")));
  const std::string item = R"({"name": "$assigned"})";
  EXPECT_THAT(world_.Do(kAuditor, "EvidenceService/GetItem", item), Not(HasSubstr("conflicted")));
  EXPECT_THAT(world_.Do(kBen, "EvidenceService/GetItem", item), HasSubstr("conflicted"));
  world_.Assign(R"("LCS-1", "LCS-3")");
  EXPECT_THAT(world_.Do(kAuditor, "EvidenceService/ListItemConflicts", all),
              HasSubstr(world_.Filled("$assigned/conflicts/3")));
  EXPECT_THAT(world_.Do(kAuditor, "EvidenceService/GetItem", item), HasSubstr("conflicted"));
}

TEST_F(CaseSightTest, CoverageCountsWhatIsThere) {
  world_.Assign(R"("LCS-1")");
  const std::string asked = R"({"name": "$R/triangulation"})";
  EXPECT_THAT(world_.Do(kAuditor, "EvidenceService/GetTriangulation", asked),
              HasSubstr(R"("items":2,)"));
  EXPECT_THAT(world_.Do(kAuditor, "EvidenceService/GetTriangulation", asked),
              Not(HasSubstr("KIND_DECLARED")));
  EXPECT_THAT(world_.Do(kBen, "EvidenceService/GetTriangulation", asked),
              HasSubstr(R"("items":4,)"));
  EXPECT_THAT(world_.Do(kBen, "EvidenceService/GetTriangulation", asked),
              HasSubstr("KIND_DECLARED"));
  world_.Do(kAuditor, "EvidenceService/AssessItems",
            R"({"parent": "$R", "items": [{"name": "$assigned"}]})");
  ExpectError(world_.Try(kAuditor, "EvidenceService/AssessItems",
                         R"({"parent": "$R", "items": [{"name": "$unassigned"}]})"),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

// Otherwise the count would tell that others have met the same people, too.
TEST_F(CaseSightTest, AnOccasionThatIsNotThereMakesNoOneSourceOfTwo) {
  world_.Assign(R"("LCS-1")");
  const std::string asked = R"({"name": "$R/triangulation"})";
  const std::string before = world_.Do(kAuditor, "EvidenceService/GetTriangulation", asked);
  EXPECT_THAT(before, HasSubstr(R"("independentSources":2)"));
  world_.Do(kBen, "EvidenceService/UpdateOccasion",
            R"({"occasion": {"name": "$other", "sameSourceAs": ["$mine", "$file"]}})");
  EXPECT_EQ(world_.Do(kAuditor, "EvidenceService/GetTriangulation", asked), before);
}

TEST_F(CaseSightTest, OccasionsAreThereWithTheirItems) {
  world_.Assign(R"("LCS-1")");
  EXPECT_EQ(world_.Listed(kAuditor, "EvidenceService/ListOccasions"), (Words{"$file", "$mine"}));
  world_.Do(kAuditor, "EvidenceService/GetOccasion", R"({"name": "$file"})");
  for (const char* hidden : {"$talk", "$other"}) {
    ExpectError(world_.Try(kAuditor, "EvidenceService/GetOccasion",
                           absl::StrCat(R"({"name": ")", hidden, "\"}")),
                reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  EXPECT_EQ(world_.Listed(kBen, "EvidenceService/ListOccasions"),
            (Words{"$file", "$mine", "$other", "$talk"}));
  world_.Assign("");
  EXPECT_EQ(world_.Listed(kAuditor, "EvidenceService/ListOccasions"), Words{"$mine"});
}

TEST_F(CaseSightTest, AttachmentsAreThereWithTheItemsAndDocumentsThatNameThem) {
  world_.Assign(R"("LCS-1")");
  EXPECT_EQ(world_.Listed(kAuditor, "AttachmentService/ListAttachments"),
            (Words{"$minutes", "$own", "$picture"}));
  for (const char* seen : {"$minutes", "$own", "$picture"}) {
    const std::string asked = absl::StrCat(R"({"name": ")", seen, "\"}");
    world_.Do(kAuditor, "AttachmentService/GetAttachment", asked);
    world_.Do(kAuditor, "AttachmentService/DownloadAttachment", asked);
  }
  for (const char* hidden : {"$plan", "$secret"}) {
    const std::string asked = absl::StrCat(R"({"name": ")", hidden, "\"}");
    for (const char* method : {"GetAttachment", "DownloadAttachment"}) {
      ExpectError(world_.Try(kAuditor, absl::StrCat("AttachmentService/", method), asked),
                  reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
    }
  }
  EXPECT_EQ(world_.Listed(kBen, "AttachmentService/ListAttachments"),
            (Words{"$minutes", "$own", "$picture", "$plan"}));
  world_.Assign("");
  EXPECT_EQ(world_.Listed(kAuditor, "AttachmentService/ListAttachments"), Words{"$own"});
}

// What may be named, by what request; "$NAME" is the one that is not there.
const std::vector<std::array<std::string, 3>>& Namings() {
  static const std::string capture =
      R"({"parent": "$R", "capture": {"itemId": "00000000-0000-4000-8000-000000000098", "content": )";
  static const std::string revise =
      R"({"name": "$note", "baseVersion": 1, "revisionId": "00000000-0000-4000-8000-000000000098",
          "content": )";
  const auto content = [](const std::string& more) {
    return CaseWorld::Content("mine", "A note.", more);
  };
  static const std::string occasion = R"("declaredClass": "SOURCE_CLASS_STAFF",
      "date": "2012-07-10", )";
  static const std::vector<std::array<std::string, 3>> namings = {
      {"items", "EvidenceService/CaptureItem",
       capture + content(R"("contradicts": ["$NAME"])") + "}}"},
      {"items", "EvidenceService/CaptureItem",
       capture + content(R"("derivedFrom": ["$NAME"])") + "}}"},
      {"items", "EvidenceService/ReviseItem",
       revise + content(R"("contradicts": ["$NAME"])") + "}"},
      {"items", "EvidenceService/RaiseConcern",
       R"({"parent": "$R", "concernId": "00000000-0000-4000-8000-000000000098", "concern":
           {"text": "A bruise.", "urgency": "URGENCY_SAME_DAY", "item": "$NAME"}})"},
      {"attachments", "EvidenceService/CaptureItem",
       capture + content(R"("derivedFrom": ["$NAME"])") + "}}"},
      {"attachments", "EvidenceService/CaptureItem",
       capture + content(R"("attachments": ["$NAME"])") + "}}"},
      {"attachments", "EvidenceService/ReviseItem",
       revise + content(R"("attachments": ["$NAME"])") + "}"},
      {"attachments", "EvidenceService/CreateOccasion",
       R"({"parent": "$R", "occasionId": "00000000-0000-4000-8000-000000000098", "occasion": {)" +
           occasion + R"("kind": "KIND_DOCUMENT", "attachment": "$NAME"}})"},
      {"attachments", "EvidenceService/UpdateOccasion",
       R"({"occasion": {"name": "$mine", "kind": "KIND_DOCUMENT", "attachment": "$NAME"}})"},
      {"occasions", "EvidenceService/CaptureItem",
       capture + R"({"kind": "KIND_NOTE", "text": "x", "occasion": "$NAME"}}})"},
      {"occasions", "EvidenceService/ReviseItem",
       revise + R"({"kind": "KIND_NOTE", "text": "x", "occasion": "$NAME"}})"},
      {"occasions", "EvidenceService/CreateOccasion",
       R"({"parent": "$R", "occasionId": "00000000-0000-4000-8000-000000000098", "occasion": {)" +
           occasion + R"("kind": "KIND_INTERVIEW", "sameSourceAs": ["$NAME"]}})"},
      {"occasions", "EvidenceService/UpdateOccasion",
       R"({"occasion": {"name": "$mine", "sameSourceAs": ["$NAME"]}})"},
      {"occasions", "AttachmentService/CreateAttachment",
       R"({"parent": "$R", "attachmentId": "00000000-0000-4000-8000-000000000098", "attachment":
           {"fileName": "x.txt", "size": 1, "occasion": "$NAME"}})"},
      {"occasions", "AttachmentService/UpdateAttachment",
       R"({"attachment": {"name": "$own", "occasion": "$NAME"}})"}};
  return namings;
}

TEST_F(CaseSightTest, NamingWhatIsNotThereForACaseAuditorIsNamingNothing) {
  world_.Assign(R"("LCS-1")");
  const std::map<std::string, std::vector<std::string>> hidden = {
      {"items", {"$unassigned", "$none", "$draft", "$leads"}},
      {"attachments", {"$plan"}},
      {"occasions", {"$other", "$talk"}}};
  const std::map<std::string, std::string> absent = {
      {"items", "$absent"}, {"attachments", "$nothing"}, {"occasions", "$nowhere"}};
  for (const auto& [kind, method, request] : Namings()) {
    const auto naming = [&, &request = request](const std::string& name) {
      return absl::StrReplaceAll(request, {{"$NAME", name}});
    };
    const std::string nothing = world_.Whole(kAuditor, method, naming(absent.at(kind)));
    EXPECT_THAT(nothing, HasSubstr("REFERENCE_BROKEN")) << method;
    for (const std::string& name : hidden.at(kind)) {
      EXPECT_EQ(absl::StrReplaceAll(world_.Whole(kAuditor, method, naming(name)),
                                    {{world_.Filled(name), world_.Filled(absent.at(kind))}}),
                nothing)
          << method << " " << name;
    }
  }
}

TEST_F(CaseSightTest, WhatIsThereMayBeNamed) {
  world_.Assign(R"("LCS-1")");
  const std::map<std::string, std::string> seen = {
      {"items", "$assigned"}, {"attachments", "$picture"}, {"occasions", "$file"}};
  int number = 200;
  for (const auto& [kind, method, request] : Namings()) {
    const std::string id = absl::StrCat("000000000", ++number);
    const std::string answer = world_.Whole(
        kAuditor, method,
        absl::StrReplaceAll(request, {{"$NAME", seen.at(kind)}, {"000000000098", id}}));
    EXPECT_THAT(answer, Not(HasSubstr("REFERENCE_BROKEN"))) << method << " " << request;
  }
}

TEST_F(CaseSightTest, AnIdThatIsTakenTellsOnlyThat) {
  const auto taken =
      world_.Try(kAuditor, "EvidenceService/CaptureItem",
                 R"({"parent": "$R", "capture": {"itemId": "00000000-0000-4000-8000-000000000022",
                     "content": {"kind": "KIND_NOTE", "text": "x", "occasion": "$mine"}}})");
  ExpectError(taken, reasons::ERROR_REASON_CONTENT_DIFFERS);
  EXPECT_EQ(rpc::MetadataOf(taken.status(), "stored_sha256"), "");
}

TEST_F(CaseSightTest, AWatchTellsOfAssignedCasesAndOfTheAssignment) {
  const auto auditor = world_.Watch(kAuditor);
  const auto lead = world_.Watch(kLead);
  const auto ben = world_.Watch(kBen);
  const std::string assignment = "caseAssignments/case-auditor";
  world_.Assign(R"("LCS-1")");
  EXPECT_THAT(world_.News(*auditor), ElementsAre("CREATED " + assignment));
  EXPECT_THAT(world_.News(*lead), ElementsAre("CREATED " + assignment));
  EXPECT_THAT(world_.News(*ben), IsEmpty());

  world_.Capture(kAnn, "absent", "talk", "Of another case.", R"("caseReference": "LCS-3")");
  EXPECT_THAT(world_.News(*auditor), IsEmpty());
  const std::string item = "items/00000000-0000-4000-8000-000000000099";
  EXPECT_THAT(world_.News(*ben), ElementsAre("CREATED " + item));
  world_.Revise(kAnn, "absent", 1, 103,
                world_.Content("talk", "Of the case.", R"("caseReference": "LCS-1")"));
  EXPECT_THAT(world_.News(*auditor), ElementsAre("CREATED " + item));
  world_.Revise(kAnn, "absent", 2, 104, world_.Content("talk", "Of none."));
  EXPECT_THAT(world_.News(*auditor), ElementsAre("DELETED " + item));

  world_.Assign("");
  EXPECT_THAT(world_.News(*auditor), ElementsAre("UPDATED " + assignment));
}

TEST_F(CaseSightTest, AWatchTellsNothingOfOccasionsAndAttachmentsThatAreNotThere) {
  world_.Assign(R"("LCS-1")");
  const auto auditor = world_.Watch(kAuditor);
  for (const char* occasion : {"$talk", "$other"}) {
    world_.Do(kLead, "EvidenceService/UpdateOccasion",
              absl::StrCat(R"({"occasion": {"name": ")", occasion, R"(", "date": "2012-07-11"}})"));
  }
  for (const char* attachment : {"$plan", "$secret"}) {
    world_.Do(
        kLead, "AttachmentService/UpdateAttachment",
        absl::StrCat(R"({"attachment": {"name": ")", attachment, R"(", "description": "x"}})"));
  }
  EXPECT_THAT(world_.News(*auditor), IsEmpty());
  world_.Do(kLead, "EvidenceService/UpdateOccasion",
            R"({"occasion": {"name": "$file", "date": "2012-07-11"}})");
  world_.Do(kLead, "AttachmentService/UpdateAttachment",
            R"({"attachment": {"name": "$picture", "description": "x"}})");
  EXPECT_THAT(world_.News(*auditor),
              ElementsAre("UPDATED occasions/00000000-0000-4000-8000-000000000002",
                          "UPDATED attachments/00000000-0000-4000-8000-000000000012"));
}

// All that a case auditor can ask for but for the log, of whose length the whole team is told.
std::vector<std::string> AllAnswers(CaseWorld& world, const std::string& person) {
  std::vector<std::string> answers;
  const auto ask = [&](const std::string& method, const std::string& request) {
    answers.push_back(
        absl::StrCat(method, " ", request, ": ", world.Whole(person, method, request)));
  };
  for (const char* listing : {"EvidenceService/ListItems", "EvidenceService/ListOccasions",
                              "EvidenceService/ListConcerns", "EvidenceService/ListCaseAssignments",
                              "AttachmentService/ListAttachments"}) {
    ask(listing, R"({"parent": "$R"})");
  }
  ask("EvidenceService/ListItems", R"({"parent": "$R", "filter": {"occasion": "$other"}})");
  ask("EvidenceService/ListItems", R"({"parent": "$R", "filter": {"conflicted": true}})");
  ask("EvidenceService/SearchItems", R"({"parent": "$R", "query": "case"})");
  ask("EvidenceService/SearchItems", R"({"parent": "$R", "query": "unassigned", "pageSize": 1})");
  ask("EvidenceService/ListItemConflicts", R"({"parent": "$R/items/-", "includeSettled": true})");
  ask("EvidenceService/GetTriangulation", R"({"name": "$R/triangulation"})");
  ask("EvidenceService/GetCaseAssignment", R"({"name": "$R/caseAssignments/case-auditor"})");
  for (const char* item : {"$assigned", "$unassigned", "$none", "$note"}) {
    const std::string named = absl::StrCat("\"", item, "\"");
    ask("EvidenceService/GetItem", absl::StrCat(R"({"name": )", named, "}"));
    ask("EvidenceService/ListItemVersions", absl::StrCat(R"({"parent": )", named, "}"));
    ask("EvidenceService/ListItemConflicts", absl::StrCat(R"({"parent": )", named, "}"));
    ask("EvidenceService/AssessItems",
        absl::StrCat(R"({"parent": "$R", "items": [{"name": )", named, "}]}"));
    for (int version = 1; version <= 4; ++version) {
      ask("EvidenceService/GetItemVersion",
          absl::StrCat(R"({"name": ")", item, "/versions/", version, "\"}"));
    }
  }
  for (const char* occasion : {"$file", "$other", "$talk", "$mine"}) {
    ask("EvidenceService/GetOccasion", absl::StrCat(R"({"name": ")", occasion, "\"}"));
  }
  for (const char* attachment : {"$minutes", "$picture", "$plan", "$secret", "$own"}) {
    const std::string named = absl::StrCat(R"({"name": ")", attachment, "\"}");
    ask("AttachmentService/GetAttachment", named);
    ask("AttachmentService/DownloadAttachment", named);
  }
  for (const auto& [kind, method, request] : Namings()) {
    if (kind == "items") ask(method, absl::StrReplaceAll(request, {{"$NAME", "$unassigned"}}));
  }
  return answers;
}

TEST(CaseSightInTwoWorlds, AnItemOnACaseThatIsNotAssignedTellsNothing) {
  CaseWorld with(CaseWorld::Unassigned::kThere);
  CaseWorld without(CaseWorld::Unassigned::kAbsent);
  for (CaseWorld* world : {&with, &without}) world->Assign(R"("LCS-1")");
  const std::vector<std::string> there = AllAnswers(with, kAuditor);
  const std::vector<std::string> absent = AllAnswers(without, kAuditor);
  ASSERT_EQ(there.size(), absent.size());
  for (size_t i = 0; i < there.size(); ++i) EXPECT_EQ(there[i], absent[i]);
  // The worlds do differ.
  EXPECT_NE(AllAnswers(with, kLead), AllAnswers(without, kLead));
}

TEST(CaseSightInTwoWorlds, AWatchTellsNothingOfACaseThatIsNotAssigned) {
  std::vector<std::string> told;
  for (const bool more : {true, false}) {
    CaseWorld world(CaseWorld::Unassigned::kAbsent);
    world.Assign(R"("LCS-1")");
    const auto auditor = world.Watch(kAuditor);
    const std::string other = R"("caseReference": "LCS-2", "attachments": ["$plan"])";
    if (more) world.Capture(kBen, "unassigned", "other", "Unassigned.", other);
    world.Revise(kAnn, "assigned", 1, 105,
                 world.Content("file", "Revised.", R"("caseReference": "LCS-1")"));
    if (more) {
      world.Revise(kBen, "unassigned", 1, 106, world.Content("other", "Revised.", other));
      world.Revise(kLead, "unassigned", 1, 107, world.Content("other", "Otherwise.", other));
    }
    std::string& all = told.emplace_back();
    for (const auto& change : world.Changes(*auditor)) all += change.SerializeAsString();
    EXPECT_NE(all, "");
  }
  EXPECT_EQ(told[0], told[1]);
}

}  // namespace
}  // namespace peerchallenge::evidence
