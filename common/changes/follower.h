#pragma once

#include <stop_token>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/rpc/backoff.h"
#include "common/rpc/client.h"
#include "peerchallenge/changes/v1/changes.pb.h"

namespace peerchallenge::changes {

// What a service does with the changes of another one. It keeps in its own database how far it is,
// in the same transaction as what it takes over; so nothing is lost or doubled. All are called on
// the follower's thread, and end early when `stop` is requested.
class Following {
 public:
  virtual ~Following() = default;

  // The token to go on from; empty when nothing was taken over yet.
  virtual absl::StatusOr<std::string> StoredToken() = 0;
  // Takes over the state of everything, because the changes after `from` cannot be had or there was
  // no `from`; gives the token to go on from.
  virtual absl::StatusOr<std::string> Fill(const std::string& from,
                                           const std::stop_token& stop) = 0;
  // Opens the other service's ChangesService.Watch; from now on with an empty token.
  virtual rpc::Reader<v1::WatchResponse> Watch(const std::string& token,
                                               const std::stop_token& stop) = 0;
  // Takes over one response, that came after `from`. Overtaken() when the stored token is another.
  virtual absl::Status TakeOver(const std::string& from, const v1::WatchResponse& response,
                                const std::stop_token& stop) = 0;
};

// Says that another process on the same database has moved on what is followed.
absl::Status Overtaken();
bool IsOvertaken(const absl::Status& status);

struct FollowerOptions {
  // Pauses before the other service is asked again after an error (common/rpc/backoff.h).
  absl::Duration first_pause = absl::Milliseconds(500);
  absl::Duration longest_pause = absl::Seconds(30);
  // When another process that shares the database follows, how long it must have been silent before
  // this one goes on. More than twice a watch's heartbeat of 30 s.
  absl::Duration stand_by = absl::Seconds(75);
};

// Follows on a thread of its own: goes on from the stored token, and takes over everything when
// there is none or the changes after it are no longer kept. While the other service or the database
// is away it tries again. Of several processes on one database one works, the others stand by.
class Follower {
 public:
  // All outlive the follower. `what` names it in the log.
  Follower(Following& following, std::string what, environment::RandomSource& random,
           observability::Log& log, const FollowerOptions& options = {});
  // Stops at once; a call under way is cancelled.
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

 private:
  void Run(const std::stop_token& stop);
  // Follows from where it is; gives why it cannot go on.
  absl::Status Follow(const std::stop_token& stop, rpc::Backoff& pauses);
  // Takes over what comes after `token`, and moves it on.
  absl::Status Watch(std::string& token, const std::stop_token& stop, rpc::Backoff& pauses);
  // Waits until no other process follows any more.
  void StandBy(const std::stop_token& stop);
  void Wait(absl::Duration duration, const std::stop_token& stop);

  Following& following_;
  const std::string what_;
  environment::RandomSource& random_;
  observability::Log& log_;
  const FollowerOptions options_;

  environment::Mutex mutex_;
  environment::ConditionVariable stopped_;
  std::jthread thread_;  // last: it uses all others
};

}  // namespace peerchallenge::changes
