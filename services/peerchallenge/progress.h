#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"
#include "common/environment/ticker.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/peerchallenge/console.h"

// How a search for a plan goes on, for people who wait for it.
namespace peerchallenge::cli {

// "1234567" -> "1,234,567".
std::string Grouped(int64_t number);

// How much the cost may be above the least possible: "0.0 %", "2.8 %"; "unknown" without a bound.
std::string GapText(int64_t cost, int64_t bound);

// "best 1,234  bound 1,200  gap 2.8 %  3.2 s".
std::string ProgressText(const scheduling::v1::SolveProgress& progress);

// The same behind a bar that fills with the time that may be used: "[#####.....] best ...".
std::string ProgressBar(const scheduling::v1::SolveProgress& progress, absl::Duration time_limit);

// Shows progress on `err`: one line that changes on a terminal, else a line for a better plan or a
// better bound, at most one a second of the search's own time. On a terminal the time goes on also
// while a search has nothing new to tell.
class ProgressDisplay {
 public:
  enum class Mode { kQuiet, kShow };

  ProgressDisplay(Console& console, absl::Duration time_limit, Mode mode,
                  absl::Duration redraw = absl::Milliseconds(500))
      : console_(console), time_limit_(time_limit), mode_(mode), redraw_(redraw) {}

  void Show(const scheduling::v1::SolveProgress& progress);
  // Clears the bar, so that other text can follow. Called once.
  void Done();

 private:
  void ShowLine(const scheduling::v1::SolveProgress& progress);
  // Draws the bar for what was shown last, with the time since then.
  void Redraw();

  Console& console_;
  const absl::Duration time_limit_;
  const Mode mode_;
  const absl::Duration redraw_;
  absl::Duration last_line_ = -absl::InfiniteDuration();
  std::string last_text_;  // of what a line shows, without the time
  environment::Mutex mutex_;
  scheduling::v1::SolveProgress shown_ ABSL_GUARDED_BY(mutex_);
  std::chrono::steady_clock::time_point shown_at_ ABSL_GUARDED_BY(mutex_);
  std::optional<environment::Ticker> redrawing_;  // last: it uses all others
};

}  // namespace peerchallenge::cli
