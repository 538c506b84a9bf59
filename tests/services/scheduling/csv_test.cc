#include "services/scheduling/csv.h"

#include <gtest/gtest.h>

#include "common/errors/errors.h"

namespace peerchallenge::scheduling {
namespace {

using Rows = std::vector<CsvRow>;

constexpr CsvLimits kLimits{.rows = 3, .cells = 3};

Rows Parsed(std::string_view text) {
  auto rows = ParseCsv(text, kLimits, "csv");
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? *rows : Rows();
}

TEST(ParseCsv, SplitsRowsAndCells) {
  EXPECT_EQ(Parsed("a,b\n1,\n"), (Rows{{1, {"a", "b"}}, {2, {"1", ""}}}));
}

TEST(ParseCsv, TakesBothLineEndsAndNoneAtTheEnd) {
  EXPECT_EQ(Parsed("a\r\nb\nc"), (Rows{{1, {"a"}}, {2, {"b"}}, {3, {"c"}}}));
}

TEST(ParseCsv, PassesOverByteOrderMarkAndEmptyLines) {
  EXPECT_EQ(Parsed("\xEF\xBB\xBF\"a\"\r\n\r\n\nb\n\n"), (Rows{{1, {"a"}}, {4, {"b"}}}));
}

TEST(ParseCsv, KeepsCommasQuotesAndLineBreaksInsideQuotes) {
  EXPECT_EQ(Parsed("\"a,b\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",x\nz"),
            (Rows{{1, {"a,b", "say \"hi\""}}, {2, {"two\r\nlines", "x"}}, {4, {"z"}}}));
}

TEST(ParseCsv, TellsAnEmptyQuotedCellFromAnEmptyLine) {
  EXPECT_EQ(Parsed("\"\"\n"), (Rows{{1, {""}}}));
}

TEST(ParseCsv, HasNoRowsInNothing) { EXPECT_TRUE(Parsed("").empty()); }

struct BadCase {
  const char* name;
  const char* text;
};

class ParseCsvRejects : public testing::TestWithParam<BadCase> {};

TEST_P(ParseCsvRejects, WithFieldInvalid) {
  auto rows = ParseCsv(GetParam().text, kLimits, "csv");
  EXPECT_EQ(errors::ReasonOf(rows.status()), errors::v1::ERROR_REASON_FIELD_INVALID);
}

INSTANTIATE_TEST_SUITE_P(
    All, ParseCsvRejects,
    testing::Values(BadCase{"OpenQuote", "a,\"b\nc"}, BadCase{"QuoteInsidePlainCell", "a\"b,c"},
                    BadCase{"TextAfterQuote", "\"a\"b,c"}, BadCase{"LoneCarriageReturn", "a\rb"},
                    BadCase{"TooManyRows", "a\nb\nc\nd"}, BadCase{"TooManyCells", "a,b,c,d"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace peerchallenge::scheduling
