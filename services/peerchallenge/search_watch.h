#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"
#include "services/peerchallenge/follow.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/progress.h"

// Searches in the background of a server (plans, builds, disruptions), watched until they end.
namespace peerchallenge::cli {

// How far and how to search.
struct SearchOptions {
  absl::Duration time_limit = absl::Seconds(10);
  uint64_t seed = 0;
  int64_t step_limit = 0;
};

inline scheduling::v1::SolveOptions ToMessage(const SearchOptions& options) {
  scheduling::v1::SolveOptions message;
  const int64_t nanos = absl::ToInt64Nanoseconds(options.time_limit);
  message.mutable_time_limit()->set_seconds(nanos / 1'000'000'000);
  message.mutable_time_limit()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
  message.set_seed(options.seed);
  message.set_step_limit(options.step_limit);
  return message;
}

// What watching needs; all outlive it.
struct SearchWatcher {
  Client& client;
  Console& console;
  const Interrupt& interrupt;
  ProgressDisplay::Mode mode;
  std::string command;  // that shows the search again, for example "plan watch"
};

// Shows progress until the search has ended; takes a lost connection up again. CANCELLED after
// Ctrl-C, which leaves the search running.
template <typename Resource, typename Request>
absl::StatusOr<Resource> WatchSearch(const SearchWatcher& watcher, const std::string& method,
                                     const std::string& name) {
  Request request;
  request.set_name(name);
  std::optional<ProgressDisplay> display;
  auto last = Follow<Resource>(
      watcher.client, watcher.interrupt,
      [&] {
        return watcher.client.template Stream<Resource>(method, request, watcher.interrupt.token());
      },
      [&](const Resource& now) {
        const auto& limit = now.options().time_limit();
        if (!display)
          display.emplace(watcher.console, absl::Seconds(limit.seconds()), watcher.mode);
        if (now.state() == Resource::STATE_RUNNING) display->Show(now.progress());
      });
  if (display) display->Done();
  if (!watcher.interrupt.requested()) return last;
  return errors::Make(errors::v1::ERROR_REASON_CANCELLED,
                      absl::StrCat(name, " goes on; 'peerchallenge ", watcher.command, " ", name,
                                   "' shows it again"));
}

}  // namespace peerchallenge::cli
