#include "services/recommendations/documents/pdf/typesetter.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace peerchallenge::documents {
namespace {

const RowStyle kStyle{{10, TextStyle::Weight::kRegular}, 0, 0, 0};
constexpr auto kLinesOnPage = static_cast<size_t>((PageFrame::kBottom - PageFrame::kTop) / 14);

std::unique_ptr<QPDF> EmptyFile() {
  auto file = std::make_unique<QPDF>();
  file->emptyPDF();
  return file;
}

class TypesetterTest : public ::testing::Test {
 protected:
  // A row of as many lines; where it begins.
  Place Add(size_t lines, const RowStyle& style = kStyle) {
    std::string text = "abc";
    for (size_t i = 1; i < lines; ++i) text += " abc";
    node_ = structure_.Add(structure_.document(), "/P");
    const std::vector<GlyphLine> set = setter_.Set(text, style.text, 25);
    EXPECT_EQ(set.size(), lines);
    return pages_.Add({{node_, 0, set}}, style);
  }
  // On how many pages the last row is.
  int PagesOfLast() { return node_.getKey("/K").getArrayNItems(); }

  const Fonts fonts_ = Fonts::Open(kDefaultFontFolder).value();
  const std::unique_ptr<QPDF> file_ = EmptyFile();
  Structure structure_{*file_};
  TextSetter setter_{fonts_};
  Typesetter pages_{*file_, structure_, setter_};
  Structure::Node node_;
};

TEST_F(TypesetterTest, Add_FillsAPageAndGoesOnOnTheNext) {
  EXPECT_EQ(Add(kLinesOnPage).page, 0U);
  EXPECT_EQ(PagesOfLast(), 1);
  const Place next = Add(1);
  EXPECT_EQ(next.page, 1U);
  EXPECT_DOUBLE_EQ(next.top, PageFrame::kTop);
}

TEST_F(TypesetterTest, Add_PartsARowThatDoesNotFit) {
  Add(kLinesOnPage - 3);
  EXPECT_EQ(Add(6).page, 0U);
  EXPECT_EQ(PagesOfLast(), 2);
}

TEST_F(TypesetterTest, Add_LeavesNoLoneLineBehindOrAhead) {
  Add(kLinesOnPage - 1);
  EXPECT_EQ(Add(4).page, 1U);  // one would have fitted
  EXPECT_EQ(PagesOfLast(), 1);
  Add(kLinesOnPage - 4 - 3);
  EXPECT_EQ(Add(4).page, 1U);  // of which three would fit; two stay
  EXPECT_EQ(PagesOfLast(), 2);
  EXPECT_NEAR(Add(1).top, PageFrame::kTop + 2 * kStyle.text.Leading(), 0.01);
}

TEST_F(TypesetterTest, Add_MovesAShortRowThatDoesNotFit) {
  for (const size_t lines : {size_t{2}, size_t{3}}) {
    pages_.BreakPage();
    const size_t page = Add(kLinesOnPage - 1).page;
    EXPECT_EQ(Add(lines).page, page + 1) << lines;
    EXPECT_EQ(PagesOfLast(), 1) << lines;
  }
}

TEST_F(TypesetterTest, Add_GoesOverAsManyPagesAsItTakes) {
  Add(5 * kLinesOnPage + 2);
  EXPECT_EQ(PagesOfLast(), 6);
}

TEST_F(TypesetterTest, Add_KeepsAHeadingWithWhatFollows) {
  RowStyle heading = kStyle;
  heading.keep = 3 * kStyle.text.Leading();
  Add(kLinesOnPage - 4);
  EXPECT_EQ(Add(1, heading).page, 0U);
  Add(kLinesOnPage - 3 - 3);  // the rest of this page and the next but three lines
  const size_t page = Add(1, heading).page;
  EXPECT_EQ(Add(2).page, page);
}

TEST_F(TypesetterTest, Add_LeavesNoSpaceAboveAtAPagesTop) {
  RowStyle spaced = kStyle;
  spaced.before = 20;
  EXPECT_DOUBLE_EQ(Add(1, spaced).top, PageFrame::kTop);
  EXPECT_NEAR(Add(1, spaced).top, PageFrame::kTop + kStyle.text.Leading() + 20, 0.01);
}

TEST_F(TypesetterTest, BreakPage_LeavesNoEmptyPage) {
  pages_.BreakPage();
  EXPECT_EQ(Add(1).page, 0U);
  pages_.BreakPage();
  pages_.BreakPage();
  EXPECT_EQ(Add(1).page, 1U);
}

TEST_F(TypesetterTest, AtEachTop_RepeatsUntilItIsTakenAway) {
  pages_.AtEachTop([this] {
    pages_.Add({{std::nullopt, 0, setter_.Set("head", kStyle.text, 50)}}, kStyle);
  });
  EXPECT_DOUBLE_EQ(Add(1).top, PageFrame::kTop);
  pages_.BreakPage();
  EXPECT_NEAR(Add(1).top, PageFrame::kTop + kStyle.text.Leading(), 0.01);
  pages_.AtEachTop(nullptr);
  pages_.BreakPage();
  EXPECT_DOUBLE_EQ(Add(1).top, PageFrame::kTop);
}

}  // namespace
}  // namespace peerchallenge::documents
