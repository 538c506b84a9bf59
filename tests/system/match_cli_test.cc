#include <gmock/gmock.h>

#include <regex>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/system/letter_story.h"

// From offers and asks to what came of a match, by the command line.
namespace peerchallenge::cli {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kRegion[] = "east-midlands";
constexpr char kNottinghamshire[] = "E10000024";
constexpr char kLincolnshire[] = "E10000019";
constexpr char kNottingham[] = "E06000018";
constexpr char kRutland[] = "E06000017";
constexpr char kMentors[] = "east-midlands/E10000024/mentors";
constexpr char kPair[] = "E10000024/mentors=E10000019/leavers";

class MatchCliTest : public LetterStory {
 protected:
  ProcessResult AsDirector(const std::string& authority, std::vector<std::string> arguments) const {
    arguments.insert(
        arguments.end(),
        {"--act-as", absl::StrCat("HOST_DIRECTOR@regions/east-midlands/authorities/", authority)});
    return Run(std::move(arguments));
  }
  // What a command prints; the test fails where the command does.
  std::string Said(const std::vector<std::string>& arguments) const {
    return Checked(arguments, Run(arguments));
  }
  std::string SaidTo(const std::string& authority,
                     const std::vector<std::string>& arguments) const {
    return Checked(arguments, AsDirector(authority, arguments));
  }
  // The same once the service has learnt who is who.
  void Add(const std::string& kind, const std::string& authority, const std::string& id,
           std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(),
                     {"match", kind, "add", absl::StrCat(kRegion, "/", authority), "--id", id,
                      "--text", absl::StrCat("About ", id)});
    ProcessResult result;
    for (int i = 0; i < 600; ++i) {
      result = AsDirector(authority, arguments);
      if (result.err.find("RESOURCE_NOT_FOUND") == std::string::npos) break;
    }
    ASSERT_EQ(result.code, 0) << result.err;
  }
  // Two offers, an ask for each, and one that nobody can meet.
  void AddOffersAndAsks() const {
    for (const char* theme : {"leavers", "schools", "send"}) {
      Said({"themes", "add", kRegion, theme, "--name", theme});
    }
    Add("offer", kNottinghamshire, "mentors",
        {"--theme", "leavers", "--format", "mentoring", "--format", "workshop", "--days", "20"});
    Add("offer", kNottingham, "heads",
        {"--theme", "schools", "--format", "shadowing", "--days", "5"});
    Add("ask", kLincolnshire, "leavers", {"--theme", "leavers", "--days", "10", "--priority", "8"});
    Add("ask", kNottinghamshire, "schools",
        {"--theme", "schools", "--days", "4", "--priority", "5", "--format", "shadowing"});
    Add("ask", kRutland, "send", {"--theme", "send", "--days", "4", "--priority", "10"});
  }
  // Proposes mentors for Lincolnshire's care leavers; gives the match's name.
  std::string Propose() const {
    Said({"match", "run", kRegion});
    Said({"match", "adopt", kRegion, "--pair", kPair, "--answer-by", "2100-01-29"});
    std::smatch name;
    const std::string listed = Said({"match", "list", kRegion, "--json"});
    const std::regex form("regions/east-midlands/supportMatches/[0-9a-f-]+");
    EXPECT_TRUE(std::regex_search(listed, name, form)) << listed;
    return name.str();
  }

 private:
  static std::string Checked(const std::vector<std::string>& arguments,
                             const ProcessResult& result) {
    EXPECT_EQ(result.code, 0) << arguments[1] << ": " << result.err;
    return result.out;
  }
};

TEST_F(MatchCliTest, OffersAndAsksBecomeAMatchThatIsCompleted) {
  ASSERT_NO_FATAL_FAILURE(AddOffersAndAsks());
  const ProcessResult run = Run({"match", "run", kRegion, "--id", "autumn"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("matchRuns/autumn: succeeded"),
                             HasSubstr("E10000024/mentors  E10000019/leavers"),
                             HasSubstr("E06000018/heads    E10000024/schools"),
                             HasSubstr("The ask has priority 8 of 10."),
                             HasSubstr("Asks that found nobody: E06000017/send\n")));
  EXPECT_THAT(Said({"match", "runs", kRegion}), HasSubstr("autumn"));
  EXPECT_EQ(Said({"match", "pairs", "east-midlands/autumn"}), run.out);
  EXPECT_THAT(Said({"match", "explain", kRegion, "--ask", "E10000019/leavers"}),
              AllOf(HasSubstr("*  E10000024/mentors"), HasSubstr("Without it: nobody."),
                    HasSubstr("They have no theme in common.")));

  const std::string match = Propose();
  EXPECT_THAT(Said({"match", "list", kRegion, "--state", "proposed"}),
              HasSubstr("E10000024/mentors  E10000019/leavers"));
  EXPECT_THAT(SaidTo(kNottinghamshire, {"match", "answer", match, "--consent"}),
              AllOf(HasSubstr("proposed"), HasSubstr("offering side: consented")));
  EXPECT_THAT(SaidTo(kLincolnshire, {"match", "show", match}), HasSubstr("offering side: -"));
  EXPECT_THAT(
      SaidTo(kLincolnshire, {"match", "answer", match, "--consent", "--reason", "We need them."}),
      HasSubstr("supportMatches/"));

  EXPECT_THAT(
      SaidTo(kNottinghamshire, {"match", "agree", match, "--text", "Two mentors for a term.",
                                "--format", "mentoring", "--days", "8", "--from", "2099-09-01",
                                "--to", "2099-12-31", "--offering-contact", "Head of service"}),
      AllOf(HasSubstr("consented"), HasSubstr("Two mentors for a term."),
            HasSubstr("not confirmed yet")));
  const ProcessResult own = AsDirector(kNottinghamshire, {"match", "confirm", match});
  EXPECT_EQ(own.code, 1);
  EXPECT_THAT(own.err, HasSubstr("WRONG_STATE"));
  const ProcessResult other_text =
      AsDirector(kLincolnshire, {"match", "confirm", match, "--etag", "another"});
  EXPECT_THAT(other_text.err, HasSubstr("ETAG_MISMATCH"));
  EXPECT_THAT(SaidTo(kLincolnshire, {"match", "confirm", match}), HasSubstr(": agreed\n"));
  EXPECT_THAT(Said({"match", "offer", "show", kMentors}), HasSubstr("20 days, 12 of them free"));

  EXPECT_THAT(SaidTo(kLincolnshire, {"match", "outcome", match, "--rating", "5", "--days", "8",
                                     "--text", "Twelve are in work."}),
              AllOf(HasSubstr(": agreed\n"), HasSubstr("Twelve are in work.")));
  EXPECT_THAT(SaidTo(kNottinghamshire, {"match", "show", match}),
              Not(HasSubstr("Twelve are in work.")));
  EXPECT_THAT(SaidTo(kNottinghamshire, {"match", "outcome", match, "--rating", "4", "--days", "8"}),
              AllOf(HasSubstr(": completed\n"), HasSubstr("Twelve are in work.")));
  EXPECT_THAT(Said({"match", "list", kRegion, "--authority", kLincolnshire}),
              HasSubstr("completed"));
}

TEST_F(MatchCliTest, AnAgreementComesFromAFileAndMayEndEarly) {
  ASSERT_NO_FATAL_FAILURE(AddOffersAndAsks());
  const std::string match = Propose();
  for (const char* side : {kNottinghamshire, kLincolnshire}) {
    SaidTo(side, {"match", "answer", match, "--consent"});
  }
  const TempFolder folder;
  const std::string file = folder.Write("agreement.txt", "A workshop in spring.\n");
  EXPECT_THAT(
      SaidTo(kLincolnshire, {"match", "agree", match, "--file", file, "--format", "workshop",
                             "--days", "1", "--from", "2099-03-01", "--to", "2099-03-31"}),
      HasSubstr("    A workshop in spring.\n"));
  EXPECT_THAT(SaidTo(kNottinghamshire, {"match", "end", match, "--reason", "The mentors left."}),
              AllOf(HasSubstr(": ended\n"), HasSubstr("ended: The mentors left.")));
}

TEST_F(MatchCliTest, AnOfferRestsAndComesBack) {
  ASSERT_NO_FATAL_FAILURE(AddOffersAndAsks());
  EXPECT_THAT(SaidTo(kNottinghamshire, {"match", "offer", "pause", kMentors}),
              HasSubstr("mentors: paused"));
  EXPECT_THAT(SaidTo(kLincolnshire, {"match", "offer", "list", kRegion}),
              AllOf(HasSubstr("E06000018/heads"), Not(HasSubstr("mentors"))));
  EXPECT_THAT(Said({"match", "run", kRegion}),
              HasSubstr("Asks that found nobody: E06000017/send, E10000019/leavers\n"));
  EXPECT_THAT(SaidTo(kNottinghamshire, {"match", "offer", "open", kMentors}),
              HasSubstr("mentors: open"));
  EXPECT_THAT(SaidTo(kNottinghamshire, {"match", "offer", "change", kMentors, "--days", "30",
                                        "--exclude", kLincolnshire}),
              AllOf(HasSubstr("30 days"), HasSubstr("not with: E10000019")));
  EXPECT_THAT(Said({"match", "run", kRegion, "--json"}),
              AllOf(HasSubstr("\"STATE_SUCCEEDED\""), HasSubstr("asks/leavers")));
  EXPECT_THAT(Said({"match", "explain", kRegion, "--offer", "E10000024/mentors"}),
              HasSubstr("One side excludes the other"));
  EXPECT_THAT(SaidTo(kNottinghamshire, {"match", "offer", "close", kMentors}),
              HasSubstr("mentors: closed"));
  EXPECT_NE(AsDirector(kNottinghamshire, {"match", "offer", "open", kMentors}).code, 0);
  EXPECT_THAT(Said({"match", "offer", "list", kRegion, "--theme", "leavers"}), HasSubstr("closed"));
}

TEST_F(MatchCliTest, AnAskIsItsAuthoritysUntilItIsProposed) {
  ASSERT_NO_FATAL_FAILURE(AddOffersAndAsks());
  const std::string leavers = "east-midlands/E10000019/leavers";
  EXPECT_THAT(SaidTo(kNottinghamshire, {"match", "ask", "list", kRegion}),
              Not(HasSubstr("E10000019/leavers")));
  EXPECT_THAT(AsDirector(kNottinghamshire, {"match", "ask", "show", leavers}).err,
              HasSubstr("RESOURCE_NOT_FOUND"));
  const std::string match = Propose();
  EXPECT_THAT(SaidTo(kNottinghamshire, {"match", "ask", "show", leavers}),
              HasSubstr("About leavers"));
  EXPECT_THAT(AsDirector(kNottingham, {"match", "show", match}).err,
              HasSubstr("RESOURCE_NOT_FOUND"));
  EXPECT_THAT(SaidTo(kNottingham, {"match", "list", kRegion}), HasSubstr("No matches."));
}

TEST_F(MatchCliTest, RefusesWhatCannotBe) {
  ASSERT_NO_FATAL_FAILURE(AddOffersAndAsks());
  const ProcessResult no_run = Run({"match", "adopt", kRegion});
  EXPECT_EQ(no_run.code, 1);
  EXPECT_THAT(no_run.err, HasSubstr("RESOURCE_NOT_FOUND"));
  const ProcessResult director = AsDirector(kLincolnshire, {"match", "run", kRegion});
  EXPECT_EQ(director.code, 6);
  EXPECT_THAT(director.err, HasSubstr("PERMISSION_MISSING"));
  const ProcessResult no_theme = AsDirector(
      kLincolnshire,
      {"match", "ask", "change", "east-midlands/E10000019/leavers", "--theme", "nothing"});
  EXPECT_EQ(no_theme.code, 1);
  EXPECT_THAT(no_theme.err, HasSubstr("REFERENCE_BROKEN"));
  Said({"match", "run", kRegion, "--id", "first", "--weight", "theme=1"});
  const ProcessResult not_chosen =
      Run({"match", "adopt", "east-midlands/first", "--pair", "E06000018/heads=E10000019/leavers"});
  EXPECT_EQ(not_chosen.code, 1);
  EXPECT_THAT(not_chosen.err, HasSubstr("pairs[0]"));
  SaidTo(kNottinghamshire, {"match", "offer", "change", kMentors, "--days", "12"});
  EXPECT_THAT(Run({"match", "adopt", "east-midlands/first", "--pair", kPair}).err,
              HasSubstr("MATCH_OUTDATED"));
}

TEST_F(MatchCliTest, CtrlCCancelsARun) {
  ASSERT_NO_FATAL_FAILURE(AddOffersAndAsks());
  const ProcessResult result =
      RunBinary(WithServer({"match", "run", kRegion, "--time-limit", "10m"}),
                {.await = "Ctrl-C cancels it", .then = SendInterrupt});
  // A run so small may have ended before it is told.
  EXPECT_THAT(result.code, AnyOf(0, 1)) << result.err;
  EXPECT_THAT(result.out, AnyOf(HasSubstr(": cancelled\n"), HasSubstr(": succeeded")));
}

}  // namespace
}  // namespace peerchallenge::cli
