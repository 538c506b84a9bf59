#include "common/changes/event.h"

#include "common/errors/errors.h"
#include "common/resources/etag.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::changes {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

// A parsed message takes about this many times its serialised size.
constexpr size_t kGrowth = 3;

absl::StatusOr<std::shared_ptr<Message>> Parse(const Descriptor* type,
                                               const resources::ChangeRow& row,
                                               const std::optional<std::string>& body) {
  if (type == nullptr || !body) return nullptr;
  std::shared_ptr<Message> message(MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!message->ParseFromString(*body)) {
    return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                        "a change of '" + row.name + "' cannot be read");
  }
  return message;
}

void SetEtag(const resources::ChangeRow& row, const storage::Sealer& sealer, Message& message) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName("etag");
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
  message.GetReflection()->SetString(&message, field,
                                     resources::EtagOf(sealer, row.name, row.version));
}

}  // namespace

v1::Change ToChange(const Event& event) {
  v1::Change change;
  change.set_kind(event.kind);
  change.set_name(event.name);
  *change.mutable_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(event.time));
  if (event.after != nullptr) change.mutable_resource()->PackFrom(*event.after);
  return change;
}

std::optional<v1::Change> Seen(const Event& event, bool was_seen,
                               std::optional<google::protobuf::Any> after) {
  if (!was_seen && !after) return std::nullopt;
  v1::Change change = ToChange(event);
  change.clear_resource();
  if (after) {
    change.set_kind(was_seen ? v1::Change::KIND_UPDATED : v1::Change::KIND_CREATED);
    *change.mutable_resource() = *std::move(after);
  } else {
    change.set_kind(v1::Change::KIND_DELETED);
  }
  return change;
}

absl::StatusOr<Event> Decode(const resources::ChangeRow& row, const storage::Sealer& sealer) {
  const Descriptor* type = DescriptorPool::generated_pool()->FindMessageTypeByName(row.type);
  const auto before = Parse(type, row, row.before);
  if (!before.ok()) return before.status();
  const auto after = Parse(type, row, row.after);
  if (!after.ok()) return after.status();
  if (*after != nullptr) SetEtag(row, sealer, **after);
  const size_t bodies = (row.before ? row.before->size() : 0) + (row.after ? row.after->size() : 0);
  return Event{.revision = row.revision,
               .kind = row.kind,
               .type = row.type,
               .name = row.name,
               .time = row.time,
               .before = *before,
               .after = *after,
               .bytes = sizeof(Event) + row.type.size() + row.name.size() + kGrowth * bodies};
}

}  // namespace peerchallenge::changes
