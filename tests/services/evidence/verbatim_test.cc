#include "services/evidence/verbatim.h"

#include <gtest/gtest.h>

namespace peerchallenge::evidence {
namespace {

constexpr char kSaid[] = "I have not seen my social worker since the summer.";

TEST(VerbatimTest, EightWordsInARowAreRepeated) {
  Verbatim verbatim({"One said: “I have NOT seen my social worker since March.”",
                     "One had not seen the own social worker since the summer.",
                     "I have not seen my social", kSaid, ""});
  verbatim.Forbid(kSaid);
  EXPECT_TRUE(verbatim.Repeats(0));
  EXPECT_FALSE(verbatim.Repeats(1));
  EXPECT_FALSE(verbatim.Repeats(2));
  EXPECT_TRUE(verbatim.Repeats(3));
  EXPECT_FALSE(verbatim.Repeats(4));
}

TEST(VerbatimTest, WhatSomebodyAgreedToMayBeRepeated) {
  Verbatim verbatim({kSaid});
  verbatim.Allow(kSaid);
  verbatim.Forbid(kSaid);
  EXPECT_FALSE(verbatim.Repeats(0));
}

}  // namespace
}  // namespace peerchallenge::evidence
