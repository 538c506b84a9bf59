#include "services/recommendations/documents/pdf/stretches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace peerchallenge::documents {
namespace {

using ::testing::ElementsAre;

std::string Repeated(absl::string_view text, size_t times) {
  std::string repeated;
  for (size_t i = 0; i < times; ++i) absl::StrAppend(&repeated, text);
  return repeated;
}

std::string Joined(const std::vector<std::string_view>& stretches) {
  std::string text;
  for (const std::string_view stretch : stretches) text += stretch;
  return text;
}

TEST(StretchesTest, StretchesOf_LeavesUsualParagraphsWhole) {
  EXPECT_THAT(StretchesOf(""), ElementsAre(""));
  EXPECT_THAT(StretchesOf("One sentence. Another one."), ElementsAre("One sentence. Another one."));
  EXPECT_EQ(StretchesOf(Repeated("word ", 800)).size(), 1U);
}

TEST(StretchesTest, StretchesOf_PartsLongParagraphsBehindSpaces) {
  const std::string text = Repeated("a sentence of some words. ", 1000);
  const std::vector<std::string_view> stretches = StretchesOf(text);
  EXPECT_EQ(Joined(stretches), text);
  EXPECT_EQ(stretches.size(), text.size() / kMostStretchBytes + 1);
  for (const std::string_view stretch : stretches) EXPECT_EQ(stretch.back(), ' ');
}

TEST(StretchesTest, StretchesOf_PartsWordsThatNoLineCanHold) {
  for (const char* sign : {"x", "é", "漢", "👍🏽", "e\u0301\u0302"}) {
    const std::string text = absl::StrCat("before ", Repeated(sign, 3000), " after");
    const std::vector<std::string_view> stretches = StretchesOf(text);
    EXPECT_EQ(Joined(stretches), text);
    for (const std::string_view stretch : stretches) {
      EXPECT_LT(stretch.size(), kMostWordBytes + 20) << sign;
      EXPECT_TRUE(stretch.starts_with("before") || stretch.starts_with(sign)) << stretch;
    }
  }
}

TEST(StretchesTest, StretchesOf_PartsEvenACharacterWithoutEnd) {
  const std::string text = absl::StrCat("Z", Repeated("\u0301", 5000));
  const std::vector<std::string_view> stretches = StretchesOf(text);
  EXPECT_EQ(Joined(stretches), text);
  for (const std::string_view stretch : stretches) EXPECT_LE(stretch.size(), kMostWordBytes + 2);
}

}  // namespace
}  // namespace peerchallenge::documents
