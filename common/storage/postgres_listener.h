#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "common/storage/postgres_result.h"

namespace peerchallenge::storage {

// The server's number for the connection that this process writes through; 0 while there is none.
using BackendId = std::atomic<int>;

// Hears of the commits that other processes make in the same schema, from the notices that every
// PostgresConnection sends with its commits. It has a connection and a thread of its own, and makes
// a new connection when that one is lost; what was committed in the meantime counts as one commit.
class PostgresListener {
 public:
  // Calls `heard` from its thread after each commit by another connection than `own`. Connects at
  // once (within 5 s): if the server answers, no commit from then on is missed.
  PostgresListener(std::string conninfo, std::shared_ptr<const BackendId> own,
                   std::function<void()> heard);
  // When it returns, no call is under way.
  ~PostgresListener();
  PostgresListener(const PostgresListener&) = delete;
  PostgresListener& operator=(const PostgresListener&) = delete;

 private:
  using Moment = std::chrono::steady_clock::time_point;

  void Run();
  // Both give up when it is to stop.
  bool Connect();
  bool Listen(Moment until);
  // Waits for `events` of the connection (true), or until it is to stop or the moment has come.
  bool Wait(short events, Moment until);
  // Whether a notice of a commit by others has come.
  bool TakeNotices();

  const std::string conninfo_;
  const std::shared_ptr<const BackendId> own_;
  const std::function<void()> heard_;
  const int stop_;  // an eventfd
  PostgresHandle connection_;
  std::string schema_;
  std::thread thread_;  // last: it uses all others
};

}  // namespace peerchallenge::storage
