#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/changes/event.h"
#include "common/changes/event_ring.h"
#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/rpc/stream.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "peerchallenge/changes/v1/changes.pb.h"

namespace peerchallenge::changes {

class WatchStream;

struct FeedOptions {
  absl::Duration heartbeat = absl::Seconds(30);   // by the injected clock
  absl::Duration keep = absl::Hours(30 * 24);     // older changes are deleted
  absl::Duration poll = absl::Milliseconds(250);  // how often to look; infinite: tests call Tick()
  size_t ring_bytes = 16 << 20;                   // recent events, held for all watchers together
  // Full message names of the resources that sight comes from, besides the one that is shown.
  std::set<std::string> sight_types = {};
};

// Gives the change table of one store to any number of watchers: in commit order, none skipped, at
// least once. One thread wakes them after commits that the database tells of and polls for others;
// a slow watcher holds nothing but its place.
class Feed {
 public:
  // All must outlive the feed, and the feed its streams. Takes the database's commit listener.
  Feed(storage::Database& database, const environment::Clock& clock, const storage::Sealer& sealer,
       const FeedOptions& options = {});
  ~Feed();
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  // A stream of WatchResponse with what the caller's sight lets through. After a change of one of
  // `sight_types`, whoever made it, no stream shows anything by an older sight. Blocks on the
  // database. Errors of `sight`.
  // RESUME_TOKEN_INVALID for a token that was not made here, or before a backup was restored;
  // RESUME_TOKEN_TOO_OLD when changes after it are no longer kept, also later on the
  // stream when it fell that far behind.
  absl::StatusOr<std::unique_ptr<rpc::Stream>> Watch(const v1::WatchRequest& request,
                                                     const SightSource& sight);

  // What the feed's thread does at each poll: looks for new changes and wakes the watchers, lets
  // quiet streams send their heartbeat, deletes old changes now and then.
  void Tick();

 private:
  friend class WatchStream;

  void Run();
  void Signal();
  void Follow();
  void Prune();
  absl::Status Load();
  absl::StatusOr<std::vector<SharedEvent>> After(int64_t revision, size_t most);
  absl::StatusOr<std::vector<SharedEvent>> DecodeAll(const std::vector<resources::ChangeRow>& rows);
  // Notes a change that sight may come from.
  void NoteSight(int64_t revision);
  int64_t SightRevision() const { return sight_revision_.load(); }
  void Register(WatchStream* stream);
  void Unregister(WatchStream* stream);

  storage::Database& database_;
  const environment::Clock& clock_;
  const storage::Sealer& sealer_;
  const FeedOptions options_;
  EventRing ring_;
  std::atomic<int64_t> sight_revision_ = 0;       // the newest change that sight may come from
  absl::Time next_prune_ = absl::InfinitePast();  // of the ticking thread

  environment::Mutex streams_mutex_;  // taken before a stream's own
  std::set<WatchStream*> streams_ ABSL_GUARDED_BY(streams_mutex_);

  environment::Mutex signal_mutex_;
  environment::ConditionVariable signal_;
  bool signalled_ ABSL_GUARDED_BY(signal_mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(signal_mutex_) = false;

  std::thread thread_;  // last: it uses all others
};

}  // namespace peerchallenge::changes
