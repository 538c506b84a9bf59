#include "common/text/words.h"

#include <gtest/gtest.h>

#include "absl/strings/str_join.h"

namespace peerchallenge::text {
namespace {

std::string Stems(std::string_view text) {
  return absl::StrJoin(WordsOf(text), " ",
                       [](std::string* out, const Word& word) { *out += word.stem; });
}

TEST(Words, AreTheSameWithoutCaseAccentsAndEndings) {
  EXPECT_EQ(Stems("Café cafés CAFE\u0301"), "cafe cafe cafe");
  EXPECT_EQ(Stems("fostering fostered FOSTERS"), "foster foster foster");
  EXPECT_EQ(Stems("STRASSE straße"), "strass strass");
}

TEST(Words, UnstemmedWordsOf_KeepEndings) {
  const std::vector<Word> words = UnstemmedWordsOf("Cafés' FOSTERING");
  ASSERT_EQ(words.size(), 2u);
  EXPECT_EQ(words[0].stem, "cafes");
  EXPECT_EQ(words[1].stem, "fostering");
  EXPECT_EQ(words[1].end, 17u);
}

TEST(Words, ArePartedByEveryOtherSign) {
  EXPECT_EQ(Stems("team-meeting (weekly); it's 50%"), "team meet week it s 50");
  EXPECT_EQ(Stems(""), "");
  EXPECT_EQ(Stems("…—!"), "");
  EXPECT_EQ(Stems("Дети и школа"), "дети и школа");
}

TEST(Words, StandWhereTheyStand) {
  const std::string text = "Die Straße, hier";
  for (const Word& word : WordsOf(text)) {
    EXPECT_TRUE(word.begin < word.end && word.end <= text.size());
  }
  EXPECT_EQ(text.substr(WordsOf(text)[1].begin, WordsOf(text)[1].end - WordsOf(text)[1].begin),
            "Straße");
}

TEST(Words, BytesThatAreNoTextPartThem) { EXPECT_EQ(Stems("one\xFF\xFEtwo\xC3"), "one two"); }

TEST(Words, FoldedNamesKeepTheirEndings) {
  EXPECT_EQ(Folded("  Zoë   O'BRIEN-Jones "), "zoe o brien jones");
}

}  // namespace
}  // namespace peerchallenge::text
