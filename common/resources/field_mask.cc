#include "common/resources/field_mask.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/base/internal/raw_logging.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"

namespace peerchallenge::resources {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
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
  const auto* reflection = to.GetReflection();
  reflection->ClearField(&to, field);
  if (!IsSet(from, field)) return;
  const std::unique_ptr<Message> copy(from.New());
  copy->CopyFrom(from);
  reflection->SwapFields(copy.get(), &to, {field});
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
  for (const FieldDescriptor* field : fields) paths.push_back({field});
  return paths;
}

std::vector<Path> AllFields(const Descriptor* type) {
  std::vector<Path> paths;
  for (int i = 0; i < type->field_count(); ++i) paths.push_back({type->field(i)});
  return paths;
}

// Whether a path is one of these or lies below one.
bool IsIn(const std::set<std::string>& paths, const std::string& text) {
  return std::any_of(paths.begin(), paths.end(), [&text](const std::string& path) {
    return text == path || absl::StartsWith(text, path + ".");
  });
}

absl::StatusOr<std::vector<Path>> PathsOf(const google::protobuf::FieldMask& mask,
                                          const std::set<std::string>& protected_paths,
                                          const Message& patch) {
  if (mask.paths().empty()) return PopulatedFields(patch);
  if (mask.paths_size() == 1 && mask.paths(0) == "*") return AllFields(patch.GetDescriptor());
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

}  // namespace

absl::Status ApplyUpdate(const Message& patch, const google::protobuf::FieldMask& mask,
                         const std::set<std::string>& protected_paths, Message* target) {
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
