#include "services/evidence/source_classes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <utility>

namespace peerchallenge::evidence {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;
using enum v1::SourceClass;

using Counts = std::map<v1::SourceClass, int>;

// Of a review whose meetings are all counted together.
std::map<v1::SourceClass, v1::SourceClass> ShownClasses(const Counts& counts) {
  People people;
  for (const auto& [source_class, count] : counts) people[source_class] = {count};
  return evidence::ShownClasses(people);
}

TEST(SourceClassesTest, WiderThan_FollowsTheTree) {
  EXPECT_EQ(WiderThan(SOURCE_CLASS_PRACTITIONER), SOURCE_CLASS_STAFF);
  EXPECT_EQ(WiderThan(SOURCE_CLASS_STAFF), SOURCE_CLASS_ANYBODY);
  EXPECT_EQ(WiderThan(SOURCE_CLASS_ELECTED_MEMBER), SOURCE_CLASS_ANYBODY);
  EXPECT_EQ(WiderThan(SOURCE_CLASS_ANYBODY), SOURCE_CLASS_ANYBODY);
}

TEST(SourceClassesTest, EveryClassOfTheContractLiesInAMiddleClass) {
  for (int i = SOURCE_CLASS_LEADERSHIP; i <= v1::SourceClass_MAX; ++i) {
    if (!v1::SourceClass_IsValid(i)) continue;
    const auto source_class = static_cast<v1::SourceClass>(i);
    EXPECT_THAT(MiddleClasses(), testing::Contains(MiddleOf(source_class))) << i;
  }
}

TEST(SourceClassesTest, ShownClasses_KeepClassesOfThreePeople) {
  EXPECT_THAT(ShownClasses(Counts{{SOURCE_CLASS_PRACTITIONER, 3}, {SOURCE_CLASS_TEAM_MANAGER, 4}}),
              UnorderedElementsAre(Pair(SOURCE_CLASS_PRACTITIONER, SOURCE_CLASS_PRACTITIONER),
                                   Pair(SOURCE_CLASS_TEAM_MANAGER, SOURCE_CLASS_TEAM_MANAGER)));
}

TEST(SourceClassesTest, ShownClasses_MergeSmallClassesIntoTheWiderOne) {
  EXPECT_THAT(ShownClasses(Counts{{SOURCE_CLASS_PRACTITIONER, 2},
                                  {SOURCE_CLASS_TEAM_MANAGER, 1},
                                  {SOURCE_CLASS_SUPPORT_STAFF, 5}}),
              UnorderedElementsAre(Pair(SOURCE_CLASS_PRACTITIONER, SOURCE_CLASS_STAFF),
                                   Pair(SOURCE_CLASS_TEAM_MANAGER, SOURCE_CLASS_STAFF),
                                   Pair(SOURCE_CLASS_SUPPORT_STAFF, SOURCE_CLASS_SUPPORT_STAFF)));
}

TEST(SourceClassesTest, ShownClasses_TakeTheSmallestSiblingAlongWhereOneSmallClassWouldBeAlone) {
  EXPECT_THAT(ShownClasses(Counts{{SOURCE_CLASS_PRACTITIONER, 2},
                                  {SOURCE_CLASS_TEAM_MANAGER, 4},
                                  {SOURCE_CLASS_SUPPORT_STAFF, 5}}),
              UnorderedElementsAre(Pair(SOURCE_CLASS_PRACTITIONER, SOURCE_CLASS_STAFF),
                                   Pair(SOURCE_CLASS_TEAM_MANAGER, SOURCE_CLASS_STAFF),
                                   Pair(SOURCE_CLASS_SUPPORT_STAFF, SOURCE_CLASS_SUPPORT_STAFF)));
}

TEST(SourceClassesTest, ShownClasses_GoUpToAnybodyWithTheWholeSmallestMiddleClass) {
  EXPECT_THAT(ShownClasses(Counts{{SOURCE_CLASS_DIRECTOR, 1},
                                  {SOURCE_CLASS_PRACTITIONER, 9},
                                  {SOURCE_CLASS_HEALTH_PARTNER, 3},
                                  {SOURCE_CLASS_PARTNER, 1}}),
              UnorderedElementsAre(Pair(SOURCE_CLASS_DIRECTOR, SOURCE_CLASS_ANYBODY),
                                   Pair(SOURCE_CLASS_PRACTITIONER, SOURCE_CLASS_PRACTITIONER),
                                   Pair(SOURCE_CLASS_HEALTH_PARTNER, SOURCE_CLASS_ANYBODY),
                                   Pair(SOURCE_CLASS_PARTNER, SOURCE_CLASS_ANYBODY)));
}

TEST(SourceClassesTest, ShownClasses_ShowNobodyByWhatIsNotRecorded) {
  EXPECT_THAT(ShownClasses(Counts{{SOURCE_CLASS_PARENT, 0}}),
              UnorderedElementsAre(Pair(SOURCE_CLASS_PARENT, SOURCE_CLASS_ANYBODY)));
}

TEST(SourceClassesTest, ShownClasses_LeaveRecordsAndObservationsAsTheyAre) {
  EXPECT_THAT(ShownClasses(Counts{{SOURCE_CLASS_CASE_FILE, 0}, {SOURCE_CLASS_OBSERVATION, 0}}),
              UnorderedElementsAre(Pair(SOURCE_CLASS_CASE_FILE, SOURCE_CLASS_CASE_FILE),
                                   Pair(SOURCE_CLASS_OBSERVATION, SOURCE_CLASS_OBSERVATION)));
}

TEST(SourceClassesTest, ShownClasses_OfSeveralSetsStandForTheSetThatKnowsMost) {
  // Whether these are four people or two is not known.
  EXPECT_THAT(evidence::ShownClasses(People{{SOURCE_CLASS_PRACTITIONER, {2, 0}},
                                            {SOURCE_CLASS_TEAM_MANAGER, {0, 2}},
                                            {SOURCE_CLASS_PARENT, {1, 4}}}),
              UnorderedElementsAre(Pair(SOURCE_CLASS_PRACTITIONER, SOURCE_CLASS_ANYBODY),
                                   Pair(SOURCE_CLASS_TEAM_MANAGER, SOURCE_CLASS_ANYBODY),
                                   Pair(SOURCE_CLASS_PARENT, SOURCE_CLASS_ANYBODY)));
  EXPECT_THAT(evidence::ShownClasses(
                  People{{SOURCE_CLASS_PRACTITIONER, {2, 1}}, {SOURCE_CLASS_TEAM_MANAGER, {1, 0}}}),
              UnorderedElementsAre(Pair(SOURCE_CLASS_PRACTITIONER, SOURCE_CLASS_STAFF),
                                   Pair(SOURCE_CLASS_TEAM_MANAGER, SOURCE_CLASS_STAFF)));
}

bool LiesIn(v1::SourceClass narrow, v1::SourceClass wide) {
  return narrow == wide || WiderThan(narrow) == wide || WiderThan(WiderThan(narrow)) == wide;
}

// What must hold for any visit: every label stands for three people, or is ANYBODY; and the people
// behind a label other than ANYBODY, less those of its larger part, are nobody alone.
TEST(SourceClassesTest, ShownClasses_NeverStandForFewerThanThree) {
  std::mt19937 random(7);
  std::vector<v1::SourceClass> all;
  for (int i = SOURCE_CLASS_ANYBODY; i <= v1::SourceClass_MAX; ++i) {
    if (v1::SourceClass_IsValid(i)) all.push_back(static_cast<v1::SourceClass>(i));
  }
  for (int round = 0; round < 20'000; ++round) {
    Counts people;
    for (const v1::SourceClass source_class : all) {
      if (random() % 3 == 0) people[source_class] = static_cast<int>(random() % 6);
    }
    const auto shown = ShownClasses(people);
    ASSERT_EQ(shown.size(), people.size());
    Counts behind;
    for (const auto& [declared, label] : shown) {
      ASSERT_TRUE(LiesIn(declared, label));
      behind[label] += people[declared];
    }
    for (const auto& [label, count] : behind) {
      const bool may_be_small = !HasPeople(label) || label == SOURCE_CLASS_ANYBODY;
      ASSERT_TRUE(may_be_small || count >= kFewestPeople) << label;
    }
    // Too few for anybody's label only where there is nobody else.
    const auto anybody = behind.find(SOURCE_CLASS_ANYBODY);
    if (anybody != behind.end() && anybody->second < kFewestPeople) {
      for (const auto& [label, count] : behind) {
        EXPECT_TRUE(label == SOURCE_CLASS_ANYBODY || !HasPeople(label));
      }
    }
  }
}

}  // namespace
}  // namespace peerchallenge::evidence
