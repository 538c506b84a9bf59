#include "services/peerchallenge/progress.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace peerchallenge::cli {
namespace {

using scheduling::v1::SolveProgress;

constexpr int kBarCells = 24;
constexpr absl::Duration kBetweenLines = absl::Seconds(1);
constexpr char kClearLine[] = "\r\033[K";

absl::Duration Elapsed(const SolveProgress& progress) {
  return absl::Seconds(progress.elapsed().seconds()) +
         absl::Nanoseconds(progress.elapsed().nanos());
}

void SetElapsed(absl::Duration elapsed, SolveProgress& progress) {
  const int64_t nanoseconds = absl::ToInt64Nanoseconds(elapsed);
  progress.mutable_elapsed()->set_seconds(nanoseconds / 1'000'000'000);
  progress.mutable_elapsed()->set_nanos(static_cast<int32_t>(nanoseconds % 1'000'000'000));
}

std::string CostText(const SolveProgress& progress) {
  if (!progress.has_best_cost()) return "no plan yet";
  return absl::StrCat("best ", Grouped(progress.best_cost()), "  bound ",
                      progress.bound() > 0 ? Grouped(progress.bound()) : "unknown", "  gap ",
                      GapText(progress.best_cost(), progress.bound()));
}

}  // namespace

std::string Grouped(int64_t number) {
  std::string digits = absl::StrCat(number);
  const int first = number < 0 ? 1 : 0;
  for (int at = static_cast<int>(digits.size()) - 3; at > first; at -= 3) {
    digits.insert(static_cast<size_t>(at), 1, ',');
  }
  return digits;
}

std::string GapText(int64_t cost, int64_t bound) {
  if (cost == bound) return "0.0 %";
  if (bound <= 0) return "unknown";
  return absl::StrFormat("%.1f %%",
                         100.0 * static_cast<double>(cost - bound) / static_cast<double>(cost));
}

std::string ProgressText(const SolveProgress& progress) {
  return absl::StrCat(CostText(progress),
                      absl::StrFormat("  %.1f s", absl::ToDoubleSeconds(Elapsed(progress))));
}

std::string ProgressBar(const SolveProgress& progress, absl::Duration time_limit) {
  const double used = std::clamp(absl::FDivDuration(Elapsed(progress), time_limit), 0.0, 1.0);
  const auto filled = static_cast<size_t>(used * kBarCells);
  return absl::StrCat("[", std::string(filled, '#'), std::string(kBarCells - filled, '.'), "] ",
                      ProgressText(progress));
}

void ProgressDisplay::Show(const SolveProgress& progress) {
  if (mode_ == Mode::kQuiet) return;
  if (!console_.err_is_terminal) return ShowLine(progress);
  {
    const environment::MutexLock lock(mutex_);
    shown_ = progress;
    shown_at_ = std::chrono::steady_clock::now();
  }
  Redraw();
  if (!redrawing_) redrawing_.emplace(redraw_, [this] { Redraw(); });
}

void ProgressDisplay::Redraw() {
  const environment::MutexLock lock(mutex_);
  const absl::Duration elapsed =
      Elapsed(shown_) + absl::FromChrono(std::chrono::steady_clock::now() - shown_at_);
  SolveProgress now = shown_;
  SetElapsed(elapsed, now);
  console_.err << kClearLine << ProgressBar(now, time_limit_) << std::flush;
}

void ProgressDisplay::ShowLine(const SolveProgress& progress) {
  const std::string text = CostText(progress);
  if (text == last_text_ || Elapsed(progress) < last_line_ + kBetweenLines) return;
  console_.err << ProgressText(progress) << std::endl;
  last_line_ = Elapsed(progress);
  last_text_ = text;
}

void ProgressDisplay::Done() {
  redrawing_.reset();
  if (mode_ == Mode::kShow && console_.err_is_terminal) console_.err << kClearLine << std::flush;
}

}  // namespace peerchallenge::cli
