#include "services/peerchallenge/pictures/svg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(SvgTest, Drawing_IsWellFormedWhateverTextComes) {
  const std::string hostile = "</title><script>&\"'\x01 é";
  Drawing drawing(100, 50, hostile, hostile);
  drawing.AddBox({1, 2, 30, 40}, {.fill = "#ffffff"}, hostile);
  drawing.AddText(5, 6, hostile, {});
  const std::string text = drawing.ToString();
  pugi::xml_document read;
  ASSERT_TRUE(read.load_string(text.c_str())) << text;
  const pugi::xml_node svg = read.child("svg");
  EXPECT_STREQ(svg.child("title").text().get(), "</title><script>&\"' é");
  EXPECT_STREQ(svg.child("text").text().get(), "</title><script>&\"' é");
  EXPECT_FALSE(svg.child("script"));
}

TEST(SvgTest, Drawing_SaysItsSizeAndWhatItShows) {
  const std::string text = Drawing(100.5, 50, "The year", "Who goes where").ToString();
  EXPECT_THAT(text, HasSubstr("viewBox=\"0 0 100.5 50\""));
  EXPECT_THAT(text, HasSubstr("<title>The year</title>"));
  EXPECT_THAT(text, HasSubstr("<desc>Who goes where</desc>"));
}

TEST(SvgTest, LinesIn_BreaksBetweenWords) {
  // 12 units of 0.56 x 10 a character and a little padding: 20 characters.
  EXPECT_THAT(LinesIn(120, 100, "Families team base in Boston", {.size = 10}),
              ElementsAre("Families team base", "in Boston"));
}

TEST(SvgTest, LinesIn_EndsInASignOfOmissionWhereThereIsNoRoomForAll) {
  const auto lines = LinesIn(60, 20, "Führungskräfteentwicklung in drei Häusern", {.size = 10});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], testing::EndsWith("…"));
  EXPECT_LE(WidthOf(lines[0]), 9u);
}

TEST(SvgTest, LinesIn_HasNoneWhereNotEvenOneFits) {
  EXPECT_THAT(LinesIn(60, 8, "a", {.size = 10}), IsEmpty());
}

}  // namespace
}  // namespace peerchallenge::cli
