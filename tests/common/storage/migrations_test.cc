#include "common/storage/migrations.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "common/environment/clock.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::storage {
namespace {

constexpr Migration kFirst = {"0001_items.sql", "CREATE TABLE items (id BIGINT PRIMARY KEY);"};
constexpr Migration kSecond = {"0002_more.sql",
                               "INSERT INTO items VALUES (1); INSERT INTO items VALUES (2);"};

class MigrationsTest : public ::testing::TestWithParam<Backend> {
 protected:
  absl::Status Apply(Database& database, const std::vector<Migration>& migrations) {
    return Migrate(database, clock_, "service", migrations);
  }
  int64_t Items(Database& database) { return Number(database, "SELECT COUNT(*) FROM items"); }

  FreshStore store_{GetParam()};
  std::unique_ptr<Database> database_ = store_.Open();
  environment::SystemClock clock_;
};

INSTANTIATE_TEST_SUITE_P(Stores, MigrationsTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(MigrationsTest, AppliesEachOnceInOrder) {
  ASSERT_TRUE(Apply(*database_, {kFirst}).ok());
  EXPECT_EQ(Items(*database_), 0);
  ASSERT_TRUE(Apply(*database_, {kFirst, kSecond}).ok());
  EXPECT_EQ(Items(*database_), 2);
  ASSERT_TRUE(Apply(*database_, {kFirst, kSecond}).ok());
  EXPECT_EQ(Items(*database_), 2);
}

TEST_P(MigrationsTest, BringsTheTablesOfCommon) {
  ASSERT_TRUE(Apply(*database_, {}).ok());
  EXPECT_EQ(Number(*database_, "SELECT COUNT(*) FROM changes"), 0);
  EXPECT_EQ(Number(*database_, "SELECT COUNT(*) FROM replies"), 0);
  EXPECT_EQ(Number(*database_, "SELECT COUNT(*) FROM settings"), 0);
}

TEST_P(MigrationsTest, ComponentsDoNotMeet) {
  ASSERT_TRUE(Apply(*database_, {kFirst}).ok());
  const std::vector<Migration> other = {{"0001_other.sql", "CREATE TABLE other (id BIGINT);"}};
  EXPECT_TRUE(Migrate(*database_, clock_, "other", other).ok());
  EXPECT_TRUE(Apply(*database_, {kFirst, kSecond}).ok());
}

TEST_P(MigrationsTest, RefusesADatabaseFromTheFuture) {
  ASSERT_TRUE(Apply(*database_, {kFirst, kSecond}).ok());
  const absl::Status status = Apply(*database_, {kFirst});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
}

TEST_P(MigrationsTest, RefusesAChangedMigrationAndAppliesNothing) {
  ASSERT_TRUE(Apply(*database_, {kFirst}).ok());
  Migration changed = kFirst;
  changed.second = "CREATE TABLE items (id BIGINT);";
  EXPECT_EQ(Apply(*database_, {changed, kSecond}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Items(*database_), 0);
}

TEST_P(MigrationsTest, AFailedOneLeavesNothingAndCanBeTriedAgain) {
  const Migration broken = {"0002_more.sql", "INSERT INTO items VALUES (1); INSERT INTO nowhere;"};
  EXPECT_FALSE(Apply(*database_, {kFirst, broken}).ok());
  EXPECT_EQ(Items(*database_), 0);
  EXPECT_TRUE(Apply(*database_, {kFirst, kSecond}).ok());
  EXPECT_EQ(Items(*database_), 2);
}

TEST_P(MigrationsTest, ProcessesThatStartAtOnceApplyEachOnce) {
  constexpr size_t kStarts = 4;
  std::vector<std::unique_ptr<Database>> databases;
  for (size_t i = 0; i < kStarts; ++i) databases.push_back(store_.Open());
  std::vector<std::thread> starts;
  for (auto& database : databases) {
    starts.emplace_back([&] {
      const absl::Status status = Apply(*database, {kFirst, kSecond});
      EXPECT_TRUE(status.ok()) << status;
    });
  }
  for (std::thread& start : starts) start.join();
  EXPECT_EQ(Items(*database_), 2);
}

}  // namespace
}  // namespace peerchallenge::storage
