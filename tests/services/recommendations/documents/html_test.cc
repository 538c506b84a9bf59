#include "services/recommendations/documents/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/documents/sample_documents.h"

namespace peerchallenge::documents {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

std::string Html(const Document& document) {
  const absl::StatusOr<Flow> flow = FlowOf(document);
  EXPECT_TRUE(flow.ok()) << flow.status();
  return HtmlOf(*flow);
}

std::string HtmlWith(std::vector<Block> blocks) {
  Document document;
  document.title = "Title";
  document.sections.push_back({"Section", 1, false, std::move(blocks)});
  return Html(document);
}

TEST(HtmlTest, HtmlOf_SaysLanguageTitleAndMain) {
  const std::string html = Html(SampleLetter());
  EXPECT_THAT(html, HasSubstr("<html lang=\"en-GB\">"));
  EXPECT_THAT(html, HasSubstr("<title>Peer challenge of Lincolnshire, 9 to 11 July 2012</title>"));
  EXPECT_THAT(html, HasSubstr("<main>\n<h1>Peer challenge of Lincolnshire"));
  EXPECT_THAT(html, HasSubstr("<h2>Introduction</h2>"));
  EXPECT_THAT(html, HasSubstr("<h3>Strengths</h3>"));
  EXPECT_THAT(html, HasSubstr("<dt>Date:</dt>\n<dd>3 September 2012</dd>"));
}

TEST(HtmlTest, HtmlOf_HasAnElementForEachShape) {
  const std::string html = HtmlWith({Text{Text::Shape::kListItem, "bullet", ""},
                                     Text{Text::Shape::kNumberedItem, "number", ""},
                                     Text{Text::Shape::kQuotation, "words", "Carers"},
                                     Table{"Caption", {"Head", ""}, {{"Cell", ""}}}});
  EXPECT_THAT(html, HasSubstr("<ul>\n<li>bullet</li>\n</ul>"));
  EXPECT_THAT(html, HasSubstr("<ol>\n<li>number</li>\n</ol>"));
  EXPECT_THAT(html, HasSubstr("<blockquote><p>words</p>\n</blockquote>\n<figcaption>Carers"));
  EXPECT_THAT(html, HasSubstr("<caption>Caption</caption>\n<colgroup>"));
  EXPECT_THAT(html, HasSubstr("<thead>\n<tr>\n<th scope=\"col\">Head"));
  EXPECT_THAT(html, HasSubstr("<td>Cell</td>\n<td></td>"));
  EXPECT_THAT(html, Not(HasSubstr("<th scope=\"col\"></th>")));
}

TEST(HtmlTest, HtmlOf_BeginsAnAppendixOnANewPage) {
  EXPECT_THAT(Html(SampleReport()), HasSubstr("<h2 class=\"new-page\">Appendix A</h2>"));
}

TEST(HtmlTest, HtmlOf_LoadsAndRunsNothing) {
  for (const auto& [name, document] : SampleDocuments()) {
    const std::string html = Html(document);
    for (const char* active : {"<script", "<img", "<link", "<iframe", "url(", "@import", "<b>"}) {
      EXPECT_THAT(html, Not(HasSubstr(active))) << name;
    }
    EXPECT_THAT(html, HasSubstr("default-src 'none'")) << name;
  }
}

TEST(HtmlTest, HtmlOf_LetsNoNoticeOutOfTheStyle) {
  const std::string html = Html(HostileDocument());
  const size_t begin = html.find("<style>");
  const std::string style = html.substr(begin, html.find("</style>") - begin);
  EXPECT_THAT(style, HasSubstr("@top-right { content: \"\\22 \\3b "));
  EXPECT_EQ(html.find("<style>", begin + 1), std::string::npos);
  EXPECT_THAT(html, HasSubstr("</style>\n</head>\n<body>"));
}

}  // namespace
}  // namespace peerchallenge::documents
