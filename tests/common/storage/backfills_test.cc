#include "common/storage/backfills.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/environment/clock.h"
#include "common/storage/migrations.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::storage {
namespace {

// Numbers from 1 to 10, whose squares an older version did not store.
constexpr Migration kNumbers = {
    "0001_numbers.sql",
    "CREATE TABLE numbers (number BIGINT PRIMARY KEY, square BIGINT NOT NULL);"
    "INSERT INTO numbers VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), "
    "(9, 0), (10, 0);"};
constexpr Migration kAsked = {"0002_squares.sql",
                              "INSERT INTO backfills (name, place) VALUES ('squares', '');"};

class BackfillsTest : public ::testing::TestWithParam<Backend> {
 protected:
  void Migrate(const std::vector<Migration>& migrations) {
    const absl::Status status =
        storage::Migrate(*database_, environment::SystemClock(), "service", migrations);
    ASSERT_TRUE(status.ok()) << status;
  }

  // Squares three numbers a step; fails in the middle of the step that comes to `bad`.
  std::vector<Backfill> Squares(int64_t bad = 0) {
    const auto step = [this, bad](
                          Transaction& tx,
                          const std::string& place) -> absl::StatusOr<std::optional<std::string>> {
      ++steps_;
      int64_t number = 0;
      EXPECT_TRUE(place.empty() || absl::SimpleAtoi(place, &number)) << place;
      for (int i = 0; i < 3 && number < 10; ++i) {
        if (++number == bad) return absl::DataLossError("a bad one");
        absl::Status status =
            tx.Execute("UPDATE numbers SET square = square + number * number WHERE number = $1",
                       {{number}})
                .status();
        if (!status.ok()) return status;
      }
      if (number == 10) return std::nullopt;
      return absl::StrCat(number);
    };
    return {{"squares", step}};
  }

  int64_t SumOfSquares() {
    return Number(*database_, "SELECT CAST(SUM(square) AS BIGINT) FROM numbers");
  }

  FreshStore store_{GetParam()};
  std::unique_ptr<Database> database_ = store_.Open();
  int steps_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Stores, BackfillsTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(BackfillsTest, DoesWhatAMigrationAsksForOnce) {
  Migrate({kNumbers});
  EXPECT_TRUE(RunBackfills(*database_, Squares()).ok());
  EXPECT_EQ(SumOfSquares(), 0) << "nobody has asked";
  Migrate({kNumbers, kAsked});
  EXPECT_TRUE(RunBackfills(*database_, Squares()).ok());
  EXPECT_EQ(SumOfSquares(), 385);
  EXPECT_EQ(steps_, 4);
  EXPECT_TRUE(RunBackfills(*database_, Squares()).ok());
  EXPECT_EQ(SumOfSquares(), 385);
  EXPECT_EQ(Number(*database_, "SELECT COUNT(*) FROM backfills"), 0);
}

TEST_P(BackfillsTest, GoesOnWhereItWasCutShort) {
  Migrate({kNumbers, kAsked});
  EXPECT_EQ(RunBackfills(*database_, Squares(8)).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(SumOfSquares(), 91) << "two steps, and nothing of the third";
  steps_ = 0;
  const std::unique_ptr<Database> another = store_.Open();
  EXPECT_TRUE(RunBackfills(*another, Squares()).ok());
  EXPECT_EQ(SumOfSquares(), 385);
  EXPECT_EQ(steps_, 2);
}

}  // namespace
}  // namespace peerchallenge::storage
