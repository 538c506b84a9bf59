#include "common/rpc/executor.h"

#include <atomic>
#include <functional>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::rpc {
namespace {

class Job final : public Task {
 public:
  explicit Job(std::function<void()> work) : work_(std::move(work)) {}
  void Run() override { work_(); }

 private:
  const std::function<void()> work_;
};

TEST(Executor, RunsEveryTaskOfManyThreads) {
  constexpr int kThreads = 8;
  constexpr int kTasksEach = 5'000;
  std::vector<int> ran(kThreads * kTasksEach,
                       0);  // one plain int per task: a task run twice would be a race
  std::vector<std::unique_ptr<Job>> jobs;
  for (size_t i = 0; i < ran.size(); ++i)
    jobs.push_back(std::make_unique<Job>([&ran, i] { ++ran[i]; }));
  Executor executor(4, ran.size());
  {
    std::vector<std::jthread> threads;
    for (size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (size_t i = 0; i < kTasksEach; ++i)
          EXPECT_TRUE(executor.TrySubmit(*jobs[t * kTasksEach + i]));
      });
    }
  }
  EXPECT_TRUE(executor.Stop(absl::InfiniteDuration()));
  EXPECT_EQ(ran, std::vector<int>(ran.size(), 1));
}

TEST(Executor, RunsAsManyTasksAtOnceAsItHasWorkers) {
  constexpr int kWorkers = 16;
  std::latch all_run(kWorkers);
  std::vector<std::unique_ptr<Job>> jobs;
  Executor executor(kWorkers, kWorkers);
  for (int i = 0; i < kWorkers; ++i) {
    jobs.push_back(
        std::make_unique<Job>([&all_run] { all_run.arrive_and_wait(); }));  // needs all the others
    ASSERT_TRUE(executor.TrySubmit(*jobs.back()));
  }
  all_run.wait();
}

TEST(Executor, RunsTasksInTheOrderInWhichTheyCame) {
  std::vector<int> order;
  std::vector<std::unique_ptr<Job>> jobs;
  Executor executor(1, 100);
  for (int i = 0; i < 100; ++i) {
    jobs.push_back(std::make_unique<Job>([&order, i] { order.push_back(i); }));
    ASSERT_TRUE(executor.TrySubmit(*jobs.back()));
  }
  EXPECT_TRUE(executor.Stop(absl::InfiniteDuration()));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<size_t>(i)], i);
}

TEST(Executor, RefusesWhatIsOverTheLimitButNotTheNextStepOfAdmittedWork) {
  Tally begun;
  std::latch release(1);
  Job blocker([&] {
    begun.Add();
    release.wait();
  });
  Tally ran;
  Job queued([&ran] { ran.Add(); });
  Job refused([] { ADD_FAILURE() << "ran though it was refused"; });
  Job next_step([&ran] { ran.Add(); });
  Executor executor(1, 1);
  ASSERT_TRUE(executor.TrySubmit(blocker));
  ASSERT_TRUE(begun.WaitFor(1));
  EXPECT_TRUE(executor.TrySubmit(queued));
  EXPECT_EQ(executor.depth(), 1u);
  EXPECT_FALSE(executor.TrySubmit(refused));
  executor.Submit(next_step);
  release.count_down();
  EXPECT_TRUE(ran.WaitFor(2));
}

TEST(Executor, RunsWhatIsQueuedBeforeItStops) {
  std::atomic<int> ran{0};
  std::vector<std::unique_ptr<Job>> jobs;
  Executor executor(2, 1000);
  for (int i = 0; i < 1000; ++i) {
    jobs.push_back(std::make_unique<Job>([&ran] { ++ran; }));
    ASSERT_TRUE(executor.TrySubmit(*jobs.back()));
  }
  EXPECT_TRUE(executor.Stop(absl::InfiniteDuration()));
  EXPECT_EQ(ran, 1000);
}

TEST(Executor, TakesNoNewWorkOnceStoppedButRunsTheNextStepInPlace) {
  Executor executor(2, 10);
  EXPECT_TRUE(executor.Stop(absl::InfiniteDuration()));
  Job refused([] { ADD_FAILURE() << "ran though it was refused"; });
  EXPECT_FALSE(executor.TrySubmit(refused));
  bool ran = false;
  Job next_step([&ran] { ran = true; });
  executor.Submit(next_step);
  EXPECT_TRUE(ran);
}

TEST(Executor, SaysSoWhenATaskDoesNotEnd) {
  Tally begun;
  std::latch release(1);
  Job blocker([&] {
    begun.Add();
    release.wait();
  });
  Executor executor(1, 1);
  ASSERT_TRUE(executor.TrySubmit(blocker));
  ASSERT_TRUE(begun.WaitFor(1));
  EXPECT_FALSE(executor.Stop(absl::Milliseconds(1)));
  release.count_down();
  EXPECT_TRUE(executor.Stop(absl::InfiniteDuration()));
}

}  // namespace
}  // namespace peerchallenge::rpc
