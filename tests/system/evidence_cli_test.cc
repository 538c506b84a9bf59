#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "tests/system/cli_process.h"
#include "tests/system/cli_server.h"

// The evidence commands against a real server that hosts the whole suite.
namespace peerchallenge::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kVisit[] = "east-midlands/lincolnshire-2012";
constexpr char kOccasion[] = "31ff3fb4-5d65-40cc-b922-067918ae0fe0";
constexpr char kRegion[] = "east-midlands";
constexpr char kReview[] = "lincolnshire-2012";
constexpr char kAuthor[] = "regions/east-midlands/people/em-031";
constexpr char kAttachment[] = "0a1b7f3e-51c4-4a52-9d0f-6f2b8f3f7c11";
constexpr char kItem[] = "8d30fec0-418e-4ba0-95b4-44d1f8e4cdfd";

class EvidenceCliTest : public testing::Test {
 protected:
  EvidenceCliTest() { EXPECT_EQ(Run({"import", "sample", SAMPLE_FOLDER}).code, 0); }

  ProcessResult Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--server", server_.address(), "--data-dir", folder_.path(),
                                       "--wait", "60s"});
    return RunBinary(arguments);
  }
  // An evidence command as a person of the sample.
  ProcessResult Evidence(const std::string& person, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "evidence");
    arguments.insert(arguments.end(), {"--as", "regions/east-midlands/people/" + person});
    return Run(std::move(arguments));
  }
  // Until evidence has heard of the review, which was created just now.
  void AddOccasion() const {
    for (int i = 0; i < 600; ++i) {
      const ProcessResult added = Evidence(
          "em-031", {"occasion", kVisit, "--id", kOccasion, "--kind", "focus-group", "--class",
                     "education-partner", "--date", "2012-07-09", "--unnamed", "4"});
      if (added.code == 0) return;
      ASSERT_THAT(added.err, HasSubstr("RESOURCE_NOT_FOUND"));
    }
    FAIL() << "evidence has not heard of the review";
  }

  const TempFolder folder_;
  CliServer server_{folder_.path()};
};

TEST_F(EvidenceCliTest, WhatIsCapturedIsFoundCoveredExportedAndVerified) {
  ASSERT_NO_FATAL_FAILURE(AddOccasion());
  const ProcessResult added = Evidence(
      "em-031", {"add", kVisit, "--id", kItem, "--occasion", kOccasion, "--on", "kloe-1/a=strength",
                 "--text", "Heads compare their results with each other."});
  ASSERT_EQ(added.code, 0) << added.err;
  EXPECT_THAT(added.out, HasSubstr("from education partner"));

  EXPECT_THAT(Evidence("em-075", {"search", kVisit, "\"compare their\" result*"}).out,
              HasSubstr("[compare their] [results]"));
  EXPECT_THAT(Evidence("em-073", {"coverage", kVisit}).out, HasSubstr("single source"));
  for (const auto& [flag, wanted, other] :
       std::vector<std::array<std::string, 3>>{{"--limb", "kloe-1", "kloe-2"},
                                               {"--class", "partner", "staff"},
                                               {"--by", "em-031", "em-033"},
                                               {"--sensitivity", "team", "leads"}}) {
    for (const std::vector<std::string>& asked :
         std::vector<std::vector<std::string>>{{"list", kVisit}, {"search", kVisit, "heads"}}) {
      std::vector<std::string> with = asked, without = asked;
      with.insert(with.end(), {flag, wanted});
      without.insert(without.end(), {flag, other});
      EXPECT_THAT(Evidence("em-075", with).out, HasSubstr(kItem)) << flag;
      const ProcessResult none = Evidence("em-075", without);
      EXPECT_EQ(none.code, 0) << none.err;
      EXPECT_THAT(none.out, Not(HasSubstr(kItem))) << flag;
    }
  }
  const ProcessResult outside = Evidence("em-001", {"list", kVisit});
  EXPECT_NE(outside.code, 0);
  EXPECT_THAT(outside.err, HasSubstr("RESOURCE_NOT_FOUND"));

  const std::string bundle = folder_.path() + "/bundle.tar";
  const ProcessResult exported = Evidence("em-073", {"export", kVisit, "-o", bundle});
  ASSERT_EQ(exported.code, 0) << exported.err;
  EXPECT_EQ(std::filesystem::status(bundle).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_FALSE(std::filesystem::exists(bundle + ".part"));
  EXPECT_THAT(RunBinary({"verify", bundle}).out, HasSubstr("whole and unchanged"));
  EXPECT_NE(Evidence("em-031", {"export", kVisit, "-o", bundle + "2"}).code, 0);
  EXPECT_FALSE(std::filesystem::exists(bundle + "2"));
}

TEST_F(EvidenceCliTest, ACaseAuditorReadsTheCasesThatTheLeadAssigns) {
  ASSERT_NO_FATAL_FAILURE(AddOccasion());
  ASSERT_EQ(Run({"review", "duty", kVisit, "em-033", "CASE_AUDITOR"}).code, 0);
  ASSERT_EQ(Evidence("em-031", {"add", kVisit, "--id", kItem, "--occasion", kOccasion, "--case",
                                "LCS/2012-17", "--text", "The file has a chronology."})
                .code,
            0);
  // Until evidence has heard of the duty.
  ProcessResult assigned;
  for (int i = 0; i < 600; ++i) {
    assigned =
        Evidence("em-073", {"cases", "assign", kVisit, "em-033", "LCS/2012-17", "LCS/2012-18"});
    if (assigned.code == 0) break;
    ASSERT_THAT(assigned.err, HasSubstr("REFERENCE_BROKEN"));
  }
  EXPECT_EQ(assigned.out, "em-033 audits LCS/2012-17, LCS/2012-18\n");
  for (const char* person : {"em-073", "em-033"}) {
    EXPECT_THAT(Evidence(person, {"cases", "list", kVisit}).out,
                HasSubstr("em-033        LCS/2012-17, LCS/2012-18"));
  }
  EXPECT_THAT(Evidence("em-033", {"list", kVisit}).out, HasSubstr(kItem));

  EXPECT_EQ(Evidence("em-073", {"cases", "assign", kVisit, "em-033"}).code, 2);
  EXPECT_EQ(Evidence("em-073", {"cases", "assign", kVisit, "em-033", "LCS-1", "--none"}).code, 2);
  EXPECT_THAT(
      Evidence("em-073", {"cases", "assign", kVisit, "em-033", "--none", "--etag", "old"}).err,
      HasSubstr("ETAG_MISMATCH"));
  EXPECT_EQ(Evidence("em-073", {"cases", "assign", kVisit, "em-033", "--none"}).out,
            "em-033 audits no case\n");
  EXPECT_THAT(Evidence("em-033", {"list", kVisit}).out, Not(HasSubstr(kItem)));
  EXPECT_THAT(Evidence("em-073", {"cases", "list", kVisit, "--json"}).out,
              HasSubstr("caseAssignments/em-033"));
  EXPECT_THAT(Evidence("em-031", {"cases", "list", kVisit}).err, HasSubstr("RESOURCE_NOT_FOUND"));
}

TEST_F(EvidenceCliTest, SearchSaysThatThereIsMore) {
  ASSERT_NO_FATAL_FAILURE(AddOccasion());
  for (const char* text : {"Heads compare.", "Heads meet."}) {
    ASSERT_EQ(Evidence("em-031", {"add", kVisit, "--occasion", kOccasion, "--text", text}).code, 0);
  }
  EXPECT_THAT(Evidence("em-075", {"search", kVisit, "heads", "--most", "1"}).out,
              HasSubstr("There is more"));
  EXPECT_THAT(Evidence("em-075", {"search", kVisit, "heads", "--most", "2"}).out,
              Not(HasSubstr("There is more")));
}

TEST_F(EvidenceCliTest, AFileIsAttachedOnceGoesOnWhereItWasAndIsInTheBundle) {
  ASSERT_NO_FATAL_FAILURE(AddOccasion());
  ASSERT_EQ(Evidence("em-031", {"add", kVisit, "--id", kItem, "--occasion", kOccasion, "--text",
                                "Heads compare their results."})
                .code,
            0);
  std::string text;
  while (text.size() < 3'000'000) text += "The minutes of a meeting.\n";
  const std::string file = folder_.Write("minutes.txt", text);
  const std::string name =
      absl::StrCat("regions/", kRegion, "/reviews/", kReview, "/attachments/", kAttachment);
  const auto call = [this](const std::string& method, const std::string& request) {
    EXPECT_EQ(Run({"call", "peerchallenge.evidence.v1.AttachmentService/" + method, request, "--as",
                   kAuthor})
                  .code,
              0);
  };

  // Begun by somebody who was interrupted.
  call("CreateAttachment",
       absl::StrCat(R"({"parent": "regions/)", kRegion, "/reviews/", kReview,
                    R"(", "attachmentId": ")", kAttachment,
                    R"(", "attachment": {"fileName": "minutes.txt", "size": )", text.size(),
                    R"(, "sha256": ")",
                    absl::Base64Escape(std::string(hash::BytesOf(hash::Sha256(text)))), R"("}})"));
  call("AppendAttachment", absl::StrCat(R"({"name": ")", name, R"(", "data": ")",
                                        absl::Base64Escape(text.substr(0, 60'000)), R"("})"));
  const std::vector<std::string> attach = {"attach", kVisit, file,   "--item",
                                           kItem,    "--as", kAuthor};
  const ProcessResult first = Run(attach);
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr(name + "\n  minutes.txt, 3.0 MB, text/plain, ready\n"));
  const ProcessResult again = Run(attach);
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr(name));
  EXPECT_THAT(Evidence("em-073", {"list", kVisit}).out, HasSubstr(" 1  Heads compare"));

  const std::string bundle = folder_.path() + "/bundle.tar";
  const ProcessResult exported =
      Run({"export", kVisit, "-o", bundle, "--as", "regions/east-midlands/people/em-073"});
  ASSERT_EQ(exported.code, 0) << exported.err;
  EXPECT_THAT(RunBinary({"verify", bundle, "--json"}).out, HasSubstr("\"attachments\":1"));
}

TEST_F(EvidenceCliTest, WhatWasGatheredOfflineIsSyncedOnceAndConflictsAreSettled) {
  ASSERT_NO_FATAL_FAILURE(AddOccasion());
  const std::string file = folder_.path() + "/tablet.jsonl";
  std::ofstream(file)
      << R"({"itemId": ")" << kItem
      << R"(", "share": true, "content": {"kind": "KIND_NOTE", "text": "Weekly.", )"
      << R"("occasion": "regions/east-midlands/reviews/lincolnshire-2012/occasions/)" << kOccasion
      << "\"}}\n"
      << R"({"itemId": "not-an-id", "content": {}})"
      << "\n";
  const ProcessResult synced = Evidence("em-031", {"sync", kVisit, file});
  EXPECT_EQ(synced.code, 1);
  EXPECT_THAT(synced.out, HasSubstr("stored regions/"));
  EXPECT_THAT(synced.out, HasSubstr("refused 2: "));
  EXPECT_EQ(Evidence("em-031", {"sync", kVisit, file}).out, synced.out);

  for (const auto& [person, text] : std::vector<std::pair<std::string, std::string>>{
           {"em-073", "Fortnightly."}, {"em-031", "Monthly."}}) {
    const ProcessResult revised =
        Evidence(person, {"revise", kVisit, kItem, "--base", "1", "--text", text});
    ASSERT_EQ(revised.code, 0) << revised.err;
  }
  const ProcessResult conflicts = Evidence("em-073", {"conflicts", kVisit});
  EXPECT_THAT(conflicts.out, HasSubstr("hard"));
  const std::string conflict =
      std::string("regions/east-midlands/reviews/lincolnshire-2012/items/") + kItem +
      "/conflicts/3";
  EXPECT_THAT(conflicts.out, HasSubstr(conflict));
  const ProcessResult settled = Evidence("em-073", {"settle", conflict, "--keep", "3"});
  EXPECT_THAT(settled.out, HasSubstr("Monthly."));
  EXPECT_THAT(Evidence("em-073", {"conflicts", kVisit}).out, Not(HasSubstr("hard")));
}

}  // namespace
}  // namespace peerchallenge::cli
