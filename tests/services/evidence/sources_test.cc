#include "services/evidence/sources.h"

#include <gtest/gtest.h>

#include "tests/services/evidence/evidence_fixture.h"

namespace peerchallenge::evidence {
namespace {

constexpr v1::SourceClass kAny = v1::SOURCE_CLASS_ANYBODY;

TEST(SourcesTest, ItemsOfOneOccasionAreOneSource) {
  const Sources sources(
      {MakeItem("a", "x", kAny), MakeItem("b", "x", kAny), MakeItem("c", "y", kAny)},
      {MakeOccasion("x"), MakeOccasion("y")});
  EXPECT_EQ(sources.Of("a"), sources.Of("b"));
  EXPECT_NE(sources.Of("a"), sources.Of("c"));
}

TEST(SourcesTest, OccasionsOfTheSameSourceHoldAlongChains) {
  const Sources sources(
      {MakeItem("a", "x", kAny), MakeItem("c", "z", kAny), MakeItem("d", "w", kAny)},
      {MakeOccasion("x", {"y"}), MakeOccasion("y"), MakeOccasion("z", {"y"}), MakeOccasion("w")});
  EXPECT_EQ(sources.Of("a"), sources.Of("c"));
  EXPECT_NE(sources.Of("a"), sources.Of("d"));
}

TEST(SourcesTest, AnItemIsNoSourceBesideWhatItIsDerivedFrom) {
  const Sources sources({MakeItem("a", "x", kAny), DerivedFrom("a", MakeItem("b", "y", kAny)),
                         MakeItem("c", "y", kAny), MakeItem("d", "z", kAny)},
                        {MakeOccasion("x"), MakeOccasion("y"), MakeOccasion("z")});
  EXPECT_EQ(sources.Of("a"), sources.Of("b"));
  EXPECT_EQ(sources.Of("a"), sources.Of("c"));  // of the occasion on which b quotes a
  EXPECT_NE(sources.Of("a"), sources.Of("d"));
}

TEST(SourcesTest, ADocumentThatIsQuotedTiesWhoQuotesItToItsOccasion) {
  const Sources sources({MakeItem("a", "x", kAny), DerivedFrom("doc", MakeItem("b", "y", kAny))},
                        {MakeOccasion("x", {}, "doc"), MakeOccasion("y")});
  EXPECT_EQ(sources.Of("a"), sources.Of("b"));
}

TEST(SourcesTest, TiesLeadThroughItemsThatAreNotCounted) {
  const Sources sources({DerivedFrom("gone", MakeItem("a", "x", kAny)),
                         DerivedFrom("gone", MakeItem("b", "y", kAny))},
                        {});
  EXPECT_EQ(sources.Of("a"), sources.Of("b"));
}

}  // namespace
}  // namespace peerchallenge::evidence
