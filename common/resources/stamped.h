#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/resources/field_mask.h"
#include "common/resources/resource_table.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/util/time_util.h"

// Storing a resource together with its times. `Context` is whatever a service's handlers work with;
// of it only the clock is used, `context.clock`.
namespace peerchallenge::resources {

// Now, in whole microseconds.
inline google::protobuf::Timestamp StampOf(const environment::Clock& clock) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(clock.Now()));
}

// Stamps of a resource that is created or changed now.
template <typename Resource>
void SetUpdateTime(const environment::Clock& clock, Resource& resource) {
  *resource.mutable_update_time() = StampOf(clock);
}
template <typename Resource>
void SetCreateTime(const environment::Clock& clock, Resource& resource) {
  SetUpdateTime(clock, resource);
  *resource.mutable_create_time() = resource.update_time();
}

// Adds the resource with its times set, and with the columns that do not follow from it; gives it
// as stored.
template <typename Context, typename Message>
absl::StatusOr<Message> InsertStamped(storage::Transaction& tx, const Context& context,
                                      const ResourceTable<Message>& table, Message message,
                                      const std::vector<storage::Value>& given = {}) {
  SetCreateTime(context.clock, message);
  absl::Status status = table.Insert(tx, message, given);
  if (!status.ok()) return status;
  return message;
}

// Replaces the resource with `update_time` set; gives it as stored. An empty etag fits all.
template <typename Context, typename Message>
absl::StatusOr<Message> UpdateStamped(storage::Transaction& tx, const Context& context,
                                      const ResourceTable<Message>& table, Message message,
                                      const std::string& etag) {
  SetUpdateTime(context.clock, message);
  if (absl::Status status = table.Update(tx, message, etag); !status.ok()) return status;
  return message;
}

// The stored resource of patch.name with the patch applied, its times and whatever else is
// `output_only` apart; not stored yet.
template <typename Message>
absl::StatusOr<Message> Patched(storage::Transaction& tx, const ResourceTable<Message>& table,
                                const Message& patch, const google::protobuf::FieldMask& mask,
                                std::set<std::string> output_only = {}) {
  absl::StatusOr<Message> message = table.Get(tx, patch.name());
  if (!message.ok()) return message;
  output_only.insert({"create_time", "update_time"});
  absl::Status status = ApplyUpdate(patch, mask, output_only, &*message);
  if (!status.ok()) return status;
  return message;
}

}  // namespace peerchallenge::resources
