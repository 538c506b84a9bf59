#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/common/storage/fresh_store.h"

// What a transaction recalls (Transaction::Recall) is always what it would compute, on every store;
// SQLite does not compute it again while nothing has changed.
namespace peerchallenge::storage {
namespace {

class RecallTest : public ::testing::TestWithParam<Backend> {
 protected:
  RecallTest() {
    Do([](Transaction& tx) {
      return tx.ExecuteScript(
          "CREATE TABLE counted (id BIGINT PRIMARY KEY);"
          "CREATE TABLE other (id BIGINT PRIMARY KEY);"
          "INSERT INTO counted VALUES (1);");
    });
  }

  void Do(TransactionBody body) { EXPECT_TRUE(database_->Write(Soon(), body).ok()); }
  static absl::Status Run(Transaction& tx, std::string_view sql) {
    return tx.Execute(sql, {}).status();
  }
  absl::StatusOr<int64_t> Count(Transaction& tx) {
    ++computed_;
    int64_t count = 0;
    absl::Status status = tx.Query("SELECT COUNT(*) FROM counted", {}, [&](const Row& row) {
      count = row.Int(0);
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return count;
  }
  int64_t Recalled(Transaction& tx) {
    const auto count = storage::Recall<int64_t>(tx, "count", [&] { return Count(tx); });
    EXPECT_TRUE(count.ok());
    return count.ok() ? **count : -1;
  }
  int64_t RecalledByAWrite() {
    int64_t count = 0;
    Do([&](Transaction& tx) {
      count = Recalled(tx);
      return absl::OkStatus();
    });
    return count;
  }
  void ExpectComputed(int times) {
    if (GetParam() == Backend::kSqlite) {
      EXPECT_EQ(computed_, times);
    }
  }

  const FreshStore store_{GetParam()};
  const std::unique_ptr<Database> database_ = store_.Open();
  int computed_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Stores, RecallTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(RecallTest, WhatHasNotChangedIsNotComputedAgain) {
  EXPECT_EQ(RecalledByAWrite(), 1);
  Do([](Transaction& tx) { return Run(tx, "INSERT INTO other VALUES (1)"); });
  EXPECT_EQ(RecalledByAWrite(), 1);
  ExpectComputed(1);
}

TEST_P(RecallTest, SeesWhatTheSameTransactionAndEarlierOnesHaveWritten) {
  EXPECT_EQ(RecalledByAWrite(), 1);
  Do([&](Transaction& tx) {
    EXPECT_EQ(Recalled(tx), 1);
    if (absl::Status added = Run(tx, "INSERT INTO counted VALUES (2)"); !added.ok()) return added;
    EXPECT_EQ(Recalled(tx), 2);
    return Run(tx, "DELETE FROM counted WHERE id = 1");
  });
  EXPECT_EQ(RecalledByAWrite(), 1);
  ExpectComputed(3);
}

TEST_P(RecallTest, ForgetsWhatWasUndone) {
  const absl::Status failed = database_->Write(Soon(), [&](Transaction& tx) -> absl::Status {
    if (absl::Status added = Run(tx, "INSERT INTO counted VALUES (2)"); !added.ok()) return added;
    EXPECT_EQ(Recalled(tx), 2);
    return absl::AbortedError("no");
  });
  EXPECT_TRUE(absl::IsAborted(failed));
  EXPECT_EQ(RecalledByAWrite(), 1);
}

TEST_P(RecallTest, SeesWhatAnotherProcessHasWritten) {
  EXPECT_EQ(RecalledByAWrite(), 1);
  EXPECT_TRUE(
      store_.Open()
          ->Write(Soon(), [](Transaction& tx) { return Run(tx, "INSERT INTO counted VALUES (2)"); })
          .ok());
  EXPECT_EQ(RecalledByAWrite(), 2);
}

TEST_P(RecallTest, WhatIsMadeOfSomethingRecalledChangesWithIt) {
  const auto text = [&](Transaction& tx) {
    const auto made = storage::Recall<std::string>(
        tx, "text", [&]() -> absl::StatusOr<std::string> { return absl::StrCat(Recalled(tx)); });
    return made.ok() ? **made : "";
  };
  EXPECT_EQ(RecalledByAWrite(), 1);
  Do([&](Transaction& tx) {
    EXPECT_EQ(text(tx), "1");
    if (absl::Status added = Run(tx, "INSERT INTO counted VALUES (2)"); !added.ok()) return added;
    EXPECT_EQ(text(tx), "2");
    return absl::OkStatus();
  });
}

TEST_P(RecallTest, KeepsNoErrors) {
  Do([&](Transaction& tx) {
    const auto failed = storage::Recall<int64_t>(
        tx, "count", []() -> absl::StatusOr<int64_t> { return absl::NotFoundError("not yet"); });
    EXPECT_TRUE(absl::IsNotFound(failed.status()));
    EXPECT_EQ(Recalled(tx), 1);
    return absl::OkStatus();
  });
}

TEST_P(RecallTest, WhatItWasToldHoldsUntilTheTablesChange) {
  constexpr std::string_view kTables[] = {"counted"};
  Do([&](Transaction& tx) {
    if (absl::Status added = Run(tx, "INSERT INTO counted VALUES (2)"); !added.ok()) return added;
    tx.Remember("count", std::make_shared<const int64_t>(2), kTables);
    EXPECT_EQ(Recalled(tx), 2);
    return absl::OkStatus();
  });
  EXPECT_EQ(RecalledByAWrite(), 2);
  ExpectComputed(0);
  Do([](Transaction& tx) { return Run(tx, "INSERT INTO counted VALUES (3)"); });
  EXPECT_EQ(RecalledByAWrite(), 3);
}

TEST_P(RecallTest, AReadComputesEachTime) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(database_
                    ->Read(Soon(),
                           [&](Transaction& tx) {
                             EXPECT_EQ(Recalled(tx), 1);
                             return absl::OkStatus();
                           })
                    .ok());
  }
  EXPECT_EQ(computed_, 2);
}

}  // namespace
}  // namespace peerchallenge::storage
