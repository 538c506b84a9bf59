#include "services/evidence/content_merge.h"

#include "google/protobuf/util/message_differencer.h"

namespace peerchallenge::evidence {
namespace {

using google::protobuf::FieldDescriptor;

// The content with this field only.
v1::ItemContent Only(const FieldDescriptor* field, const v1::ItemContent& content) {
  v1::ItemContent only = content;
  const auto* reflection = content.GetReflection();
  for (int i = 0; i < content.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* other = content.GetDescriptor()->field(i);
    if (other != field) reflection->ClearField(&only, other);
  }
  return only;
}

bool SameField(const FieldDescriptor* field, const v1::ItemContent& a, const v1::ItemContent& b) {
  return google::protobuf::util::MessageDifferencer::Equals(Only(field, a), Only(field, b));
}

}  // namespace

ContentMerge Merge(const v1::ItemContent& base, const v1::ItemContent& first,
                   const v1::ItemContent& second) {
  ContentMerge merge;
  merge.merged = first;
  const auto* reflection = base.GetReflection();
  for (int i = 0; i < base.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = base.GetDescriptor()->field(i);
    const bool by_first = !SameField(field, base, first);
    const bool by_second = !SameField(field, base, second);
    if (by_first || by_second) merge.changed_fields.push_back(field->name());
    if (!by_second) continue;
    if (by_first && !SameField(field, first, second)) {
      merge.hard_fields.push_back(field->name());
    } else {
      reflection->ClearField(&merge.merged, field);
      merge.merged.MergeFrom(Only(field, second));
    }
  }
  return merge;
}

}  // namespace peerchallenge::evidence
