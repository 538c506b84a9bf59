#include "services/evidence/name_finder.h"

#include <gtest/gtest.h>

namespace peerchallenge::evidence {
namespace {

const std::vector<std::string> kNames = {
    "Mrs Maria  Kowalska", "Quentin Quiet", "Jo",    "Ann Young",
    "young person A",      "Siân O'Brien",  "Wei Li"};

TEST(NameFinderTest, FindsWholeNamesAndPartsAfterATitle) {
  const NameFinder names(kNames);
  for (const char* text :
       {"as MARIA\nkowalska said", "Mrs Kowalska said", "Mr Quiet's view", "Dr. Young said so",
        "sian o’brien", "Ms O'Brien", "We met Ann Young.", "Mr Li came"}) {
    EXPECT_TRUE(names.IsIn(text, NameFinder::Enough::kWhole)) << text;
    EXPECT_TRUE(names.IsIn(text, NameFinder::Enough::kPart)) << text;
  }
}

TEST(NameFinderTest, FindsPartsOfNamesWhereThatIsEnough) {
  const NameFinder names(kNames);
  for (const char* text :
       {"Quentin agreed.", "So said QUIET.", "Kowalska’s team", "Young, Ann", "Brien said"}) {
    EXPECT_FALSE(names.IsIn(text, NameFinder::Enough::kWhole)) << text;
    EXPECT_TRUE(names.IsIn(text, NameFinder::Enough::kPart)) << text;
  }
}

TEST(NameFinderTest, LeavesOtherTextAlone) {
  const NameFinder names(kNames);
  for (const char* text :
       {"", "as Maria Kowalskas said, Annamaria", "Jo said", "Young people are heard.",
        "a quiet room", "Quite so", "A young person said so.", "Li", "Mrs Smith"}) {
    const bool maria = std::string_view(text).find("Maria") != std::string_view::npos;
    EXPECT_FALSE(names.IsIn(text, NameFinder::Enough::kWhole)) << text;
    EXPECT_EQ(names.IsIn(text, NameFinder::Enough::kPart), maria) << text;
  }
  EXPECT_FALSE(NameFinder().IsIn("Maria Kowalska", NameFinder::Enough::kPart));
}

TEST(NameFinderTest, TellsOthersOfTheSamePartByTheirWholeNames) {
  const NameFinder names({"Bob Smith"}, {"Jane Smith", "Smith"});
  EXPECT_FALSE(names.IsIn("Jane Smith led the team.", NameFinder::Enough::kPart));
  EXPECT_TRUE(names.IsIn("Jane Smith met Smith.", NameFinder::Enough::kPart));
  EXPECT_TRUE(NameFinder({"Jane Smith"}, {"Jane Smith"})
                  .IsIn("Jane Smith led the team.", NameFinder::Enough::kPart));
}

}  // namespace
}  // namespace peerchallenge::evidence
