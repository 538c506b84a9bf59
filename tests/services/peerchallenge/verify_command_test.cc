#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "services/peerchallenge/application.h"
#include "tests/services/evidence/ledger/sample_bundle.h"

namespace peerchallenge::cli {
namespace {

using evidence::Bundle;
using evidence::SampleParts;
using evidence::SampleSigner;
using testing::AllOf;
using testing::HasSubstr;

class VerifyCommandTest : public testing::Test {
 protected:
  VerifyCommandTest() {
    std::string name = testing::TempDir() + "/verify-XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~VerifyCommandTest() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& bundle) const {
    const std::string path = folder_ + "/bundle.tar";
    std::ofstream(path, std::ios::binary) << bundle;
    return path;
  }

  struct Outcome {
    int code;
    std::string out, err;
  };
  static Outcome Verify(std::vector<std::string> arguments) {
    std::vector<const char*> line{"peerchallenge", "verify"};
    for (const std::string& argument : arguments) line.push_back(argument.c_str());
    std::istringstream in;
    std::ostringstream out, err;
    Console console{.in = in, .out = out, .err = err};
    const int code = cli::Run(static_cast<int>(line.size()), line.data(), console);
    return {code, out.str(), err.str()};
  }

  std::string folder_;
};

TEST_F(VerifyCommandTest, SaysThatABundleIsWholeAndWhoSignedIt) {
  const std::string key = SampleSigner().verifier().ToString();
  const Outcome outcome = Verify({Write(Bundle(SampleParts())), "--key", key});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("whole and unchanged"), HasSubstr("8 entries"),
                                 HasSubstr("signed by " + key)));
  EXPECT_THAT(outcome.out, testing::Not(HasSubstr("remains to be asked")));
}

TEST_F(VerifyCommandTest, SaysThatWithoutAKeyTheSignersRemainToBeAsked) {
  const Outcome outcome = Verify({Write(Bundle(SampleParts()))});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("remains to be asked"));
}

TEST_F(VerifyCommandTest, FailsAndSaysWhatIsWrong) {
  auto parts = SampleParts();
  parts.records.erase(parts.records.begin());
  const std::string path = Write(Bundle(parts));
  const Outcome outcome = Verify({path});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("cannot be trusted"), HasSubstr("entry 0")));
  EXPECT_THAT(Verify({path, "--json"}).out,
              AllOf(HasSubstr("\"whole\":false"), HasSubstr("the content of entry 0")));
}

TEST_F(VerifyCommandTest, SaysFromWhichEarlierCheckpointItGoesOn) {
  const std::string path = Write(Bundle(SampleParts()));
  EXPECT_THAT(Verify({path, "--since", path}).out,
              HasSubstr("goes on from an earlier checkpoint of 8 entries"));
  EXPECT_THAT(Verify({path, "--since", path, "--json"}).out, HasSubstr("\"continued\":[8]"));
  auto other = SampleParts();
  other.leaves.push_back(other.leaves.front());
  const std::string note = folder_ + "/note";
  std::ofstream(note) << evidence::NoteFor(other.leaves, SampleSigner());
  const Outcome outcome = Verify({path, "--since", note});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("an earlier checkpoint 9"));
  EXPECT_EQ(Verify({path, "--since", folder_ + "/none"}).code, 2);
}

TEST_F(VerifyCommandTest, ComparesALetterWithTheOneThatWasEntered) {
  const std::string name = "regions/em/reviews/lin/letters/letter";
  const std::string text = "peerchallenge-letter-v1\n" + name +
                           "\nA letter\nDirector\n# Scope\n"
                           "PARAGRAPH We met staff. We met children.\n";
  const std::string path = Write(Bundle(evidence::WithDocument(name, text)));
  const auto letter = [&](const std::string& sentence) {
    std::string file = folder_ + "/letter.json";
    std::ofstream(file)
        << R"({"name":")" << name << R"(","title":"A letter","addressee":"Director",)"
        << R"("sections":[{"heading":"Scope","paragraphs":[{"shape":"SHAPE_PARAGRAPH",)"
        << R"("sentences":[{"text":"We met staff."},{"text":")" << sentence << R"("}]}]}]})";
    return file;
  };
  EXPECT_EQ(Verify({path, "--letter", letter("We met children.")}).code, 0);
  const Outcome other = Verify({path, "--letter", letter("We met nobody.")});
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.out, HasSubstr("is another than the one that was entered"));
  EXPECT_THAT(Verify({Write(Bundle(SampleParts())), "--letter", letter("We met children.")}).out,
              HasSubstr("was never entered"));
  EXPECT_EQ(Verify({path, "--letter", folder_ + "/none"}).code, 2);
}

TEST_F(VerifyCommandTest, RefusesAKeyOrAFileThatIsNone) {
  const std::string path = Write(Bundle(SampleParts()));
  EXPECT_EQ(Verify({path, "--key", "x"}).code, 2);
  EXPECT_EQ(Verify({folder_ + "/none"}).code, 2);
  EXPECT_EQ(Verify({folder_}).code, 1);
  EXPECT_EQ(Verify({Write("")}).code, 1);
}

}  // namespace
}  // namespace peerchallenge::cli
