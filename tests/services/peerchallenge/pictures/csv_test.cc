#include "services/peerchallenge/pictures/csv.h"

#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

TEST(CsvTest, CsvLine_QuotesCellsThatHoldCommasQuotesOrLineBreaks) {
  EXPECT_EQ(CsvLine({"a", "b, c", "say \"d\"", "e\nf", ""}),
            "a,\"b, c\",\"say \"\"d\"\"\",\"e\nf\",\r\n");
}

TEST(CsvTest, CsvLine_DisarmsWhatASpreadsheetWouldCalculate) {
  EXPECT_EQ(CsvLine({"=1+1", "+a", "-b", "@c"}), "'=1+1,'+a,'-b,'@c\r\n");
}

TEST(CsvTest, CsvLine_LeavesNegativeNumbers) { EXPECT_EQ(CsvLine({"-12", "+3"}), "-12,+3\r\n"); }

}  // namespace
}  // namespace peerchallenge::cli
