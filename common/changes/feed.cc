#include "common/changes/feed.h"

#include <chrono>
#include <utility>

#include "absl/time/clock.h"
#include "common/changes/resume_token.h"
#include "common/changes/watch_stream.h"
#include "common/errors/errors.h"
#include "common/resources/change_log.h"

namespace peerchallenge::changes {
namespace {

constexpr absl::Duration kStoreTime = absl::Seconds(10);
constexpr absl::Duration kPruneEvery = absl::Minutes(10);
constexpr int kPrunedAtOnce = 1000;
// Rows read at once into the ring, and how far behind it may be before it starts anew at the end.
constexpr int kLoadedAtOnce = 256;
constexpr int64_t kWorthLoading = 4096;

absl::Time StoreDeadline() { return absl::Now() + kStoreTime; }

absl::Status TooOld() {
  return errors::Make(errors::v1::ERROR_REASON_RESUME_TOKEN_TOO_OLD,
                      "changes after resume_token are no longer kept: list again, then watch anew");
}

}  // namespace

Feed::Feed(storage::Database& database, const environment::Clock& clock,
           const storage::Sealer& sealer, const FeedOptions& options)
    : database_(database),
      clock_(clock),
      sealer_(sealer),
      options_(options),
      ring_(options.ring_bytes) {
  database_.OnCommit([this] { Signal(); });
  if (options_.poll < absl::InfiniteDuration()) thread_ = std::thread([this] { Run(); });
}

Feed::~Feed() {
  database_.OnCommit(nullptr);
  {
    const environment::MutexLock lock(signal_mutex_);
    stopping_ = true;
  }
  signal_.NotifyOne();
  if (thread_.joinable()) thread_.join();
}

void Feed::Signal() {
  {
    const environment::MutexLock lock(signal_mutex_);
    signalled_ = true;
  }
  signal_.NotifyOne();
}

absl::StatusOr<std::unique_ptr<rpc::Stream>> Feed::Watch(const v1::WatchRequest& request,
                                                         const SightSource& sight) {
  int64_t position = 0;
  int64_t now = 0;
  const bool resumed = !request.resume_token().empty();
  if (resumed) {
    const std::optional<int64_t> revision = ReadResumeToken(sealer_, request.resume_token());
    if (!revision) {
      return errors::Make(errors::v1::ERROR_REASON_RESUME_TOKEN_INVALID,
                          "resume_token is not one of this service");
    }
    position = *revision;
  }
  absl::Status status = database_.Read(StoreDeadline(), [&](storage::Transaction& tx) {
    const absl::StatusOr<int64_t> last = resources::LastRevision(tx);
    if (!last.ok()) return last.status();
    now = *last;
    if (!resumed) position = now;
    const absl::StatusOr<int64_t> oldest = resources::OldestResumable(tx);
    if (!oldest.ok()) return oldest.status();
    return position < *oldest || position > now ? TooOld() : absl::OkStatus();
  });
  if (!status.ok()) return status;
  absl::StatusOr<Sight> seen = sight();
  if (!seen.ok()) return seen.status();
  return std::make_unique<WatchStream>(
      *this, request, WatchStream::Seeing{sight, *std::move(seen), now}, position,
      resumed ? WatchStream::Start::kResumed : WatchStream::Start::kFresh);
}

void Feed::Tick() {
  Follow();
  {
    const environment::MutexLock lock(streams_mutex_);
    for (WatchStream* stream : streams_) stream->Beat(clock_.Now(), options_.heartbeat);
  }
  if (clock_.Now() >= next_prune_) Prune();
}

// Heartbeats come with polls only: were they looked at after commits too, their time would tell of
// hidden changes.
void Feed::Run() {
  auto next_poll = environment::SteadyAfter(options_.poll);
  while (true) {
    bool poll = false;
    {
      environment::MutexLock lock(signal_mutex_);
      while (!signalled_ && !stopping_ && !poll) poll = !signal_.WaitUntil(lock, next_poll);
      if (stopping_) return;
      signalled_ = false;
    }
    if (poll || std::chrono::steady_clock::now() >= next_poll) {
      Tick();
      next_poll = environment::SteadyAfter(options_.poll);
    } else {
      Follow();
    }
  }
}

// Reads new changes into the ring and wakes the streams. Errors of the store are left to the next
// poll; a stream that reads by itself reports its own.
void Feed::Follow() {
  {
    const environment::MutexLock lock(streams_mutex_);
    if (streams_.empty()) return;
  }
  const int64_t before = ring_.Last();
  Load().IgnoreError();
  if (ring_.Last() == before) return;
  const environment::MutexLock lock(streams_mutex_);
  for (WatchStream* stream : streams_) stream->Wake();
}

absl::Status Feed::Load() {
  while (true) {
    int64_t last = 0;
    std::vector<resources::ChangeRow> rows;
    const int64_t held = ring_.Last();
    absl::Status status = database_.Read(StoreDeadline(), [&](storage::Transaction& tx) {
      const absl::StatusOr<int64_t> revision = resources::LastRevision(tx);
      if (!revision.ok()) return revision.status();
      last = *revision;
      if (last <= held || last - held > kWorthLoading) return absl::OkStatus();
      absl::StatusOr<std::vector<resources::ChangeRow>> read =
          resources::ReadChanges(tx, held, kLoadedAtOnce);
      if (!read.ok()) return read.status();
      rows = *std::move(read);
      return absl::OkStatus();
    });
    if (!status.ok() || last == held) return status;
    const absl::StatusOr<std::vector<SharedEvent>> events = DecodeAll(rows);
    // Far behind, pruned in between, or not readable: streams read by themselves what the ring
    // leaves out.
    if (rows.empty() || rows.front().revision != held + 1 || !events.ok()) {
      NoteSight(last);
      ring_.Reset(last);
      return events.status();
    }
    ring_.Append(*events);
  }
}

absl::StatusOr<std::vector<SharedEvent>> Feed::After(int64_t revision, size_t most) {
  if (auto events = ring_.After(revision, most)) return *std::move(events);
  std::vector<resources::ChangeRow> rows;
  absl::Status status = database_.Read(StoreDeadline(), [&](storage::Transaction& tx) {
    const absl::StatusOr<int64_t> oldest = resources::OldestResumable(tx);
    if (!oldest.ok()) return oldest.status();
    if (revision < *oldest) return TooOld();
    absl::StatusOr<std::vector<resources::ChangeRow>> read =
        resources::ReadChanges(tx, revision, static_cast<int>(most));
    if (!read.ok()) return read.status();
    rows = *std::move(read);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return DecodeAll(rows);
}

absl::StatusOr<std::vector<SharedEvent>> Feed::DecodeAll(
    const std::vector<resources::ChangeRow>& rows) {
  std::vector<SharedEvent> events;
  events.reserve(rows.size());
  for (const resources::ChangeRow& row : rows) {
    absl::StatusOr<Event> event = Decode(row, sealer_);
    if (!event.ok()) return event.status();
    if (options_.sight_types.count(event->type) > 0) NoteSight(event->revision);
    events.push_back(std::make_shared<const Event>(*std::move(event)));
  }
  return events;
}

// Before anyone gets the event, so that none that follows it is seen by an older sight.
void Feed::NoteSight(int64_t revision) {
  int64_t newest = sight_revision_.load();
  while (newest < revision && !sight_revision_.compare_exchange_weak(newest, revision)) {
  }
}

void Feed::Prune() {
  int64_t pruned = 0;
  absl::Status status = database_.Write(StoreDeadline(), [&](storage::Transaction& tx) {
    const absl::StatusOr<int64_t> count =
        resources::PruneChanges(tx, clock_.Now() - options_.keep, kPrunedAtOnce);
    pruned = count.value_or(0);
    return count.status();
  });
  // Failed or not done yet: goes on at the next tick.
  if (status.ok() && pruned < kPrunedAtOnce) next_prune_ = clock_.Now() + kPruneEvery;
}

void Feed::Register(WatchStream* stream) {
  {
    const environment::MutexLock lock(streams_mutex_);
    streams_.insert(stream);
  }
  Signal();  // without watchers the ring was left behind
}

void Feed::Unregister(WatchStream* stream) {
  const environment::MutexLock lock(streams_mutex_);
  streams_.erase(stream);
}

}  // namespace peerchallenge::changes
