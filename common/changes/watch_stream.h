#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/changes/event_ring.h"
#include "common/changes/feed.h"
#include "common/environment/mutex.h"
#include "common/rpc/stream.h"
#include "peerchallenge/changes/v1/changes.pb.h"

namespace peerchallenge::changes {

// One watcher's place in the feed. It holds few events at a time, however slow its client is.
class WatchStream final : public rpc::Stream {
 public:
  enum class Start { kFresh, kResumed };

  // What the caller sees, where that comes from, and the revision as of which it holds at least.
  struct Seeing {
    SightSource source;
    Sight sight;
    int64_t as_of = 0;
  };

  // Continues after `position`; a fresh watch first tells its token.
  WatchStream(Feed& feed, const v1::WatchRequest& request, Seeing seeing, int64_t position,
              Start start);
  ~WatchStream() override;

  void SetWake(std::function<void()> wake) override;
  absl::StatusOr<rpc::StreamStep> Next() override;

  // Says that there may be something to read. From any thread.
  void Wake();
  // Makes the stream send a heartbeat when it has sent nothing for that long. From the feed's
  // thread.
  void Beat(absl::Time now, absl::Duration heartbeat);

 private:
  absl::StatusOr<bool> Refill();
  // Looks at the caller's sight again if it may have changed.
  absl::Status Renew();
  bool Asked(const Event& event) const;
  rpc::StreamStep Respond(std::optional<v1::Change> change);

  Feed& feed_;
  const std::string below_;  // "regions/east-midlands/", or empty
  const std::vector<std::string> types_;

  // Of Next() only.
  Seeing seeing_;
  int64_t position_;  // the last event looked at
  bool announce_;     // the first token is still to be sent
  std::vector<SharedEvent> ahead_;
  size_t used_ = 0;  // of ahead_

  std::atomic<int64_t> quiet_since_micros_;
  std::atomic<bool> beat_ = false;  // a heartbeat is due

  environment::Mutex
      wake_mutex_;  // held while `wake_` runs: it does not run once the stream is gone
  std::function<void()> wake_ ABSL_GUARDED_BY(wake_mutex_);
};

}  // namespace peerchallenge::changes
