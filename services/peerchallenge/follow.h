#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/rpc/client.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/interrupt.h"

// Streams of one resource that end when it has reached its final state.
namespace peerchallenge::cli {

// Reads one stream to its end; `last` is the last state that came.
template <typename Resource, typename Show>
absl::Status ReadToEnd(absl::StatusOr<rpc::Reader<Resource>> reader, Show show, Resource& last) {
  if (!reader.ok()) return reader.status();
  for (;;) {
    auto resource = reader->Next();
    if (!resource.ok()) return resource.status();
    if (!resource->has_value()) return absl::OkStatus();
    last = **std::move(resource);
    show(last);
  }
}

// Gives the final state of what `open()` opens the stream of, and calls `show` with each state
// before; takes a lost connection up again. CANCELLED after Ctrl-C.
template <typename Resource, typename Open, typename Show>
absl::StatusOr<Resource> Follow(Client& client, const Interrupt& interrupt, Open open, Show show) {
  constexpr absl::Duration kBetweenTries = absl::Milliseconds(500);
  constexpr int kMostLostStreams = 20;
  Resource last;
  absl::Status status;
  for (int lost = 0; lost < kMostLostStreams; ++lost) {
    status = ReadToEnd<Resource>(open(), show, last);
    if (interrupt.requested()) {
      return errors::Make(errors::v1::ERROR_REASON_CANCELLED, "stopped by Ctrl-C");
    }
    if (status.ok()) return last;
    const bool has_begun = !last.name().empty();
    if (!absl::IsUnavailable(status) || !has_begun) break;
    absl::SleepFor(kBetweenTries);
    if (absl::Status connected = client.Reconnect(); !connected.ok()) return connected;
  }
  return client.Explained(status);
}

}  // namespace peerchallenge::cli
