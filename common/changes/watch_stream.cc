#include "common/changes/watch_stream.h"

#include <algorithm>
#include <utility>

#include "common/changes/resume_token.h"

namespace peerchallenge::changes {
namespace {

// Events held at once by one stream, and looked at by one Next() before it lets others use the
// worker.
constexpr size_t kAhead = 64;
constexpr int kMostLookedAt = 1024;

}  // namespace

WatchStream::WatchStream(Feed& feed, const v1::WatchRequest& request, Seeing seeing,
                         int64_t position, Start start)
    : feed_(feed),
      below_(request.parent().empty() ? "" : request.parent() + "/"),
      types_(request.resource_types().begin(), request.resource_types().end()),
      seeing_(std::move(seeing)),
      position_(position),
      announce_(start == Start::kFresh),
      quiet_since_micros_(absl::ToUnixMicros(feed.clock_.Now())) {
  feed_.Register(this);
}

WatchStream::~WatchStream() { feed_.Unregister(this); }

void WatchStream::SetWake(std::function<void()> wake) {
  const environment::MutexLock lock(wake_mutex_);
  wake_ = std::move(wake);
}

void WatchStream::Wake() {
  const environment::MutexLock lock(wake_mutex_);
  if (wake_) wake_();
}

void WatchStream::Beat(absl::Time now, absl::Duration heartbeat) {
  if (now - absl::FromUnixMicros(quiet_since_micros_.load()) < heartbeat) return;
  beat_.store(true);
  Wake();
}

absl::StatusOr<rpc::StreamStep> WatchStream::Next() {
  if (announce_) {
    announce_ = false;
    return Respond(std::nullopt);
  }
  for (int looked_at = 0; looked_at < kMostLookedAt; ++looked_at) {
    const absl::StatusOr<bool> more = Refill();
    if (!more.ok()) return more.status();
    if (!*more) {
      if (beat_.load()) return Respond(std::nullopt);
      return rpc::Wait{};
    }
    if (absl::Status status = Renew(); !status.ok()) return status;
    const SharedEvent event = std::move(ahead_[used_++]);
    position_ = event->revision;
    if (!Asked(*event)) continue;
    absl::StatusOr<std::optional<v1::Change>> seen = seeing_.sight(*event);
    if (!seen.ok()) return seen.status();
    if (seen->has_value()) return Respond(*std::move(seen));
  }
  Wake();
  return rpc::Wait{};
}

// Whether there is an event to look at.
absl::StatusOr<bool> WatchStream::Refill() {
  if (used_ < ahead_.size()) return true;
  absl::StatusOr<std::vector<SharedEvent>> events = feed_.After(position_, kAhead);
  if (!events.ok()) return events.status();
  ahead_ = *std::move(events);
  used_ = 0;
  return !ahead_.empty();
}

absl::Status WatchStream::Renew() {
  const int64_t newest = feed_.SightRevision();
  if (newest <= seeing_.as_of) return absl::OkStatus();
  absl::StatusOr<Sight> sight = seeing_.source();
  if (!sight.ok()) return sight.status();
  seeing_.sight = *std::move(sight);
  seeing_.as_of = newest;
  return absl::OkStatus();
}

bool WatchStream::Asked(const Event& event) const {
  return event.name.compare(0, below_.size(), below_) == 0 &&
         (types_.empty() || std::find(types_.begin(), types_.end(), event.type) != types_.end());
}

rpc::StreamStep WatchStream::Respond(std::optional<v1::Change> change) {
  quiet_since_micros_.store(absl::ToUnixMicros(feed_.clock_.Now()));
  beat_.store(false);
  auto response = std::make_unique<v1::WatchResponse>();
  if (change) *response->mutable_change() = *std::move(change);
  response->set_resume_token(MakeResumeToken(feed_.sealer_, position_));
  return response;
}

}  // namespace peerchallenge::changes
