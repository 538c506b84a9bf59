#include "common/changes/follower.h"

#include <utility>

#include "common/errors/errors.h"

namespace peerchallenge::changes {
namespace {

// Whether the changes after a token cannot be had: too many came since, or the other service began
// anew with another store.
bool MustFillAgain(const absl::Status& status) {
  const errors::ErrorReason reason = errors::ReasonOf(status);
  return reason == errors::v1::ERROR_REASON_RESUME_TOKEN_TOO_OLD ||
         reason == errors::v1::ERROR_REASON_RESUME_TOKEN_INVALID;
}

}  // namespace

absl::Status Overtaken() {
  return absl::AbortedError("another process has moved on what is followed");
}

// Errors of services have a reason.
bool IsOvertaken(const absl::Status& status) {
  return absl::IsAborted(status) &&
         errors::ReasonOf(status) == errors::v1::ERROR_REASON_UNSPECIFIED;
}

Follower::Follower(Following& following, std::string what, environment::RandomSource& random,
                   observability::Log& log, const FollowerOptions& options)
    : following_(following),
      what_(std::move(what)),
      random_(random),
      log_(log),
      options_(options),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

Follower::~Follower() = default;

void Follower::Run(const std::stop_token& stop) {
  rpc::Backoff pauses(options_.first_pause, options_.longest_pause, random_);
  while (!stop.stop_requested()) {
    const absl::Status ended = Follow(stop, pauses);
    if (stop.stop_requested()) return;
    if (IsOvertaken(ended)) {
      StandBy(stop);
      continue;
    }
    log_.Warning("not_followed", {{"what", what_}, {"error", std::string(ended.message())}});
    Wait(pauses.Next(), stop);
  }
}

absl::Status Follower::Follow(const std::stop_token& stop, rpc::Backoff& pauses) {
  absl::StatusOr<std::string> token = following_.StoredToken();
  if (token.ok() && token->empty()) token = following_.Fill("", stop);
  while (token.ok()) {
    absl::Status ended = Watch(*token, stop, pauses);
    if (!MustFillAgain(ended)) return ended;
    token = following_.Fill(*token, stop);
  }
  return token.status();
}

absl::Status Follower::Watch(std::string& token, const std::stop_token& stop,
                             rpc::Backoff& pauses) {
  auto reader = following_.Watch(token, stop);
  while (true) {
    const auto response = reader.Next();
    if (!response.ok()) return response.status();
    if (!response->has_value()) return absl::UnavailableError("the stream has ended");
    absl::Status status = following_.TakeOver(token, **response, stop);
    if (!status.ok()) return status;
    token = (*response)->resume_token();
    pauses.Reset();
  }
}

void Follower::StandBy(const std::stop_token& stop) {
  absl::StatusOr<std::string> before = following_.StoredToken();
  while (before.ok() && !stop.stop_requested()) {
    Wait(options_.stand_by, stop);
    absl::StatusOr<std::string> now = following_.StoredToken();
    if (now.ok() && *now == *before) return;
    before = std::move(now);
  }
}

void Follower::Wait(absl::Duration duration, const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] {
    const environment::MutexLock lock(mutex_);
    stopped_.NotifyAll();
  });
  const auto until = environment::SteadyAfter(duration);
  environment::MutexLock lock(mutex_);
  while (!stop.stop_requested() && stopped_.WaitUntil(lock, until)) {
  }
}

}  // namespace peerchallenge::changes
