#include "services/evidence/search/words.h"

#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "services/evidence/search/query.h"
#include "services/evidence/search/snippet.h"

namespace peerchallenge::evidence {
namespace {

std::string Stems(std::string_view text) {
  return absl::StrJoin(WordsOf(text), " ",
                       [](std::string* out, const Word& word) { *out += word.stem; });
}

std::string Marked(std::string_view text, const std::string& query) {
  std::string marked;
  for (const v1::SnippetPiece& piece : SnippetOf(text, ParseQuery(query))) {
    marked += piece.matched() ? "[" + piece.text() + "]" : piece.text();
  }
  return marked;
}

TEST(Words, AreTheSameWithoutCaseAccentsAndEndings) {
  EXPECT_EQ(Stems("Café cafés CAFE\u0301"), "cafe cafe cafe");
  EXPECT_EQ(Stems("fostering fostered FOSTERS"), "foster foster foster");
  EXPECT_EQ(Stems("STRASSE straße"), "strass strass");
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

TEST(Query, IsNeverIllFormed) {
  using Term = TextQuery::Term;
  const TextQuery query = ParseQuery("care \"leaving care\" neglect* -police -\"court order");
  EXPECT_EQ(query.wanted,
            (std::vector<Term>{{{"care"}, false}, {{"leav", "care"}, false}, {{"neglect"}, true}}));
  EXPECT_EQ(query.unwanted, (std::vector<Term>{{{"polic"}, false}, {{"court", "order"}, false}}));
  for (const char* odd : {"\"", "-", "*", "- \"\"", "((", "NEAR(a)", "a:b", "\"\"\""}) {
    ParseQuery(odd);
  }
  EXPECT_TRUE(ParseQuery("\" \" - *").wanted.empty());
}

TEST(Snippet, MarksWhatWasLookedFor) {
  EXPECT_EQ(Marked("Young people are leaving care too early.", "\"leaving care\" early"),
            "Young people are [leaving care] too [early]");
  EXPECT_EQ(Marked("Neglected, neglectful.", "neglect*"), "[Neglected], [neglectful]");
  EXPECT_EQ(Marked("Nothing of it.", "absent"), "Nothing of it");
}

TEST(Snippet, IsTheBestPassageAndNoLongerThanAllowed) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "words that fill the note ";
  text += "where the care plan is reviewed ";
  for (int i = 0; i < 100; ++i) text += "and more of it ";
  const std::string marked = Marked(text, "care plan");
  EXPECT_NE(marked.find("[care] [plan]"), std::string::npos) << marked;
  EXPECT_LE(marked.size(), kLongestSnippet + 4);
  EXPECT_GT(marked.size(), kLongestSnippet / 2);
  EXPECT_LE(Marked(std::string(5000, 'x'), "x").size(), kLongestSnippet + 2);
}

}  // namespace
}  // namespace peerchallenge::evidence
