#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"
#include "common/rpc/stream.h"

namespace peerchallenge::rpc {

// A stream that a long job feeds from a thread of its own, for example a search that tells its
// progress.
//
//   return std::make_unique<rpc::ChannelStream>(8, [](rpc::ChannelStream::Writer& writer) ->
//   absl::Status {
//     while (...) if (!writer.Push(std::make_unique<SolveProgrammeResponse>(...))) break;
//     return absl::OkStatus();  // the stream ends well; an error ends it with that error
//   });
//
// The queue between them is bounded: Push() waits for a slow client, PushOrReplace() never does.
// The job, with what it holds, goes when it has returned, however long its client takes to read.
// Destroying the stream (the client went away, the server drains) sets the job's stop token and
// waits for the job to return: jobs look at it at least every 100 ms.
class ChannelStream final : public Stream {
 public:
  using MessagePtr = std::unique_ptr<google::protobuf::Message>;

  // The job's end of the stream.
  class Writer {
   public:
    // Queues a message, waiting for room, but not longer than `patience`. False if nobody listens
    // any more, or reads too slowly: the job stops.
    bool Push(MessagePtr message, absl::Duration patience = absl::InfiniteDuration());
    // Queues a message that makes older ones of its kind worthless (progress): without room it
    // takes the place of the youngest of them that waits, or is dropped. Never waits. False if
    // nobody listens any more.
    bool PushOrReplace(MessagePtr message);
    std::stop_token stop() const;

   private:
    friend class ChannelStream;
    explicit Writer(ChannelStream& stream) : stream_(stream) {}
    ChannelStream& stream_;
  };
  using Job = std::function<absl::Status(Writer&)>;

  // The job starts when the runtime takes the stream. `capacity` >= 1.
  ChannelStream(size_t capacity, Job job);
  ~ChannelStream() override;

  void SetWake(std::function<void()> wake) override;
  absl::StatusOr<StreamStep> Next() override;
  bool EndsWithToken() const override { return false; }

 private:
  struct Entry {
    MessagePtr message;
    bool replaceable;
  };

  void Run();

  const size_t capacity_;
  Job job_;                     // until it runs
  std::function<void()> wake_;  // set before the thread starts; never called with the lock held
  std::stop_source stop_;
  environment::Mutex mutex_;
  environment::ConditionVariable changed_;
  std::deque<Entry> queue_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> outcome_ ABSL_GUARDED_BY(mutex_);  // once the job has returned
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace peerchallenge::rpc
