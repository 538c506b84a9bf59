#include "services/recommendations/documents/pdf/text_setter.h"

#include <gtest/gtest.h>

#include "services/recommendations/documents/pdf/showable.h"

namespace peerchallenge::documents {
namespace {

const Fonts& TheFonts() {
  static const absl::StatusOr<Fonts> kFonts = Fonts::Open(kDefaultFontFolder);
  return kFonts.value();
}

std::vector<GlyphLine> Set(std::string_view text, double width,
                           TextStyle::Weight weight = TextStyle::Weight::kRegular) {
  TextSetter setter(TheFonts());
  std::vector<GlyphLine> lines = setter.Set(text, {11, weight}, width);
  // The faces end with their setter.
  for (GlyphLine& line : lines) {
    for (GlyphRun& run : line.runs) run.face = nullptr;
  }
  return lines;
}

std::string TextOf(const std::vector<GlyphLine>& lines) {
  std::string text;
  for (const GlyphLine& line : lines) {
    for (const GlyphRun& run : line.runs) {
      for (const Glyph& glyph : run.glyphs) text += glyph.text;
    }
  }
  return text;
}

TEST(TextSetterTest, Set_KeepsTheTextWhateverItsScript) {
  for (const std::string_view text :
       {"Plain, official and “quoted” text – with a dash.", "مرحبا بالعالم: 123 (abc) لا إله",
        "abc שלום עולם 45%", "می\u200Cخواهم", "漢字 ไทย বাংলা", "👩\u200D👧 é ạ\u0308\u0303",
        "one\u00A0two zero\u200Bwidth"}) {
    EXPECT_EQ(TextOf(Set(text, 400)), text);
    EXPECT_EQ(TextOf(Set(text, 40)), text);
  }
}

TEST(TextSetterTest, Set_StaysWithinTheWidth) {
  constexpr double kWidth = 120;
  for (const std::string& text :
       {std::string("Words that have to be put in several lines of text"), std::string(2000, 'x'),
        std::string("מילים ") + "שהולכות לשורות רבות"}) {
    const std::vector<GlyphLine> lines = Set(text, kWidth);
    EXPECT_GT(lines.size(), 1U);
    for (const GlyphLine& line : lines) {
      EXPECT_LE(line.end, kWidth + 4);  // and a space
      for (const GlyphRun& run : line.runs) {
        for (const Glyph& glyph : run.glyphs) EXPECT_GE(glyph.x, -4);
      }
    }
    EXPECT_EQ(TextOf(lines), text);
  }
}

TEST(TextSetterTest, Set_PutsRightToLeftTextAtTheRight) {
  const std::vector<GlyphLine> lines = Set("שלום", 200);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NEAR(lines[0].end, 200, 1);
  const std::vector<Glyph>& glyphs = lines[0].runs.at(0).glyphs;
  ASSERT_EQ(glyphs.size(), 4U);
  EXPECT_EQ(glyphs.front().text, "ש");
  EXPECT_GT(glyphs.front().x, glyphs.back().x);
}

TEST(TextSetterTest, Set_MakesBoldTextWider) {
  EXPECT_GT(Set("Recommendations", 400, TextStyle::Weight::kBold)[0].end,
            Set("Recommendations", 400)[0].end);
}

TEST(TextSetterTest, Set_GivesAnEmptyTextOneEmptyLine) {
  const std::vector<GlyphLine> lines = Set("", 100);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].runs.empty());
}

TEST(ShowableTest, ShowableOf_ReplacesWhatNoFontHas) {
  const Showable showable = ShowableOf("aé漢\u200Db", TheFonts());
  EXPECT_EQ(showable.text, "aé\uFFFD\u200Db");
  EXPECT_EQ(showable.origins, (std::vector<size_t>{0, 1, 1, 3, 3, 3, 6, 6, 6, 9, 10}));
}

}  // namespace
}  // namespace peerchallenge::documents
