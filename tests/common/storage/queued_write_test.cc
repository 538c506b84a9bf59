#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/storage/database.h"
#include "tests/common/storage/fresh_store.h"

// Writes for which no thread waits, and writes inside writes (database.h), on every store.
namespace peerchallenge::storage {
namespace {

constexpr std::string_view kInsertId = "INSERT INTO items (id) VALUES ($1)";
constexpr std::string_view kCountIds = "SELECT COUNT(*) FROM items";

absl::Status InsertId(Transaction& tx, int64_t id) {
  return tx.Execute(kInsertId, {{id}}).status();
}

// A queued write that a test waits for.
class Queued final : public QueuedWrite {
 public:
  explicit Queued(std::function<absl::Status(Transaction&)> body) : body_(std::move(body)) {}

  absl::Status Body(Transaction& transaction) override { return body_(transaction); }
  void Done(const absl::Status& result) override { result_.set_value(result); }

  absl::Status Result() { return result_.get_future().get(); }

 private:
  const std::function<absl::Status(Transaction&)> body_;
  std::promise<absl::Status> result_;
};

class QueuedWriteTest : public ::testing::TestWithParam<Backend> {
 protected:
  QueuedWriteTest() : store_(GetParam()), database_(store_.Open()) {
    const auto create = [](Transaction& tx) {
      return tx.ExecuteScript("CREATE TABLE items (id BIGINT PRIMARY KEY)");
    };
    EXPECT_TRUE(database_->Write(Soon(), create).ok());
  }

  absl::Status EnqueueAndWait(std::function<absl::Status(Transaction&)> body,
                              absl::Time deadline = Soon()) {
    Queued write(std::move(body));
    database_->Enqueue(deadline, write);
    return write.Result();
  }
  absl::Status InsertInside(int64_t id) {
    return database_->Write(Soon(), [id](Transaction& tx) { return InsertId(tx, id); });
  }

  FreshStore store_;
  std::unique_ptr<Database> database_;
};

INSTANTIATE_TEST_SUITE_P(Stores, QueuedWriteTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(QueuedWriteTest, Enqueue_TellsOnceItCanBeReadByOthers) {
  const std::unique_ptr<Database> other = store_.Open();
  for (int64_t id = 1; id <= 20; ++id) {
    EXPECT_TRUE(EnqueueAndWait([id](Transaction& tx) { return InsertId(tx, id); }).ok());
    EXPECT_EQ(Number(*other, kCountIds), id);
  }
}

TEST_P(QueuedWriteTest, Enqueue_TellsOfAFailureAndLeavesNothing) {
  const absl::Status failed = EnqueueAndWait([](Transaction& tx) -> absl::Status {
    EXPECT_TRUE(InsertId(tx, 1).ok());
    return absl::AbortedError("changed its mind");
  });
  EXPECT_EQ(failed, absl::AbortedError("changed its mind"));
  EXPECT_EQ(
      EnqueueAndWait([](Transaction&) -> absl::Status { throw std::length_error("long"); }).code(),
      absl::StatusCode::kInternal);
  EXPECT_EQ(Number(*database_, kCountIds), 0);
}

TEST_P(QueuedWriteTest, Enqueue_RunsNothingAfterItsDeadline) {
  bool ran = false;
  const auto body = [&ran](Transaction&) {
    ran = true;
    return absl::OkStatus();
  };
  EXPECT_EQ(EnqueueAndWait(body, absl::Now() - absl::Seconds(1)).code(),
            absl::StatusCode::kDeadlineExceeded);
  EXPECT_FALSE(ran);
}

TEST_P(QueuedWriteTest, Enqueue_RunsInTheOrderOfArrivalTogetherWithWaitingWrites) {
  std::promise<void> running, go;
  Queued first([&, waited = false](Transaction& tx) mutable {
    if (!std::exchange(waited, true)) {
      running.set_value();
      go.get_future().wait();
    }
    return InsertId(tx, 0);
  });
  database_->Enqueue(Soon(), first);
  running.get_future().wait();
  std::vector<int64_t> order;
  std::vector<std::unique_ptr<Queued>> queued;
  for (int64_t id = 1; id <= 50; ++id) {
    queued.push_back(std::make_unique<Queued>([id, &order](Transaction& tx) {
      order.push_back(id);
      return InsertId(tx, id);
    }));
    database_->Enqueue(Soon(), *queued.back());
  }
  std::thread waiting([this] { EXPECT_TRUE(InsertInside(51).ok()); });
  go.set_value();
  EXPECT_TRUE(first.Result().ok());
  for (const auto& write : queued) EXPECT_TRUE(write->Result().ok());
  waiting.join();
  EXPECT_EQ(Number(*database_, kCountIds), 52);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(order.size(), 50u);
}

TEST_P(QueuedWriteTest, Close_EndsWhatIsQueued) {
  std::promise<void> go;
  Queued first([&, waited = false](Transaction& tx) mutable {
    if (!std::exchange(waited, true)) go.get_future().wait();
    return InsertId(tx, 1);
  });
  Queued second([](Transaction& tx) { return InsertId(tx, 2); });
  database_->Enqueue(Soon(), first);
  database_->Enqueue(Soon(), second);
  std::thread closing([this] { database_.reset(); });
  go.set_value();
  EXPECT_TRUE(first.Result().ok());
  EXPECT_TRUE(second.Result().ok());
  closing.join();
  EXPECT_EQ(Number(*store_.Open(), kCountIds), 2);
}

TEST_P(QueuedWriteTest, WriteInsideAWrite_IsAPartOfIt) {
  const std::unique_ptr<Database> other = store_.Open();
  int commits = 0;
  database_->OnCommit([&commits] { ++commits; });
  const absl::Status status = EnqueueAndWait([&](Transaction& tx) -> absl::Status {
    EXPECT_TRUE(InsertInside(1).ok());
    EXPECT_EQ(Number(*other, kCountIds), 0) << "before the whole is done";
    return InsertId(tx, 2);
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Number(*other, kCountIds), 2);
  database_->OnCommit(nullptr);
  EXPECT_EQ(commits, 1);
}

TEST_P(QueuedWriteTest, WriteInsideAWrite_IsUndoneWithIt) {
  const absl::Status status = EnqueueAndWait([this](Transaction&) -> absl::Status {
    EXPECT_TRUE(InsertInside(1).ok());
    return absl::AbortedError("no");
  });
  EXPECT_EQ(status, absl::AbortedError("no"));
  EXPECT_EQ(Number(*database_, kCountIds), 0);
}

TEST_P(QueuedWriteTest, WriteInsideAWrite_FailsTheWholeAlsoWhereTheOuterOneDoesNotNotice) {
  const absl::Status status = EnqueueAndWait([this](Transaction& tx) -> absl::Status {
    EXPECT_TRUE(InsertId(tx, 1).ok());
    const absl::Status inner = database_->Write(Soon(), [](Transaction& inside) -> absl::Status {
      EXPECT_TRUE(InsertId(inside, 2).ok());
      return absl::AbortedError("no");
    });
    EXPECT_EQ(inner, absl::AbortedError("no"));
    return absl::OkStatus();
  });
  EXPECT_EQ(status, absl::AbortedError("no"));
  EXPECT_EQ(Number(*database_, kCountIds), 0);
}

TEST_P(QueuedWriteTest, WriteInsideAWrite_LeavesOthersOfTheCommitAlone) {
  std::promise<void> running, go;
  Queued first([&, waited = false](Transaction&) mutable {
    if (!std::exchange(waited, true)) {
      running.set_value();
      go.get_future().wait();
    }
    return InsertInside(0);
  });
  database_->Enqueue(Soon(), first);
  running.get_future().wait();
  std::vector<std::unique_ptr<Queued>> queued;
  for (int64_t id = 1; id <= 20; ++id) {
    queued.push_back(std::make_unique<Queued>([this, id](Transaction&) -> absl::Status {
      absl::Status inserted = InsertInside(id % 2 == 0 ? id : 0);  // 0 is taken
      return inserted;
    }));
    database_->Enqueue(Soon(), *queued.back());
  }
  go.set_value();
  EXPECT_TRUE(first.Result().ok());
  for (size_t i = 0; i < queued.size(); ++i) {
    EXPECT_EQ(queued[i]->Result().code(),
              i % 2 == 1 ? absl::StatusCode::kOk : absl::StatusCode::kAlreadyExists);
  }
  EXPECT_EQ(Number(*database_, kCountIds), 11);
}

}  // namespace
}  // namespace peerchallenge::storage
