#include "services/evidence/search/query.h"

#include <gtest/gtest.h>

#include "services/evidence/search/snippet.h"

namespace peerchallenge::evidence {
namespace {

std::string Marked(std::string_view text, const std::string& query) {
  std::string marked;
  for (const v1::SnippetPiece& piece : SnippetOf(text, ParseQuery(query))) {
    marked += piece.matched() ? "[" + piece.text() + "]" : piece.text();
  }
  return marked;
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
