#pragma once

#include <stop_token>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/rpc/backoff.h"
#include "common/storage/database.h"
#include "services/evidence/relations.h"
#include "services/evidence/scheduling_client.h"

namespace peerchallenge::evidence {

struct RelationsCopyOptions {
  // Pauses before scheduling is asked again after an error (common/rpc/backoff.h).
  absl::Duration first_pause = absl::Milliseconds(500);
  absl::Duration longest_pause = absl::Seconds(30);
  // When another process that shares the database keeps the copy, how long it must have been silent
  // before this one goes on. More than twice scheduling's heartbeat of 30 s.
  absl::Duration stand_by = absl::Seconds(75);
};

// What a RelationsCopy works with; all of it outlives the copy.
struct RelationsCopyParts {
  storage::Database& database;
  const Relations& relations;
  const SchedulingClient& scheduling;
  const environment::Clock& clock;
  environment::RandomSource& random;
  observability::Log& log;
};

// Keeps the relations (relations.h) up to date on a thread of its own: watches scheduling's changes
// from where the copy is, and takes over each in one transaction with the token that it came with;
// lists everything when there is no copy yet or the changes after it are no longer kept. While
// changes that came during a listing are taken over, each resource is as it was at some time since
// the listing began. While scheduling or the database is away it tries again, and goes on where it
// was. Of several processes on one database one works, the others stand by.
class RelationsCopy {
 public:
  RelationsCopy(const RelationsCopyParts& parts, const RelationsCopyOptions& options);
  // Stops at once; a call under way is cancelled.
  ~RelationsCopy();
  RelationsCopy(const RelationsCopy&) = delete;
  RelationsCopy& operator=(const RelationsCopy&) = delete;

 private:
  void Run(const std::stop_token& stop);
  // Follows scheduling from where the copy is; gives why it cannot go on.
  absl::Status Follow(const std::stop_token& stop, rpc::Backoff& pauses);
  // Takes over what comes after `token`, and moves it on with the copy.
  absl::Status Watch(std::string& token, const std::stop_token& stop, rpc::Backoff& pauses);
  // Lists everything; gives the token to go on from.
  absl::StatusOr<std::string> Fill(const std::string& from, const std::stop_token& stop);
  absl::Status TakeOver(const std::string& from, const changes::v1::WatchResponse& response,
                        const std::stop_token& stop);
  // Waits until no other process keeps the copy any more.
  void StandBy(const std::stop_token& stop);
  void Wait(absl::Duration duration, const std::stop_token& stop);
  // Empty when the copy was never filled.
  absl::StatusOr<std::string> StoredToken();

  const RelationsCopyParts parts_;
  const RelationsCopyOptions options_;

  environment::Mutex mutex_;
  environment::ConditionVariable stopped_;
  std::jthread thread_;  // last: it uses all others
};

}  // namespace peerchallenge::evidence
