#include "common/resources/change_log.h"

#include <gtest/gtest.h>

#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::resources {
namespace {

using storage::Backend;
using storage::Soon;
using storage::Transaction;

class ChangeLogTest : public ::testing::TestWithParam<Backend> {
 protected:
  void Append(absl::Time time) {
    EXPECT_TRUE(database_
                    ->Write(Soon(),
                            [&](Transaction& tx) {
                              return AppendChange(tx, {.kind = changes::v1::Change::KIND_CREATED,
                                                       .type = "t",
                                                       .name = "n",
                                                       .time = time});
                            })
                    .ok());
  }
  int64_t Prune(absl::Time before, int max_rows) {
    int64_t pruned = 0;
    EXPECT_TRUE(database_
                    ->Write(Soon(),
                            [&](Transaction& tx) {
                              pruned = PruneChanges(tx, before, max_rows).value();
                              return absl::OkStatus();
                            })
                    .ok());
    return pruned;
  }
  template <typename T>
  T Ask(T (*question)(Transaction&)) {
    T answer = absl::UnknownError("not run");
    EXPECT_TRUE(database_
                    ->Read(Soon(),
                           [&](Transaction& tx) {
                             answer = question(tx);
                             return absl::OkStatus();
                           })
                    .ok());
    return answer;
  }

  storage::FreshStore store_{GetParam()};
  std::unique_ptr<storage::Database> database_ = store_.OpenMigrated();
  const absl::Time start_ = absl::FromUnixSeconds(1'341'792'000);
};

INSTANTIATE_TEST_SUITE_P(Stores, ChangeLogTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(ChangeLogTest, Empty_StartsAtZero) {
  EXPECT_EQ(*Ask(LastRevision), 0);
  EXPECT_EQ(*Ask(OldestResumable), 0);
  EXPECT_EQ(Prune(absl::InfiniteFuture(), 10), 0);
}

TEST_P(ChangeLogTest, Prune_TakesTheOldInSmallBatches) {
  for (int day = 0; day < 10; ++day) Append(start_ + absl::Hours(24 * day));
  const absl::Time limit = start_ + absl::Hours(24 * 5);
  EXPECT_EQ(Prune(limit, 3), 3);
  EXPECT_EQ(*Ask(OldestResumable), 3);
  EXPECT_EQ(Prune(limit, 3), 2);
  EXPECT_EQ(Prune(limit, 3), 0);
  EXPECT_EQ(*Ask(OldestResumable), 5);
  EXPECT_EQ(*Ask(LastRevision), 10);
}

TEST_P(ChangeLogTest, Prune_KeepsTheLastSoThatNumbersGoOn) {
  Append(start_);
  Append(start_);
  EXPECT_EQ(Prune(absl::InfiniteFuture(), 10), 1);
  EXPECT_EQ(*Ask(OldestResumable), 1);
  Append(start_);
  EXPECT_EQ(*Ask(LastRevision), 3);
}

TEST_P(ChangeLogTest, Prune_LeavesNoGapWhenTheClockStepsBack) {
  Append(start_);
  Append(start_ + absl::Hours(2));
  Append(start_);  // the clock was set back
  Append(start_ + absl::Hours(3));
  EXPECT_EQ(Prune(start_ + absl::Hours(1), 10), 1);
  EXPECT_EQ(*Ask(OldestResumable), 1);
}

}  // namespace
}  // namespace peerchallenge::resources
