#include "services/evidence/sources.h"

#include <gtest/gtest.h>

#include "tests/services/evidence/evidence_fixture.h"

namespace peerchallenge::evidence {
namespace {

constexpr v1::SourceClass kAny = v1::SOURCE_CLASS_ANYBODY;

bool Independent(const Sources& sources, const std::string& a, const std::string& b) {
  return sources.AreIndependent(sources.VoiceOf(a), sources.VoiceOf(b));
}

int Count(const Sources& sources, const std::vector<std::string>& items) {
  std::set<int> voices;
  for (const std::string& item : items) voices.insert(sources.VoiceOf(item));
  return sources.CountIndependent(voices);
}

TEST(SourcesTest, ItemsOfOneOccasionAreOneSource) {
  const Sources sources(
      {MakeItem("a", "x", kAny), MakeItem("b", "x", kAny), MakeItem("c", "y", kAny)},
      {MakeOccasion("x"), MakeOccasion("y")});
  EXPECT_EQ(sources.VoiceOf("a"), sources.VoiceOf("b"));
  EXPECT_FALSE(Independent(sources, "a", "b"));
  EXPECT_TRUE(Independent(sources, "a", "c"));
}

TEST(SourcesTest, OccasionsOfTheSameSourceHoldAlongChains) {
  const Sources sources(
      {MakeItem("a", "x", kAny), MakeItem("c", "z", kAny), MakeItem("d", "w", kAny)},
      {MakeOccasion("x", {"y"}), MakeOccasion("y"), MakeOccasion("z", {"y"}), MakeOccasion("w")});
  EXPECT_FALSE(Independent(sources, "a", "c"));
  EXPECT_TRUE(Independent(sources, "a", "d"));
}

TEST(SourcesTest, AnItemIsNoSourceBesideWhatItIsDerivedFrom) {
  const Sources sources({MakeItem("a", "x", kAny), MakeItem("also", "x", kAny),
                         DerivedFrom("a", MakeItem("b", "y", kAny)), MakeItem("c", "y", kAny),
                         MakeItem("d", "z", kAny)},
                        {MakeOccasion("x"), MakeOccasion("y"), MakeOccasion("z")});
  EXPECT_FALSE(Independent(sources, "a", "b"));
  EXPECT_FALSE(Independent(sources, "also", "b"));
  EXPECT_FALSE(Independent(sources, "a", "c"));  // of the occasion on which b quotes a
  EXPECT_TRUE(Independent(sources, "a", "d"));
  EXPECT_TRUE(Independent(sources, "b", "d"));
  EXPECT_EQ(sources.OriginalsOf("b"), std::vector<std::string>{"a"});
}

TEST(SourcesTest, WhatIsQuotedTogetherStaysIndependent) {
  const Sources sources(
      {MakeItem("a", "x", kAny), MakeItem("b", "y", kAny),
       DerivedFrom("b", DerivedFrom("a", MakeItem("both", "w", kAny))), MakeItem("own", "w", kAny)},
      {MakeOccasion("x"), MakeOccasion("y"), MakeOccasion("w")});
  EXPECT_TRUE(Independent(sources, "a", "b"));
  for (const char* quoted : {"a", "b"}) {
    EXPECT_FALSE(Independent(sources, quoted, "both"));
    EXPECT_FALSE(Independent(sources, quoted, "own"));
  }
  EXPECT_EQ(Count(sources, {"both"}), 1);
  EXPECT_EQ(Count(sources, {"both", "a"}), 1);
  EXPECT_EQ(Count(sources, {"both", "own", "a", "b"}), 2);
}

TEST(SourcesTest, WhatTwoDeriveFromOneIsOneSource) {
  const Sources sources(
      {MakeItem("a", "x", kAny), DerivedFrom("a", MakeItem("b", "y", kAny)),
       DerivedFrom("b", MakeItem("c", "z", kAny)), DerivedFrom("circle", MakeItem("d", "v", kAny)),
       DerivedFrom("d", MakeItem("circle", "w", kAny))},
      {});
  EXPECT_FALSE(Independent(sources, "b", "c"));
  EXPECT_FALSE(Independent(sources, "a", "c"));
  EXPECT_FALSE(Independent(sources, "d", "circle"));
  EXPECT_EQ(Count(sources, {"a", "b", "c", "d", "circle"}), 2);
}

TEST(SourcesTest, ADocumentThatIsQuotedTiesWhoQuotesItToItsOccasion) {
  const Sources sources({MakeItem("a", "x", kAny), DerivedFrom("doc", MakeItem("b", "y", kAny)),
                         DerivedFrom("doc", MakeItem("c", "x", kAny))},
                        {MakeOccasion("x", {}, "doc"), MakeOccasion("y")});
  EXPECT_FALSE(Independent(sources, "a", "b"));
  EXPECT_EQ(sources.VoiceOf("a"), sources.VoiceOf("c"));  // a passage of its own document
}

TEST(SourcesTest, TiesLeadThroughItemsThatAreNotCounted) {
  const Sources sources({DerivedFrom("gone", MakeItem("a", "x", kAny)),
                         DerivedFrom("gone", MakeItem("b", "y", kAny))},
                        {});
  EXPECT_FALSE(Independent(sources, "a", "b"));
  EXPECT_EQ(Count(sources, {"a", "b"}), 1);
}

}  // namespace
}  // namespace peerchallenge::evidence
