#include "services/scheduling/planning/search/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <vector>

namespace peerchallenge::scheduling::planning {
namespace {

TEST(Crew, DoesEachPieceOnce) {
  for (const int size : {1, 2, 4}) {
    SCOPED_TRACE(size);
    Crew crew(size);
    EXPECT_EQ(crew.size(), static_cast<size_t>(size));
    for (const size_t count : {0, 1, 2, 3, 1'000}) {
      SCOPED_TRACE(count);
      std::vector<std::atomic<int>> done(count);
      crew.Share(count, [&](size_t piece, size_t) { ++done[piece]; });
      for (const std::atomic<int>& times : done) EXPECT_EQ(times, 1);
    }
  }
}

TEST(Crew, LetsNoThreadDoTwoPiecesAtOnce) {
  Crew crew(3);
  std::vector<int> busy(crew.size());
  std::atomic<bool> apart = true;
  for (int round = 0; round < 100; ++round) {
    crew.Share(50, [&](size_t, size_t thread) {
      if (++busy[thread] != 1) apart = false;
      --busy[thread];
    });
  }
  EXPECT_TRUE(apart);
}

TEST(Crew, WorksWithAllThreadsAtOnce) {
  Crew crew(2);
  std::mutex mutex;
  std::condition_variable both;
  std::set<size_t> threads;
  // Each piece waits for the other: one thread alone would never end.
  crew.Share(2, [&](size_t, size_t thread) {
    std::unique_lock lock(mutex);
    threads.insert(thread);
    both.notify_all();
    both.wait(lock, [&] { return threads.size() == 2; });
  });
  EXPECT_EQ(threads, (std::set<size_t>{0, 1}));
}

TEST(Crew, LeavesASinglePieceToTheCaller) {
  Crew crew(2);
  for (int round = 0; round < 100; ++round) {
    crew.Share(1, [](size_t, size_t thread) { EXPECT_EQ(thread, 0); });
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning
