#include <gmock/gmock.h>

#include <string>

#include "tests/system/letter_story.h"

// What the letters of a region have in common, by the command line.
namespace peerchallenge::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kRegion[] = "east-midlands";
constexpr char kOtherDirector[] = "HOST_DIRECTOR@regions/east-midlands/authorities/E06000018";

class ThemesCliTest : public LetterStory {
 protected:
  // What a command prints; the test fails where the command does.
  std::string Said(const std::vector<std::string>& arguments) const {
    const ProcessResult result = Run(arguments);
    EXPECT_EQ(result.code, 0) << arguments[1] << ": " << result.err;
    return result.out;
  }
  std::string SimilarFor(const std::string& director) const {
    return Said({"themes", "similar", kRegion, "tell the others", "--act-as", director});
  }
};

TEST_F(ThemesCliTest, TheOfficeKeepsTheVocabularyAndPublishesFigures) {
  Said({"themes", "add", kRegion, "schools", "--name", "Schools"});
  EXPECT_THAT(Said({"themes", "add", kRegion, "exams", "--name", "Exams", "--wider", "schools"}),
              HasSubstr("Exams"));
  EXPECT_THAT(Said({"themes", "retire", kRegion, "exams"}), HasSubstr("retired"));
  EXPECT_THAT(Said({"themes", "list", kRegion}), HasSubstr("· exams"));
  EXPECT_THAT(Said({"themes", "retire", kRegion, "exams", "--back"}), Not(HasSubstr("retired")));

  EXPECT_THAT(Said({"themes", "release", kRegion, "--until", "2012-10-01", "--id", "first"}),
              HasSubstr("Fewer than 3 authorities had a letter."));
  EXPECT_THAT(Said({"themes", "show", kRegion}), HasSubstr("release first"));
  EXPECT_THAT(Said({"themes", "show", kRegion, "first", "--json"}), HasSubstr("\"threshold\": 3"));
  EXPECT_THAT(Said({"themes", "releases", kRegion}), HasSubstr("first"));
  const ProcessResult other =
      Run({"themes", "add", kRegion, "mine", "--name", "Mine", "--act-as", kOtherDirector});
  EXPECT_NE(other.code, 0);
  EXPECT_THAT(other.err, HasSubstr("PERMISSION_MISSING"));
}

TEST_F(ThemesCliTest, OthersFindALetterOnceItsAuthorityConsents) {
  ASSERT_NO_FATAL_FAILURE(IssueLetter());
  EXPECT_THAT(SimilarFor(kDirector), HasSubstr("Tell the others how."));
  EXPECT_THAT(SimilarFor(kOtherDirector), HasSubstr("Nothing similar"));
  const auto consent = [&](const std::string& flag) {
    std::vector<std::string> arguments = {"themes", "consent", kRegion, "E10000019"};
    if (!flag.empty()) arguments.push_back(flag);
    return AsHost(arguments).out;
  };
  EXPECT_THAT(consent(""), HasSubstr("is not to be named"));
  EXPECT_THAT(consent("--give"), HasSubstr("E10000019 may be named"));
  EXPECT_THAT(SimilarFor(kOtherDirector), HasSubstr("E10000019"));
  EXPECT_THAT(consent("--take-back"), HasSubstr("is not to be named"));
  EXPECT_THAT(SimilarFor(kOtherDirector), HasSubstr("Nothing similar"));
}

}  // namespace
}  // namespace peerchallenge::cli
