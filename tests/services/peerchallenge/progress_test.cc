#include "services/peerchallenge/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <streambuf>

#include "common/environment/mutex.h"

namespace peerchallenge::cli {
namespace {

using scheduling::v1::SolveProgress;
using testing::HasSubstr;
using testing::StartsWith;

SolveProgress At(double seconds, int64_t best, int64_t bound) {
  SolveProgress progress;
  progress.set_best_cost(best);
  progress.set_bound(bound);
  const auto milliseconds = static_cast<int64_t>(seconds * 1000);
  progress.mutable_elapsed()->set_seconds(milliseconds / 1000);
  progress.mutable_elapsed()->set_nanos(static_cast<int32_t>(milliseconds % 1000) * 1'000'000);
  return progress;
}

TEST(Grouped, PutsCommasBetweenThousands) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(-123456), "-123,456");
  EXPECT_EQ(Grouped(1234567), "1,234,567");
}

TEST(GapText, IsUnknownWithoutABound) {
  EXPECT_EQ(GapText(100, 0), "unknown");
  EXPECT_EQ(GapText(1000, 972), "2.8 %");
  EXPECT_EQ(GapText(1000, 1000), "0.0 %");
  EXPECT_EQ(GapText(0, 0), "0.0 %");
}

TEST(ProgressText, TellsThatThereIsNoPlanYet) {
  SolveProgress progress;
  EXPECT_EQ(ProgressText(progress), "no plan yet  0.0 s");
  EXPECT_EQ(ProgressText(At(3.25, 1234, 1200)), "best 1,234  bound 1,200  gap 2.8 %  3.2 s");
}

TEST(ProgressBar, FillsWithTheTimeUsed) {
  EXPECT_THAT(ProgressBar(At(0, 1, 1), absl::Seconds(10)),
              StartsWith("[........................] "));
  EXPECT_THAT(ProgressBar(At(5, 1, 1), absl::Seconds(10)),
              StartsWith("[############............] "));
  EXPECT_THAT(ProgressBar(At(99, 1, 1), absl::Seconds(10)),
              StartsWith("[########################] "));
}

struct Streams {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Console console{.in = in, .out = out, .err = err};
};

TEST(ProgressDisplay, WritesALineForNewsOnlyAndAtMostOneASecond) {
  Streams streams;
  ProgressDisplay display(streams.console, absl::Seconds(10), ProgressDisplay::Mode::kShow);
  display.Show(At(0.1, 900, 0));
  display.Show(At(0.5, 800, 0));  // too soon
  display.Show(At(1.2, 800, 0));
  display.Show(At(2.5, 800, 0));  // no news
  display.Show(At(4.0, 800, 700));
  display.Done();
  EXPECT_EQ(streams.err.str(),
            "best 900  bound unknown  gap unknown  0.1 s\n"
            "best 800  bound unknown  gap unknown  1.2 s\n"
            "best 800  bound 700  gap 12.5 %  4.0 s\n");
  EXPECT_EQ(streams.out.str(), "");
}

TEST(ProgressDisplay, RedrawsOneLineOnATerminal) {
  Streams streams;
  streams.console.err_is_terminal = true;
  ProgressDisplay display(streams.console, absl::Seconds(10), ProgressDisplay::Mode::kShow);
  display.Show(At(0.1, 900, 0));
  display.Done();
  EXPECT_EQ(streams.err.str().find('\n'), std::string::npos);
  EXPECT_THAT(streams.err.str(), HasSubstr("best 900"));
}

// Keeps what is written, for a thread that waits for it.
class AwaitedText : public std::streambuf {
 public:
  // Waits until `text` was written so many times.
  void Await(const std::string& text, int times) {
    environment::MutexLock lock(mutex_);
    while (Count(text) < times) written_.Wait(lock);
  }

 private:
  int overflow(int c) override {
    const environment::MutexLock lock(mutex_);
    all_ += static_cast<char>(c);
    written_.NotifyAll();
    return c;
  }
  int Count(const std::string& text) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    int count = 0;
    for (size_t at = all_.find(text); at != std::string::npos; at = all_.find(text, at + 1)) {
      ++count;
    }
    return count;
  }

  environment::Mutex mutex_;
  environment::ConditionVariable written_;
  std::string all_ ABSL_GUARDED_BY(mutex_);
};

TEST(ProgressDisplay, GoesOnOnATerminalWhileThereIsNothingNew) {
  Streams streams;
  AwaitedText text;
  std::ostream err(&text);
  Console console{.in = streams.in, .out = streams.out, .err = err, .err_is_terminal = true};
  ProgressDisplay display(console, absl::Seconds(10), ProgressDisplay::Mode::kShow,
                          absl::Milliseconds(1));
  display.Show(At(4.0, 900, 0));
  text.Await("best 900", 3);
  text.Await("4.1 s", 1);
  display.Done();
}

TEST(ProgressDisplay, IsSilentWhenQuiet) {
  Streams streams;
  ProgressDisplay display(streams.console, absl::Seconds(10), ProgressDisplay::Mode::kQuiet);
  display.Show(At(0.1, 900, 0));
  display.Done();
  EXPECT_EQ(streams.err.str(), "");
}

}  // namespace
}  // namespace peerchallenge::cli
