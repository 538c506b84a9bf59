#include "tests/system/letter_story.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace peerchallenge::cli {

LetterStory::LetterStory() { EXPECT_EQ(Run({"import", "sample", SAMPLE_FOLDER}).code, 0); }

std::vector<std::string> LetterStory::WithServer(std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(),
                   {"--server", server_.address(), "--data-dir", folder_.path(), "--wait", "60s"});
  return arguments;
}

ProcessResult LetterStory::Run(std::vector<std::string> arguments) const {
  return RunBinary(WithServer(std::move(arguments)));
}

ProcessResult LetterStory::As(const std::string& person, std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(),
                   {"--as", absl::StrCat("regions/east-midlands/people/", person)});
  return Run(std::move(arguments));
}

ProcessResult LetterStory::AsHost(std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(), {"--act-as", kDirector});
  return Run(std::move(arguments));
}

void LetterStory::Expect(const std::string& person,
                         const std::vector<std::string>& arguments) const {
  ProcessResult result;
  for (int i = 0; i < 600; ++i) {
    result = As(person, arguments);
    if (result.code == 0) return;
    if (result.err.find("RESOURCE_NOT_FOUND") == std::string::npos &&
        result.err.find("WRONG_STATE") == std::string::npos) {
      break;
    }
  }
  FAIL() << result.err;
}

void LetterStory::AddEvidence() const {
  int number = 0;
  for (const auto& [person, source_class] : std::vector<std::pair<std::string, std::string>>{
           {"em-031", "education-partner"}, {"em-033", "care-leaver"}}) {
    ++number;
    const std::string occasion = absl::StrCat("31ff3fb4-5d65-40cc-b922-06791800000", number);
    const std::string item = absl::StrCat("8d30fec0-418e-4ba0-95b4-44d1f800000", number);
    Expect(person, {"evidence", "occasion", kVisit, "--id", occasion, "--kind", "focus-group",
                    "--class", source_class, "--date", "2012-07-09", "--unnamed", "4"});
    Expect(person, {"evidence", "add", kVisit, "--id", item, "--occasion", occasion, "--on",
                    "kloe-1/a=strength", "--text", "Schools learn from each other."});
  }
}

void LetterStory::GiveFeedback() const {
  for (const char* step : {"confirm-timetable", "start", "feedback"}) {
    EXPECT_EQ(Run({"review", step, kVisit}).code, 0) << step;
  }
}

void LetterStory::AddConclusions() const {
  Expect(kLead, {"finding", "add", kVisit, "--id", "learning", "--kind", "strength", "--limb",
                 "kloe-1/a", "--text", "Schools learn from each other.", "--item",
                 "8d30fec0-418e-4ba0-95b4-44d1f8000001", "--item",
                 "8d30fec0-418e-4ba0-95b4-44d1f8000002"});
  Expect(kLead, {"finding", "agree", kVisit, "learning"});
  Expect(kLead, {"finding", "recommend", kVisit, "--id", "tell", "--limb", "kloe-1/a", "--finding",
                 "learning", "--text", "Tell the others how."});
}

void LetterStory::Sign() const {
  ASSERT_NO_FATAL_FAILURE(Expect(kManager, {"letter", "fix", kVisit}));
  for (const char* person : {kManager, kLead}) {
    ASSERT_NO_FATAL_FAILURE(Expect(person, {"letter", "sign", kVisit}));
  }
}

void LetterStory::DraftLetter() const {
  ASSERT_NO_FATAL_FAILURE(AddEvidence());
  GiveFeedback();
  ASSERT_NO_FATAL_FAILURE(AddConclusions());
  ASSERT_NO_FATAL_FAILURE(Expect(kLead, {"letter", "draft", kVisit}));
}

void LetterStory::SignLetter() const {
  ASSERT_NO_FATAL_FAILURE(DraftLetter());
  ASSERT_NO_FATAL_FAILURE(Expect(kManager, {"letter", "share", kVisit}));
  ASSERT_EQ(AsHost({"letter", "finish", kVisit}).code, 0);
  ASSERT_NO_FATAL_FAILURE(Sign());
}

void LetterStory::IssueLetter() const {
  ASSERT_NO_FATAL_FAILURE(SignLetter());
  const ProcessResult issued = As(kLead, {"letter", "issue", kVisit});
  ASSERT_EQ(issued.code, 0) << issued.err;
}

}  // namespace peerchallenge::cli
