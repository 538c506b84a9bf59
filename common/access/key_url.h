#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/key_source.h"
#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/observability/log.h"

namespace peerchallenge::access {

struct KeyUrlOptions {
  std::string url = {};      // https, or http to a loopback address
  std::string ca_file = {};  // PEM; empty: the machine's authorities
  absl::Duration refresh_every =
      absl::Minutes(10);  // how old keys get before a call has them fetched again
  absl::Duration retry_after =
      absl::Seconds(30);  // least time between two fetches, whatever tokens come
  absl::Duration timeout = absl::Seconds(5);  // of one fetch
};

// A JWKS that is fetched over HTTP by a thread of its own: once on opening, and then when a call
// finds the keys too old or its own key missing. Callers go on with the keys there are.
class KeyUrl final : public KeySource {
 public:
  // FIELD_INVALID ("keys") for another kind of URL. `clock` and `log` outlive the source.
  static absl::StatusOr<std::unique_ptr<KeyUrl>> Open(KeyUrlOptions options,
                                                      const environment::Clock& clock,
                                                      observability::Log& log);
  ~KeyUrl() override;

  absl::StatusOr<Keys> Current() override;
  bool LookAgain() override;

  // Waits until no fetch is under way (at most the time limit of one): for a start that wants its
  // keys first.
  void AwaitFetch();

 private:
  KeyUrl(KeyUrlOptions options, const environment::Clock& clock, observability::Log& log);
  void Run(const std::stop_token& stop);
  void FetchOnce(const std::stop_token& stop);
  // Has the thread fetch if the last fetch is long enough ago; whether one is under way now.
  bool WantFetch() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const KeyUrlOptions options_;
  const environment::Clock& clock_;
  observability::Log& log_;

  environment::Mutex mutex_;
  environment::ConditionVariable changed_;  // fetching_ or stopping_ has
  Keys keys_ ABSL_GUARDED_BY(mutex_);
  absl::Time fetched_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();  // when the keys came
  absl::Time tried_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();    // when the last fetch began
  bool fetching_ ABSL_GUARDED_BY(mutex_) = false;                      // one is wanted or under way
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace peerchallenge::access
