#include "services/peerchallenge/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

using testing::ElementsAre;

TEST(Table, AlignsColumnsAndLeavesNoSpacesAtLineEnds) {
  Table table({{.title = "Name"}, {.title = "Cost", .align = Align::kRight}, {.title = "Why"}});
  table.AddRow({"travel", "1,234", "roads"});
  table.AddRow({"week", "5", ""});
  EXPECT_EQ(table.Render(2),
            "  Name     Cost  Why\n"
            "  travel  1,234  roads\n"
            "  week        5\n");
}

TEST(Table, BreaksLongCellsBetweenWords) {
  Table table({{.title = "Host"}, {.title = "Team", .max_width = 9}});
  table.AddRow({"Derby", "one two three"});
  EXPECT_EQ(table.Render(),
            "Host   Team\n"
            "Derby  one two\n"
            "       three\n");
}

TEST(Table, CountsCharactersNotBytes) {
  Table table({{.title = "A"}, {.title = "B"}});
  table.AddRow({"Gwynedd – Môn", "x"});
  table.AddRow({"Gwynedd - Mon", "y"});
  EXPECT_EQ(table.Render(),
            "A              B\n"
            "Gwynedd – Môn  x\n"
            "Gwynedd - Mon  y\n");
}

TEST(WrapWords, CutsWordsThatAreTooLong) {
  EXPECT_THAT(WrapWords("ab abcdefg", 3), ElementsAre("ab", "abc", "def", "g"));
}
TEST(WrapWords, CutsBetweenCharacters) { EXPECT_THAT(WrapWords("ééé", 2), ElementsAre("éé", "é")); }
TEST(WrapWords, KeepsLineBreaks) { EXPECT_THAT(WrapWords("a\nb c", 10), ElementsAre("a", "b c")); }
TEST(WrapWords, GivesOneEmptyLineForNothing) { EXPECT_THAT(WrapWords("", 10), ElementsAre("")); }

}  // namespace
}  // namespace peerchallenge::cli
