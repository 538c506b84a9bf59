#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/resources/change_log.h"
#include "common/storage/sealer.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/message.h"
#include "peerchallenge/changes/v1/changes.pb.h"

namespace peerchallenge::changes {

// One committed change, decoded once and shared by all watchers.
struct Event {
  int64_t revision = 0;
  v1::Change::Kind kind = v1::Change::KIND_UNSPECIFIED;
  std::string type;  // full message name
  std::string name;
  absl::Time time;
  // The resource before and after (`after` with its etag): no `before` when it was created, no
  // `after` when it was deleted. Neither when this binary does not know the type (a newer replica
  // wrote it).
  std::shared_ptr<const google::protobuf::Message> before;
  std::shared_ptr<const google::protobuf::Message> after;
  size_t bytes = 0;  // about what it takes in memory
};

// What one caller may see of an event; nothing when it may not know of it. It compares `before` and
// `after`: a resource that comes into sight is KIND_CREATED, one that goes out of sight is
// KIND_DELETED. Runs on a worker, for one stream at a time, with no transaction open; an error ends
// the stream.
using Sight = std::function<absl::StatusOr<std::optional<v1::Change>>(const Event&)>;

// Gives a caller's sight as of now, or the error with which its stream ends. Asked when a stream is
// opened and again when something changed that sight may come from (FeedOptions::sight_types).
// Blocks on storage.
using SightSource = std::function<absl::StatusOr<Sight>()>;

// The event as it is, for who may see both `before` and `after`.
v1::Change ToChange(const Event& event);
// The event for one who saw the resource before or not, and sees it as `after` or not.
std::optional<v1::Change> Seen(const Event& event, bool was_seen,
                               std::optional<google::protobuf::Any> after);

// DATA_LOSS (DATA_CORRUPT) when a body is not a message of its type.
absl::StatusOr<Event> Decode(const resources::ChangeRow& row, const storage::Sealer& sealer);

}  // namespace peerchallenge::changes
