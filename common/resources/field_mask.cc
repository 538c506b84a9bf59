#include "common/resources/field_mask.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/base/internal/raw_logging.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"
#include "google/protobuf/util/field_mask_util.h"

namespace peerchallenge::resources {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::util::FieldMaskUtil;
using Path = std::vector<const FieldDescriptor*>;

// The fields that a path names, outermost first; nothing when the type has no such path.
std::optional<Path> Resolve(const Descriptor* type, const std::string& path) {
  Path fields;
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    if (type == nullptr) return std::nullopt;
    const FieldDescriptor* field = type->FindFieldByName(std::string(part));
    if (field == nullptr) return std::nullopt;
    fields.push_back(field);
    type = field->is_repeated() ? nullptr : field->message_type();
  }
  return fields;
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

// Makes `field` of `to` what it is in `from`.
void CopyField(const Message& from, const FieldDescriptor* field, Message& to) {
  FieldMask one;
  one.add_paths(field->name());
  FieldMaskUtil::MergeOptions as_a_whole;
  as_a_whole.set_replace_message_fields(true);
  as_a_whole.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(from, one, as_a_whole, &to);
}

void CopyPath(const Message& from, const Path& path, Message& to) {
  const Message* source = &from;
  Message* target = &to;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    // A message that is in neither needs no copy, and must not appear because of it.
    if (!IsSet(*source, path[i]) && !IsSet(*target, path[i])) return;
    source = &source->GetReflection()->GetMessage(*source, path[i]);
    target = target->GetReflection()->MutableMessage(target, path[i]);
  }
  CopyField(*source, path.back(), *target);
}

std::vector<Path> PopulatedFields(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::vector<Path> paths;
  paths.reserve(fields.size());
  for (const FieldDescriptor* field : fields) paths.push_back({field});
  return paths;
}

std::vector<Path> AllFields(const Descriptor* type) {
  std::vector<Path> paths;
  paths.reserve(static_cast<size_t>(type->field_count()));
  for (int i = 0; i < type->field_count(); ++i) paths.push_back({type->field(i)});
  return paths;
}

// Whether a path is one of these or lies below one.
bool IsIn(const std::set<std::string>& paths, const std::string& text) {
  return std::any_of(paths.begin(), paths.end(), [&text](const std::string& path) {
    return text == path || absl::StartsWith(text, path + ".");
  });
}

absl::StatusOr<std::vector<Path>> PathsOf(const FieldMask& mask,
                                          const std::set<std::string>& protected_paths,
                                          const Message& patch) {
  if (mask.paths().empty()) return PopulatedFields(patch);
  if (mask.paths_size() == 1 && mask.paths(0) == "*") return AllFields(patch.GetDescriptor());
  if (mask.paths_size() > kMostPaths) {
    return errors::InvalidField("update_mask", absl::StrCat(mask.paths_size(), " paths"),
                                absl::StrCat("at most ", kMostPaths, " paths"));
  }
  std::vector<Path> paths;
  for (const std::string& text : mask.paths()) {
    std::optional<Path> path = Resolve(patch.GetDescriptor(), text);
    if (!path) {
      return errors::InvalidField("update_mask", text,
                                  "a path of " + patch.GetDescriptor()->full_name());
    }
    if (IsIn(protected_paths, text)) {
      return errors::InvalidField("update_mask", text, "a path that an update may change");
    }
    paths.push_back(*std::move(path));
  }
  return paths;
}

// The text field of that name; empty when the type has none.
std::string TextOf(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

}  // namespace

absl::Status ApplyUpdate(const Message& patch, const FieldMask& mask,
                         const std::set<std::string>& protected_paths, Message* target) {
  const std::string etag = TextOf(patch, "etag");
  if (!etag.empty() && etag != TextOf(*target, "etag")) {
    return errors::EtagMismatch(TextOf(*target, "name"));
  }
  const absl::StatusOr<std::vector<Path>> paths = PathsOf(mask, protected_paths, patch);
  if (!paths.ok()) return paths.status();
  const std::unique_ptr<Message> original(target->New());
  original->CopyFrom(*target);
  for (const Path& path : *paths) CopyPath(patch, path, *target);
  for (const std::string& text : protected_paths) {
    const std::optional<Path> path = Resolve(target->GetDescriptor(), text);
    ABSL_RAW_CHECK(path.has_value(), "a protected path that the type lacks");
    CopyPath(*original, *path, *target);
  }
  for (const char* always : {"name", "etag"}) {
    const std::optional<Path> path = Resolve(target->GetDescriptor(), always);
    if (path) CopyPath(*original, *path, *target);
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::resources
