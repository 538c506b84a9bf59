#include "services/peerchallenge/method_index.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"
#include "peerchallenge/access/v1/access.pb.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

// Every proto file with a service. All files of the contract are in the binary
// (protos/CMakeLists.txt).
std::vector<const FileDescriptor*> ContractFiles() {
  std::vector<const FileDescriptor*> files;
  const auto add = [&](const char* area, const std::vector<const char*>& names) {
    for (const char* name : names) {
      files.push_back(DescriptorPool::generated_pool()->FindFileByName(
          absl::StrCat("peerchallenge/", area, "/v1/", name, ".proto")));
    }
  };
  add("scheduling",
      {"directory", "programme", "review", "timetable", "planner", "audit", "changes"});
  add("evidence", {"evidence", "source", "attachment", "ledger", "retention", "audit", "changes"});
  add("recommendations", {"finding", "letters", "committee_report", "action_plans", "theme",
                          "support", "audit", "changes"});
  return files;
}

std::string PermissionOf(const MethodDescriptor& method) {
  const auto& access = method.options().GetExtension(access::v1::method_access);
  const std::string& name = access::v1::Permission_Name(access.permission());
  return std::string(absl::StripPrefix(name, "PERMISSION_"));
}

bool IsNamed(const std::string& full_name, const std::string& text) {
  return full_name == text || absl::EndsWith(full_name, absl::StrCat(".", text));
}

absl::Status Unknown(const std::string& text, const std::set<std::string>& suggestions) {
  return errors::Make(
      errors::v1::ERROR_REASON_FIELD_INVALID,
      absl::StrCat("'", text, "' is not one known method or message",
                   suggestions.empty() ? "; 'call --list' shows all" : "; did you mean ",
                   absl::StrJoin(suggestions, ", ")));
}

// Methods of that name in other services, and services of that name.
std::set<std::string> Suggestions(const std::string& service_text, const std::string& method_name) {
  std::set<std::string> suggestions;
  for (const ServiceDescriptor* service : KnownServices()) {
    const MethodDescriptor* method = service->FindMethodByName(method_name);
    if (method != nullptr) suggestions.insert(CallName(*method));
    if (!IsNamed(service->full_name(), service_text)) continue;
    for (int i = 0; i < service->method_count() && method == nullptr; ++i) {
      suggestions.insert(CallName(*service->method(i)));
    }
  }
  return suggestions;
}

// Each message type of the contract that `type` reaches, itself first.
void CollectTypes(const Descriptor* type, std::vector<const Descriptor*>& types) {
  if (std::find(types.begin(), types.end(), type) != types.end()) return;
  if (!absl::StartsWith(type->full_name(), "peerchallenge.")) return;
  types.push_back(type);
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i)->message_type() != nullptr)
      CollectTypes(type->field(i)->message_type(), types);
  }
}

std::string TypeName(const FieldDescriptor& field) {
  if (field.message_type() != nullptr) return field.message_type()->full_name();
  if (field.enum_type() == nullptr) return field.type_name();
  std::string values;
  for (int i = 0; i < field.enum_type()->value_count(); ++i) {
    absl::StrAppend(&values, i > 0 ? " | " : "", field.enum_type()->value(i)->name());
  }
  return values;
}

std::string TypeText(const std::vector<const Descriptor*>& types) {
  std::string text;
  for (const Descriptor* type : types) {
    Table table({{.title = ""}, {.title = ""}, {.title = "", .max_width = 80}});
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor& field = *type->field(i);
      table.AddRow({field.json_name(), field.is_repeated() ? "list of" : "", TypeName(field)});
    }
    // The empty line of titles ends the line of the name.
    const std::string fields = table.empty() ? "\n  (no fields)\n" : table.Render(2);
    absl::StrAppend(&text, type->full_name(), fields, "\n");
  }
  return text;
}

std::string TypeJson(const std::vector<const Descriptor*>& types) {
  std::vector<std::string> messages;
  for (const Descriptor* type : types) {
    std::vector<std::string> fields;
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor& field = *type->field(i);
      fields.push_back(JsonObject({{"name", JsonString(field.json_name())},
                                   {"repeated", field.is_repeated() ? "true" : "false"},
                                   {"type", JsonString(TypeName(field))}}));
    }
    messages.push_back(
        JsonObject({{"message", JsonString(type->full_name())}, {"fields", JsonArray(fields)}}));
  }
  return JsonArray(messages);
}

// The messages that `text` is about.
absl::StatusOr<std::vector<const Descriptor*>> TypesOf(const std::string& text) {
  std::vector<const Descriptor*> types;
  if (const auto method = FindMethod(text); method.ok()) {
    CollectTypes((*method)->input_type(), types);
    CollectTypes((*method)->output_type(), types);
    return types;
  }
  std::vector<const Descriptor*> all;
  for (const ServiceDescriptor* service : KnownServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      CollectTypes(service->method(i)->input_type(), all);
      CollectTypes(service->method(i)->output_type(), all);
    }
  }
  for (const Descriptor* type : all) {
    if (IsNamed(type->full_name(), text)) CollectTypes(type, types);
  }
  if (types.empty()) return Unknown(text, {});
  return types;
}

}  // namespace

std::vector<const ServiceDescriptor*> KnownServices() {
  std::vector<const ServiceDescriptor*> services;
  for (const FileDescriptor* file : ContractFiles()) {
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  return services;
}

std::string CallName(const MethodDescriptor& method) {
  return absl::StrCat(method.service()->full_name(), "/", method.name());
}

absl::StatusOr<const MethodDescriptor*> FindMethod(const std::string& text) {
  const size_t cut = text.find_last_of("/.");
  if (cut == std::string::npos) return Unknown(text, Suggestions("", text));
  const std::string service_text = text.substr(0, cut);
  const std::string method_name = text.substr(cut + 1);
  std::vector<const MethodDescriptor*> found;
  for (const ServiceDescriptor* service : KnownServices()) {
    if (!IsNamed(service->full_name(), service_text)) continue;
    const MethodDescriptor* method = service->FindMethodByName(method_name);
    if (method != nullptr) found.push_back(method);
  }
  if (found.size() != 1) return Unknown(text, Suggestions(service_text, method_name));
  return found.front();
}

std::string MethodListText() {
  std::string text;
  for (const ServiceDescriptor* service : KnownServices()) {
    Table table({{.title = "method"}, {.title = "answers"}, {.title = "permission"}});
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      table.AddRow({method.name(),
                    absl::StrCat(method.client_streaming()   ? "for a stream, "
                                 : method.server_streaming() ? "stream of "
                                                             : "",
                                 method.output_type()->name()),
                    PermissionOf(method)});
    }
    absl::StrAppend(&text, service->full_name(), "\n", table.Render(2), "\n");
  }
  return text;
}

std::string MethodListJson() {
  std::vector<std::string> methods;
  for (const ServiceDescriptor* service : KnownServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      methods.push_back(JsonObject({{"method", JsonString(CallName(method))},
                                    {"request", JsonString(method.input_type()->full_name())},
                                    {"response", JsonString(method.output_type()->full_name())},
                                    {"streaming", method.server_streaming() ? "true" : "false"},
                                    {"permission", JsonString(PermissionOf(method))}}));
    }
  }
  return JsonArray(methods);
}

absl::StatusOr<std::string> DescribeText(const std::string& text) {
  const auto types = TypesOf(text);
  if (!types.ok()) return types.status();
  return TypeText(*types);
}

absl::StatusOr<std::string> DescribeJson(const std::string& text) {
  const auto types = TypesOf(text);
  if (!types.ok()) return types.status();
  return TypeJson(*types);
}

}  // namespace peerchallenge::cli
