#include "common/text/empty_words.h"

#include "common/text/words.h"
#include "gtest/gtest.h"

namespace peerchallenge::text {
namespace {

TEST(EmptyWordsTest, IsEmptyWord_KnowsStemsOfWordsThatSayNothing) {
  for (const char* word : {"the", "Should", "does", "any", "very"}) {
    EXPECT_TRUE(IsEmptyWord(StemsOf(word).front())) << word;
  }
  for (const char* word : {"carer", "tracking", "school"}) {
    EXPECT_FALSE(IsEmptyWord(StemsOf(word).front())) << word;
  }
}

}  // namespace
}  // namespace peerchallenge::text
