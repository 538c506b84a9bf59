#include "common/storage/acknowledger.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <memory>
#include <semaphore>

#include "common/errors/errors.h"
#include "common/storage/group_commit.h"
#include "common/storage/storage_errors.h"
#include "tests/common/storage/fresh_store.h"

// What waits for the disk and what does not, on a store whose disk a test holds in its hands.
namespace peerchallenge::storage {
namespace {

// A store in which nothing is kept, and whose syncs a test ends.
class SlowDisk final : public Connection {
 public:
  absl::Status BeginRead(absl::Time) override { return absl::OkStatus(); }
  absl::Status BeginWrite(absl::Time, absl::Time) override { return absl::OkStatus(); }
  absl::Status Commit() override {
    commits.release();
    return absl::OkStatus();
  }
  void Rollback() override {}
  absl::Status SetSavepoint() override { return absl::OkStatus(); }
  absl::Status DropSavepoint() override { return absl::OkStatus(); }
  absl::Status RollBackToSavepoint() override { return absl::OkStatus(); }
  absl::Status Query(std::string_view, std::span<const Value>,
                     absl::FunctionRef<absl::Status(const Row&)>) override {
    return absl::OkStatus();
  }
  absl::StatusOr<int64_t> Execute(std::string_view, std::span<const Value>) override { return 1; }
  absl::Status ExecuteScript(std::string_view) override { return absl::OkStatus(); }
  bool SyncsApart() const override { return true; }
  absl::Status Sync() override {
    syncs.release();
    may_end.acquire();
    return broken ? StoreUnavailable("EIO") : absl::OkStatus();
  }

  std::counting_semaphore<> commits{0};  // that were made
  std::counting_semaphore<> syncs{0};    // that have begun
  std::counting_semaphore<> may_end{0};  // syncs
  std::atomic<bool> broken = false;
};

class Told final : public QueuedWrite {
 public:
  absl::Status Body(Transaction& tx) override {
    ran_.count_down();
    return tx.Execute("", {}).status();
  }
  void Done(const absl::Status& result) override { result_.set_value(result); }

  void WaitUntilRun() { ran_.wait(); }
  bool IsTold() { return future_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  absl::Status Result() { return future_.get(); }

 private:
  std::latch ran_{1};
  std::promise<absl::Status> result_;
  std::future<absl::Status> future_ = result_.get_future();
};

class AcknowledgerTest : public testing::Test {
 protected:
  ~AcknowledgerTest() override { disk_.may_end.release(100); }  // of what a failed test left

  // Begins a batch of two, which is synced apart from the writer.
  void WriteTwo(Told& one, Told& two) {
    std::latch running(1);
    std::latch both(1);
    // Both are queued when the batch begins.
    Held first(running, both);
    commit_.Enqueue(Soon(), first);
    running.wait();
    commit_.Enqueue(Soon(), one);
    commit_.Enqueue(Soon(), two);
    both.count_down();
    first.done.wait();
    disk_.commits.acquire();
  }

  // Reads only, so nothing of it is synced: it holds the writer until others are queued.
  struct Held final : public QueuedWrite {
    Held(std::latch& begun, std::latch& end) : running(begun), go(end) {}
    absl::Status Body(Transaction&) override {
      running.count_down();
      go.wait();
      return absl::AbortedError("only to wait");
    }
    void Done(const absl::Status&) override { done.count_down(); }
    std::latch& running;
    std::latch& go;
    std::latch done{1};
  };

  SlowDisk& disk_ = *new SlowDisk;
  GroupCommit commit_{std::unique_ptr<Connection>(&disk_), 16, absl::Seconds(1)};
};

TEST_F(AcknowledgerTest, Write_IsToldOnlyWhenItIsOnDisk) {
  Told one, two;
  WriteTwo(one, two);
  disk_.syncs.acquire();
  EXPECT_FALSE(one.IsTold());
  EXPECT_FALSE(two.IsTold());
  disk_.may_end.release();
  EXPECT_TRUE(one.Result().ok());
  EXPECT_TRUE(two.Result().ok());
}

TEST_F(AcknowledgerTest, Write_ThatComesAloneIsToldOnlyWhenItIsOnDisk) {
  Told alone;
  commit_.Enqueue(Soon(), alone);
  disk_.syncs.acquire();
  EXPECT_FALSE(alone.IsTold());
  disk_.may_end.release();
  EXPECT_TRUE(alone.Result().ok());
}

TEST_F(AcknowledgerTest, Write_RunsWhileTheLastOnesAreSyncedAndIsCommittedAfterThem) {
  Told one, two, next, last;
  WriteTwo(one, two);
  disk_.syncs.acquire();
  for (Told* write : {&next, &last}) {
    commit_.Enqueue(Soon(), *write);
    write->WaitUntilRun();
  }
  EXPECT_FALSE(one.IsTold());
  EXPECT_FALSE(disk_.commits.try_acquire());
  disk_.may_end.release();
  EXPECT_TRUE(one.Result().ok());
  EXPECT_TRUE(two.Result().ok());
  disk_.commits.acquire();  // both of them in one
  disk_.may_end.release();
  EXPECT_TRUE(next.Result().ok());
  EXPECT_TRUE(last.Result().ok());
  EXPECT_FALSE(disk_.commits.try_acquire());
}

TEST_F(AcknowledgerTest, Reader_WaitsUntilWhatItHasSeenIsOnDisk) {
  EXPECT_TRUE(commit_.WaitForDisk().ok());  // nothing was written
  Told one, two;
  WriteTwo(one, two);
  disk_.syncs.acquire();
  std::future<absl::Status> read =
      std::async(std::launch::async, [&] { return commit_.WaitForDisk(); });
  EXPECT_EQ(read.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  disk_.may_end.release();
  EXPECT_TRUE(read.get().ok());
  EXPECT_TRUE(commit_.WaitForDisk().ok());
  EXPECT_TRUE(one.Result().ok());
  EXPECT_TRUE(two.Result().ok());
}

TEST_F(AcknowledgerTest, AFailedSyncIsNobodysSuccessAndStaysAFailure) {
  Told one, two, later;
  WriteTwo(one, two);
  disk_.syncs.acquire();
  disk_.broken = true;
  disk_.may_end.release();
  for (Told* write : {&one, &two}) {
    EXPECT_EQ(errors::ReasonOf(write->Result()), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  }
  disk_.broken = false;
  commit_.Enqueue(Soon(), later);
  EXPECT_EQ(errors::ReasonOf(later.Result()), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  EXPECT_EQ(errors::ReasonOf(commit_.WaitForDisk()), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

}  // namespace
}  // namespace peerchallenge::storage
