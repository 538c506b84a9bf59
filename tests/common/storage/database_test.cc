#include "common/storage/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "tests/common/storage/fresh_store.h"

// The contract of Database (database.h), on every store.
namespace peerchallenge::storage {
namespace {

using errors::ReasonOf;
using ::testing::ElementsAre;

constexpr std::string_view kInsert = "INSERT INTO items (id, text) VALUES ($1, $2)";
constexpr std::string_view kCount = "SELECT COUNT(*) FROM items";

absl::Status Insert(Transaction& tx, int64_t id, const std::string& text = "") {
  return tx.Execute(kInsert, {{id, text}}).status();
}

class DatabaseTest : public ::testing::TestWithParam<Backend> {
 protected:
  DatabaseTest() : store_(GetParam()), database_(store_.Open()) {
    EXPECT_TRUE(
        database_
            ->Write(Soon(),
                    [](Transaction& tx) {
                      return tx.ExecuteScript(
                          "CREATE TABLE items (id BIGINT PRIMARY KEY, text NAMETEXT, data BLOB,"
                          " parent BIGINT REFERENCES items (id));");
                    })
            .ok());
  }

  absl::Status InsertOne(int64_t id) {
    return database_->Write(Soon(), [&](Transaction& tx) { return Insert(tx, id); });
  }

  static constexpr int64_t kTaken = 1000;

  // Runs `body` for 0 to count - 1 in one commit, with one that writes the row kTaken first.
  std::vector<absl::Status> InOneCommit(
      int count, const std::function<absl::Status(Transaction& tx, int i)>& body) {
    std::promise<void> leading, go;
    bool waited = false;  // a body may run again
    std::thread leader([&] {
      EXPECT_TRUE(database_
                      ->Write(Soon(),
                              [&](Transaction& tx) {
                                if (!std::exchange(waited, true)) {
                                  leading.set_value();
                                  go.get_future().wait();
                                }
                                return Insert(tx, kTaken);
                              })
                      .ok());
    });
    leading.get_future().wait();
    std::atomic<int> arrived = 0;
    std::vector<absl::Status> results(static_cast<size_t>(count));
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        if (++arrived == count) go.set_value();
        results[static_cast<size_t>(i)] =
            database_->Write(Soon(), [&](Transaction& tx) { return body(tx, i); });
      });
    }
    for (std::thread& thread : threads) thread.join();
    leader.join();
    return results;
  }

  FreshStore store_;
  std::unique_ptr<Database> database_;
};

INSTANTIATE_TEST_SUITE_P(Stores, DatabaseTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(DatabaseTest, Write_KeepsAllKindsOfValues) {
  const std::string bytes("\0\xff\x01 bytes", 9);
  ASSERT_TRUE(database_
                  ->Write(Soon(),
                          [&](Transaction& tx) {
                            return tx
                                .Execute("INSERT INTO items VALUES ($1, $2, $3, $4)",
                                         {{int64_t{-5'000'000'000}, std::string("naïve ✓"),
                                           Blob{bytes}, Value()}})
                                .status();
                          })
                  .ok());
  int rows = 0;
  ASSERT_TRUE(database_
                  ->Read(Soon(),
                         [&](Transaction& tx) {
                           return tx.Query("SELECT id, text, data, parent FROM items", {},
                                           [&](const Row& row) {
                                             ++rows;
                                             EXPECT_EQ(row.Int(0), -5'000'000'000);
                                             EXPECT_EQ(row.Text(1), "naïve ✓");
                                             EXPECT_EQ(row.Bytes(2), bytes);
                                             EXPECT_TRUE(row.IsNull(3));
                                             EXPECT_FALSE(row.IsNull(0));
                                             return absl::OkStatus();
                                           });
                         })
                  .ok());
  EXPECT_EQ(rows, 1);
}

TEST_P(DatabaseTest, Query_TakesParametersOfChangingNullness) {
  const auto matches = [&](const Value& text) {
    int64_t count = 0;
    EXPECT_TRUE(database_
                    ->Read(Soon(),
                           [&](Transaction& tx) {
                             return tx.Query("SELECT COUNT(*) FROM items WHERE text = $1", {{text}},
                                             [&](const Row& row) {
                                               count = row.Int(0);
                                               return absl::OkStatus();
                                             });
                           })
                    .ok());
    return count;
  };
  ASSERT_TRUE(InsertOne(1).ok());
  EXPECT_EQ(matches(Value()), 0);
  EXPECT_EQ(matches(std::string()), 1);
  EXPECT_EQ(matches(Value()), 0);
}

TEST_P(DatabaseTest, Query_TakesParametersByNumber) {
  ASSERT_TRUE(database_
                  ->Write(Soon(),
                          [](Transaction& tx) {
                            EXPECT_TRUE(tx.Execute("INSERT INTO items (text, id) VALUES ($2, $1)",
                                                   {{int64_t{7}, std::string("seven")}})
                                            .ok());
                            return tx
                                .Execute("UPDATE items SET id = $1 + 1 WHERE id = $1 AND text = $2",
                                         {{int64_t{7}, std::string("seven")}})
                                .status();
                          })
                  .ok());
  EXPECT_EQ(Number(*database_, "SELECT id FROM items"), 8);
}

TEST_P(DatabaseTest, Query_AWrongNumberOfParametersIsADefect) {
  for (const std::vector<Value>& values : {std::vector<Value>{}, {int64_t{1}, int64_t{2}}}) {
    const absl::Status status = database_->Read(Soon(), [&](Transaction& tx) {
      return tx.Query("SELECT id FROM items WHERE id = $1", values,
                      [](const Row&) { return absl::OkStatus(); });
    });
    EXPECT_EQ(ReasonOf(status), errors::v1::ERROR_REASON_INTERNAL) << status;
  }
}

TEST_P(DatabaseTest, NameText_SortsByBytes) {
  std::vector<std::string> sorted;
  ASSERT_TRUE(database_
                  ->Write(Soon(),
                          [&](Transaction& tx) {
                            int64_t id = 0;
                            for (const char* text : {"b", "a/x", "B", "a-x", "a", "ä"}) {
                              absl::Status status = Insert(tx, ++id, text);
                              if (!status.ok()) return status;
                            }
                            return tx.Query("SELECT text FROM items ORDER BY text", {},
                                            [&](const Row& row) {
                                              sorted.emplace_back(row.Text(0));
                                              return absl::OkStatus();
                                            });
                          })
                  .ok());
  EXPECT_THAT(sorted, ElementsAre("B", "a", "a-x", "a/x", "b", "ä"));
}

TEST_P(DatabaseTest, Query_StopsAtTheCallbacksError) {
  ASSERT_TRUE(InsertOne(1).ok());
  ASSERT_TRUE(InsertOne(2).ok());
  int rows = 0;
  const absl::Status status = database_->Write(Soon(), [&](Transaction& tx) -> absl::Status {
    const absl::Status ended = tx.Query("SELECT id FROM items", {}, [&](const Row&) {
      ++rows;
      return absl::OutOfRangeError("enough");
    });
    EXPECT_EQ(ended.code(), absl::StatusCode::kOutOfRange);
    return Insert(tx, 3);  // the transaction goes on
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(rows, 1);
  EXPECT_EQ(Number(*database_, kCount), 3);
}

TEST_P(DatabaseTest, Query_RunsInsideAQueryOfTheSameText) {
  ASSERT_TRUE(InsertOne(1).ok());
  ASSERT_TRUE(InsertOne(2).ok());
  int pairs = 0;
  const auto each_id = [](Transaction& tx, auto each) {
    return tx.Query("SELECT id FROM items", {}, each);
  };
  ASSERT_TRUE(database_
                  ->Read(Soon(),
                         [&](Transaction& tx) {
                           return each_id(tx, [&](const Row&) {
                             return each_id(tx, [&](const Row&) {
                               ++pairs;
                               return absl::OkStatus();
                             });
                           });
                         })
                  .ok());
  EXPECT_EQ(pairs, 4);
}

TEST_P(DatabaseTest, Execute_CountsChangedRows) {
  ASSERT_TRUE(InsertOne(1).ok());
  ASSERT_TRUE(InsertOne(2).ok());
  ASSERT_TRUE(database_
                  ->Write(Soon(),
                          [](Transaction& tx) {
                            EXPECT_EQ(*tx.Execute("UPDATE items SET text = 'x'", {}), 2);
                            EXPECT_EQ(*tx.Execute("UPDATE items SET text = 'y' WHERE id = $1",
                                                  {{int64_t{9}}}),
                                      0);
                            EXPECT_EQ(*tx.Execute("CREATE TABLE other (id BIGINT)", {}), 0);
                            return absl::OkStatus();
                          })
                  .ok());
}

constexpr std::string_view kText = "SELECT text FROM items WHERE id = $1";
constexpr std::string_view kSetText = "UPDATE items SET text = $2 WHERE id = $1";

// The text of an item; "none" when there is none.
std::string TextOf(Transaction& tx, int64_t id) {
  std::string text = "none";
  const absl::Status status = tx.Query(kText, {{id}}, [&](const Row& row) {
    text = row.Text(0);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return text;
}

TEST_P(DatabaseTest, Post_IsSeenByWhatFollows) {
  ASSERT_TRUE(InsertOne(1).ok());
  const absl::Status status = database_->Write(Soon(), [](Transaction& tx) {
    EXPECT_EQ(TextOf(tx, 1), "");
    EXPECT_TRUE(tx.Post(kSetText, {{int64_t{1}, std::string("a")}}).ok());
    EXPECT_EQ(TextOf(tx, 1), "a");
    EXPECT_TRUE(tx.Post(kSetText, {{int64_t{1}, std::string("b")}}).ok());
    EXPECT_EQ(*tx.Execute("DELETE FROM items WHERE text = 'b'", {}), 1);
    EXPECT_EQ(TextOf(tx, 1), "none");
    EXPECT_TRUE(tx.ExecuteScript("INSERT INTO items (id, text) VALUES (1, 'c')").ok());
    EXPECT_EQ(TextOf(tx, 1), "c");
    return tx.Post(kInsert, {{int64_t{2}, std::string("d")}});
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(Number(*database_, "SELECT id FROM items WHERE text = 'd'"), 2);
}

TEST_P(DatabaseTest, Post_ThatFailsFailsABodyThatDoesNotNotice) {
  ASSERT_TRUE(InsertOne(1).ok());
  const absl::Status status = database_->Write(Soon(), [](Transaction& tx) {
    for (const int64_t id : {2, 1, 3}) tx.Post(kInsert, {{id, std::string()}}).IgnoreError();
    return absl::OkStatus();
  });
  EXPECT_EQ(ReasonOf(status), errors::v1::ERROR_REASON_RESOURCE_EXISTS) << status;
  EXPECT_EQ(Number(*database_, kCount), 1);
  EXPECT_TRUE(InsertOne(2).ok());
}

TEST_P(DatabaseTest, Post_ThatFailsFailsTheNextStatement) {
  ASSERT_TRUE(InsertOne(1).ok());
  absl::Status next;
  const absl::Status status = database_->Write(Soon(), [&](Transaction& tx) -> absl::Status {
    tx.Post(kInsert, {{int64_t{1}, std::string()}}).IgnoreError();
    next = tx.Query(kText, {{int64_t{1}}}, [](const Row&) { return absl::OkStatus(); });
    return absl::AbortedError("the body's own");
  });
  EXPECT_EQ(ReasonOf(next), errors::v1::ERROR_REASON_RESOURCE_EXISTS) << next;
  EXPECT_EQ(status, absl::AbortedError("the body's own"));
}

TEST_P(DatabaseTest, Announce_ChangesNoAnswer) {
  ASSERT_TRUE(InsertOne(1).ok());
  const auto announce = [](Transaction& tx) {
    for (const int64_t id : {1, 2, 3}) tx.Announce(kText, {{id}});  // 3 is never asked for
  };
  const absl::Status read = database_->Read(Soon(), [&](Transaction& tx) {
    announce(tx);
    EXPECT_EQ(TextOf(tx, 2), "none");
    EXPECT_EQ(TextOf(tx, 1), "");
    return absl::OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
  const absl::Status written = database_->Write(Soon(), [&](Transaction& tx) {
    announce(tx);
    EXPECT_TRUE(tx.Post(kSetText, {{int64_t{1}, std::string("a")}}).ok());
    EXPECT_EQ(TextOf(tx, 2), "none");
    EXPECT_EQ(TextOf(tx, 1), "a");
    announce(tx);
    EXPECT_EQ(TextOf(tx, 2), "none");
    EXPECT_TRUE(Insert(tx, 2, "b").ok());
    EXPECT_EQ(TextOf(tx, 2), "b");
    return absl::OkStatus();
  });
  EXPECT_TRUE(written.ok()) << written;
}

TEST_P(DatabaseTest, Announce_EndsWithItsTransaction) {
  ASSERT_TRUE(InsertOne(1).ok());
  const auto only_announce = [](Transaction& tx) {
    tx.Announce(kText, {{int64_t{1}}});
    return absl::OkStatus();
  };
  ASSERT_TRUE(database_->Read(Soon(), only_announce).ok());
  ASSERT_TRUE(database_->Write(Soon(), only_announce).ok());
  const auto change = [](Transaction& tx) {
    EXPECT_EQ(TextOf(tx, 1), "");
    return tx.Post(kSetText, {{int64_t{1}, std::string("new")}});
  };
  ASSERT_TRUE(database_->Write(Soon(), change).ok());
  const auto see = [](Transaction& tx) {
    EXPECT_EQ(TextOf(tx, 1), "new");
    return absl::OkStatus();
  };
  EXPECT_TRUE(database_->Read(Soon(), see).ok());
  EXPECT_TRUE(database_->Write(Soon(), see).ok());
}

TEST_P(DatabaseTest, Read_WithoutAStatementHarmsNoOther) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(database_->Read(Soon(), [](Transaction&) { return absl::OkStatus(); }).ok());
    ASSERT_TRUE(InsertOne(i).ok());
    EXPECT_EQ(Number(*database_, kCount), i + 1);
  }
}

TEST_P(DatabaseTest, Write_LeavesNothingOfABodyThatFails) {
  const absl::Status status = database_->Write(Soon(), [](Transaction& tx) -> absl::Status {
    EXPECT_TRUE(Insert(tx, 1).ok());
    return absl::AbortedError("no");
  });
  EXPECT_EQ(status, absl::AbortedError("no"));
  EXPECT_EQ(Number(*database_, kCount), 0);
  EXPECT_TRUE(InsertOne(1).ok());
}

TEST_P(DatabaseTest, Write_ABodyThatThrowsFailsAlone) {
  const auto thrower = [](Transaction& tx) -> absl::Status {
    EXPECT_TRUE(Insert(tx, 1).ok());
    throw std::length_error("too long");
  };
  EXPECT_EQ(database_->Write(Soon(), thrower).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Number(*database_, kCount), 0);
  EXPECT_TRUE(InsertOne(1).ok());
  EXPECT_EQ(Number(*database_, kCount), 1);
}

TEST_P(DatabaseTest, Read_ABodyThatThrowsGivesItsConnectionBack) {
  for (int i = 0; i < 20; ++i) {
    const absl::Status status = database_->Read(
        Soon(), [](Transaction&) -> absl::Status { throw std::length_error("too long"); });
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  }
  EXPECT_EQ(Number(*database_, kCount), 0);
}

TEST_P(DatabaseTest, Execute_NamesABrokenConstraint) {
  ASSERT_TRUE(InsertOne(1).ok());
  const absl::Status taken = InsertOne(1);
  EXPECT_EQ(taken.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(taken), errors::v1::ERROR_REASON_RESOURCE_EXISTS);
  const absl::Status dangling = database_->Write(Soon(), [](Transaction& tx) {
    return tx.Execute("INSERT INTO items (id, parent) VALUES (2, 77)", {}).status();
  });
  EXPECT_EQ(ReasonOf(dangling), errors::v1::ERROR_REASON_REFERENCE_BROKEN);
}

TEST_P(DatabaseTest, Execute_AfterAFailedStatementOnlyFails) {
  ASSERT_TRUE(InsertOne(1).ok());
  const absl::Status status = database_->Write(Soon(), [](Transaction& tx) -> absl::Status {
    EXPECT_TRUE(Insert(tx, 2).ok());
    EXPECT_FALSE(Insert(tx, 1).ok());
    EXPECT_EQ(Insert(tx, 3).code(), absl::StatusCode::kAlreadyExists);
    return absl::OkStatus();  // a body that does not notice
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Number(*database_, kCount), 1);
}

TEST_P(DatabaseTest, Execute_TellsADefectFromATrouble) {
  const absl::Status status = database_->Write(
      Soon(), [](Transaction& tx) { return tx.Execute("INSERT INTO nowhere", {}).status(); });
  EXPECT_EQ(ReasonOf(status), errors::v1::ERROR_REASON_INTERNAL);
  EXPECT_TRUE(InsertOne(1).ok());
}

TEST_P(DatabaseTest, Read_CannotWrite) {
  const absl::Status status =
      database_->Read(Soon(), [](Transaction& tx) { return Insert(tx, 1); });
  EXPECT_EQ(ReasonOf(status), errors::v1::ERROR_REASON_INTERNAL);
  EXPECT_EQ(Number(*database_, kCount), 0);
}

TEST_P(DatabaseTest, Read_SeesOneStateWhileOthersWrite) {
  ASSERT_TRUE(InsertOne(1).ok());
  ASSERT_TRUE(database_
                  ->Read(Soon(),
                         [&](Transaction& tx) {
                           std::vector<int64_t> counts;
                           const auto count = [&](const Row& row) {
                             counts.push_back(row.Int(0));
                             return absl::OkStatus();
                           };
                           EXPECT_TRUE(tx.Query(kCount, {}, count).ok());
                           std::thread([&] { EXPECT_TRUE(InsertOne(2).ok()); }).join();
                           EXPECT_TRUE(tx.Query(kCount, {}, count).ok());
                           EXPECT_THAT(counts, ElementsAre(1, 1));
                           return absl::OkStatus();
                         })
                  .ok());
  EXPECT_EQ(Number(*database_, kCount), 2);
}

TEST_P(DatabaseTest, Write_SeesAllThatWasCommittedBefore) {
  ASSERT_TRUE(InsertOne(1).ok());
  constexpr int kThreads = 8, kRounds = 25;
  const std::unique_ptr<Database> other = store_.Open();
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      Database& database = i % 2 == 0 ? *database_ : *other;  // as by two processes
      for (int round = 0; round < kRounds; ++round) {
        const absl::Status status = database.Write(Soon(), [](Transaction& tx) {
          int64_t last = 0;
          absl::Status read = tx.Query("SELECT MAX(id) FROM items", {}, [&](const Row& row) {
            last = row.Int(0);
            return absl::OkStatus();
          });
          return read.ok() ? Insert(tx, last + 1) : read;
        });
        EXPECT_TRUE(status.ok()) << status;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Number(*database_, "SELECT MAX(id) FROM items"), kThreads * kRounds + 1);
}

// One write holds the lead while others gather; then they share a commit.
TEST_P(DatabaseTest, Write_InASharedCommitFailsAlone) {
  constexpr int kWrites = 30;
  const std::vector<absl::Status> results =
      InOneCommit(kWrites, [](Transaction& tx, int i) -> absl::Status {
        if (absl::Status status = Insert(tx, i); !status.ok()) return status;
        if (i % 3 == 1) return Insert(tx, kTaken);
        if (i % 3 == 2) return absl::AbortedError("changed");  // the body's own
        return absl::OkStatus();
      });
  for (int i = 0; i < kWrites; ++i) {
    const absl::StatusCode code = results[static_cast<size_t>(i)].code();
    EXPECT_EQ(code, i % 3 == 0   ? absl::StatusCode::kOk
                    : i % 3 == 1 ? absl::StatusCode::kAlreadyExists
                                 : absl::StatusCode::kAborted);
  }
  EXPECT_EQ(Number(*database_, kCount), 1 + kWrites / 3);
}

TEST_P(DatabaseTest, Post_ThatFailsInASharedCommitFailsItsBodyAlone) {
  constexpr int kWrites = 30;
  const std::vector<absl::Status> results = InOneCommit(kWrites, [](Transaction& tx, int i) {
    tx.Post(kInsert, {{int64_t{i}, std::string()}}).IgnoreError();
    if (i % 3 == 1) tx.Post(kInsert, {{kTaken, std::string()}}).IgnoreError();
    return absl::OkStatus();
  });
  for (int i = 0; i < kWrites; ++i) {
    const absl::Status& status = results[static_cast<size_t>(i)];
    EXPECT_EQ(status.code(), i % 3 == 1 ? absl::StatusCode::kAlreadyExists : absl::StatusCode::kOk)
        << i << " " << status;
  }
  EXPECT_EQ(Number(*database_, kCount), 1 + kWrites / 3 * 2);
}

TEST_P(DatabaseTest, Write_ManyThreadsAllLandOnce) {
  constexpr int kThreads = 32, kEach = 20;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < kEach; ++j) EXPECT_TRUE(InsertOne(i * kEach + j).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Number(*database_, kCount), kThreads * kEach);
}

TEST_P(DatabaseTest, PassedDeadline_RunsNothing) {
  const absl::Time past = absl::Now() - absl::Seconds(1);
  bool ran = false;
  const auto body = [&](Transaction&) {
    ran = true;
    return absl::OkStatus();
  };
  for (const absl::Status& status : {database_->Read(past, body), database_->Write(past, body)}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_EQ(ReasonOf(status), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  }
  EXPECT_FALSE(ran);
}

TEST_P(DatabaseTest, Write_DeadlinePassesWhileAnotherLeads) {
  std::promise<void> leading, go;
  std::thread leader([&] {
    EXPECT_TRUE(database_
                    ->Write(Soon(),
                            [&](Transaction& tx) {
                              leading.set_value();
                              go.get_future().wait();
                              return Insert(tx, 1);
                            })
                    .ok());
  });
  leading.get_future().wait();
  const absl::Status late = database_->Write(absl::Now() + absl::Milliseconds(20),
                                             [](Transaction& tx) { return Insert(tx, 2); });
  EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded);
  go.set_value();
  leader.join();
  EXPECT_EQ(Number(*database_, kCount), 1);
}

TEST_P(DatabaseTest, Write_DeadlinePassesWhileAnotherProcessWrites) {
  const std::unique_ptr<Database> other = store_.Open();
  ASSERT_TRUE(other
                  ->Write(Soon(),
                          [&](Transaction& tx) {
                            std::thread([&] {
                              const absl::Status late =
                                  database_->Write(absl::Now() + absl::Milliseconds(50),
                                                   [](Transaction& tx2) { return Insert(tx2, 2); });
                              EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded) << late;
                            }).join();
                            return Insert(tx, 1);
                          })
                  .ok());
  EXPECT_TRUE(InsertOne(2).ok());
}

TEST_P(DatabaseTest, Write_GivesUpOnAnotherProcessAfterTheLongestWait) {
  const std::unique_ptr<Database> impatient = store_.Open({.max_wait = absl::Milliseconds(50)});
  ASSERT_TRUE(
      database_
          ->Write(Soon(),
                  [&](Transaction& tx) {
                    std::thread([&] {
                      const absl::Status status =
                          impatient->Write(Soon(), [](Transaction& tx2) { return Insert(tx2, 2); });
                      EXPECT_EQ(ReasonOf(status), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE)
                          << status;
                    }).join();
                    return Insert(tx, 1);
                  })
          .ok());
}

TEST_P(DatabaseTest, Read_WaitsForAConnectionUntilItsDeadline) {
  const std::unique_ptr<Database> narrow = store_.Open({.readers = 1});
  ASSERT_TRUE(narrow
                  ->Read(Soon(),
                         [&](Transaction&) {
                           std::thread([&] {
                             const absl::Status late =
                                 narrow->Read(absl::Now() + absl::Milliseconds(20),
                                              [](Transaction&) { return absl::OkStatus(); });
                             EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded);
                           }).join();
                           return absl::OkStatus();
                         })
                  .ok());
}

TEST_P(DatabaseTest, Read_ALongStatementEndsAtItsDeadline) {
  const absl::Status late =
      database_->Read(absl::Now() + absl::Milliseconds(100), [](Transaction& tx) {
        return tx.Query(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) "
            "SELECT COUNT(*) FROM n",
            {}, [](const Row&) { return absl::OkStatus(); });
      });
  EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded) << late;
  EXPECT_EQ(Number(*database_, kCount), 0);
}

TEST_P(DatabaseTest, OnCommit_IsCalledForCommitsOnly) {
  int commits = 0;
  database_->OnCommit([&] { ++commits; });
  EXPECT_TRUE(InsertOne(1).ok());
  EXPECT_EQ(commits, 1);
  EXPECT_FALSE(InsertOne(1).ok());
  EXPECT_EQ(Number(*database_, kCount), 1);
  EXPECT_EQ(commits, 1);
  database_->OnCommit(nullptr);
  EXPECT_TRUE(InsertOne(2).ok());
  EXPECT_EQ(commits, 1);
}

// SQLite tells of no commits of other processes: what uses it looks now and then.
TEST(PostgresOnCommitTest, TellsOfCommitsOfOtherProcesses) {
  const FreshStore store(Backend::kPostgres);
  const std::unique_ptr<Database> here = store.Open();
  const std::unique_ptr<Database> there = store.Open();
  std::counting_semaphore<> heard(0);
  here->OnCommit([&] { heard.release(); });
  const auto create = [](Transaction& tx) { return tx.ExecuteScript("CREATE TABLE t (id INT)"); };
  ASSERT_TRUE(there->Write(Soon(), create).ok());
  EXPECT_TRUE(heard.try_acquire_for(std::chrono::seconds(30)));
  here->OnCommit(nullptr);
  const auto drop = [](Transaction& tx) { return tx.ExecuteScript("DROP TABLE t"); };
  ASSERT_TRUE(there->Write(Soon(), drop).ok());
  EXPECT_FALSE(heard.try_acquire());
}

TEST_P(DatabaseTest, Reopened_HasAllThatWasWritten) {
  ASSERT_TRUE(InsertOne(1).ok());
  database_.reset();
  database_ = store_.Open();
  EXPECT_EQ(Number(*database_, kCount), 1);
}

}  // namespace
}  // namespace peerchallenge::storage
