#include "common/access/key_url.h"

#include <utility>

#include "absl/memory/memory.h"
#include "common/access/http_get.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {

KeyUrl::KeyUrl(KeyUrlOptions options, const environment::Clock& clock, observability::Log& log)
    : options_(std::move(options)), clock_(clock), log_(log) {
  {
    const environment::MutexLock lock(mutex_);
    WantFetch();
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

KeyUrl::~KeyUrl() {
  thread_.request_stop();  // a fetch under way gives up
  const environment::MutexLock lock(mutex_);
  stopping_ = true;
  changed_.NotifyAll();
}

absl::StatusOr<std::unique_ptr<KeyUrl>> KeyUrl::Open(KeyUrlOptions options,
                                                     const environment::Clock& clock,
                                                     observability::Log& log) {
  if (!IsFetchable(options.url)) {
    return errors::InvalidField("keys", options.url,
                                "an https URL, or an http URL of this machine itself");
  }
  return absl::WrapUnique(new KeyUrl(std::move(options), clock, log));
}

absl::StatusOr<Keys> KeyUrl::Current() {
  const environment::MutexLock lock(mutex_);
  if (keys_ == nullptr || clock_.Now() - fetched_ >= options_.refresh_every) WantFetch();
  if (keys_ != nullptr) return keys_;
  return errors::Make(errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE,
                      "the token issuer's keys are not here yet", {{"service", "token-issuer"}});
}

bool KeyUrl::LookAgain() {
  const environment::MutexLock lock(mutex_);
  return WantFetch();
}

void KeyUrl::AwaitFetch() {
  environment::MutexLock lock(mutex_);
  while (fetching_) changed_.Wait(lock);
}

bool KeyUrl::WantFetch() {
  const absl::Time now = clock_.Now();
  if (!fetching_ && now - tried_ >= options_.retry_after) {
    tried_ = now;
    fetching_ = true;
    changed_.NotifyAll();
  }
  return fetching_;
}

void KeyUrl::Run(const std::stop_token& stop) {
  while (true) {
    {
      environment::MutexLock lock(mutex_);
      while (!fetching_ && !stopping_) changed_.Wait(lock);
      if (stopping_) return;
    }
    FetchOnce(stop);
  }
}

void KeyUrl::FetchOnce(const std::stop_token& stop) {
  const absl::StatusOr<std::string> body = HttpGet(
      {.url = options_.url, .ca_file = options_.ca_file, .timeout = options_.timeout}, stop);
  absl::StatusOr<Keys> keys =
      body.ok() ? KeySet::FromJwks(*body) : absl::StatusOr<Keys>(body.status());
  if (!keys.ok() && !stop.stop_requested()) {
    const std::string reason(keys.status().message());
    log_.Warning("token keys not fetched, the last good ones stay in use",
                 {{"url", options_.url}, {"reason", reason}});
  }
  const environment::MutexLock lock(mutex_);
  if (keys.ok()) {
    keys_ = *std::move(keys);
    fetched_ = clock_.Now();
  }
  fetching_ = false;
  changed_.NotifyAll();
}

}  // namespace peerchallenge::access
