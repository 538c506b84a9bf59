#include "services/recommendations/documents/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace peerchallenge::documents {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

double SumOf(const std::vector<double>& shares) {
  return std::accumulate(shares.begin(), shares.end(), 0.0);
}

TEST(ColumnsTest, ColumnShares_GiveLongTextsWhatShortOnesDoNotNeed) {
  const std::vector<double> shares =
      ColumnShares({"",
                    {"Action", "Due", "Why"},
                    {{std::string(300, 'a'), "10 May 2013", std::string(50, 'b')}}});
  EXPECT_NEAR(SumOf(shares), 1, 1e-9);
  EXPECT_GT(shares[0], shares[2]);
  EXPECT_GT(shares[2], shares[1]);
  EXPECT_GT(shares[1], 0.15);  // the date stays in one line
}

TEST(ColumnsTest, ColumnShares_FillTheWidthWithShortTexts) {
  EXPECT_THAT(ColumnShares({"", {"aaaaaaaa", "bbbbbbbb"}, {}}),
              ElementsAre(DoubleNear(0.5, 1e-9), DoubleNear(0.5, 1e-9)));
}

TEST(ColumnsTest, ColumnShares_LeaveRoomForTheMostColumns) {
  Table table;
  table.header.assign(kMostColumns, "");
  table.header[0] = std::string(8000, 'a');
  const std::vector<double> shares = ColumnShares(table);
  EXPECT_NEAR(SumOf(shares), 1, 1e-9);
  for (const double share : shares) EXPECT_GT(share, 0.005);
}

}  // namespace
}  // namespace peerchallenge::documents
