#include "services/evidence/attachments/clamd_reply.h"

#include <string>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace peerchallenge::evidence {
namespace {

absl::StatusOr<std::string> Parse(const std::string& reply) {
  return ParseClamdReply(reply + std::string(1, '\0'));
}

TEST(ClamdReplyTest, OkIsNothingFound) {
  const auto found = Parse("stream: OK");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(*found, "");
}

TEST(ClamdReplyTest, FoundNamesTheSignature) {
  const auto found = Parse("stream: Win.Test.EICAR_HDB-1 FOUND");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(*found, "Win.Test.EICAR_HDB-1");
}

TEST(ClamdReplyTest, ShowsOfASignatureWhatIsPrintableAndAtMost200Bytes) {
  EXPECT_EQ(*Parse("stream: a\x1b[31m\xFF FOUND"), "a?[31m?");
  EXPECT_EQ(Parse("stream: " + std::string(300, 'a') + " FOUND")->size(), 200u);
}

TEST(ClamdReplyTest, WhatIsBeyondItsLimitIsTooLarge) {
  EXPECT_EQ(*Parse("INSTREAM size limit exceeded. ERROR"), kTooLarge);
}

TEST(ClamdReplyTest, AnythingElseIsNoVerdict) {
  for (const std::string& reply :
       {std::string(), std::string("stream: Can't allocate memory ERROR"),
        std::string("stream:  FOUND"), std::string("UNKNOWN COMMAND"),
        std::string("stream: ") + std::string(2000, 'a') + " FOUND"}) {
    EXPECT_EQ(errors::ReasonOf(Parse(reply).status()),
              errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE)
        << reply;
  }
}

TEST(ClamdReplyTest, AReplyThatIsCutOffIsNoVerdict) {
  for (const char* reply : {"", "stream: OK", "stream: x FOUND"}) {
    EXPECT_EQ(errors::ReasonOf(ParseClamdReply(reply).status()),
              errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE)
        << reply;
  }
}

}  // namespace
}  // namespace peerchallenge::evidence
