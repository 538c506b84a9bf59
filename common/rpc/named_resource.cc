#include "common/rpc/named_resource.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/rpc/byte_buffers.h"
#include "google/protobuf/descriptor.h"

namespace peerchallenge::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kMostBytes = 256;
constexpr size_t kMostRead = 16 << 10;
constexpr std::string_view kBelow = "regions/";

bool LooksLikeName(const std::string& text) {
  return text.size() <= kMostBytes && text.compare(0, kBelow.size(), kBelow) == 0 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '-';
         });
}

// The text field of that name, where it holds a resource name.
std::string NameIn(const Message& message, const char* field_name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(field_name);
  if (field == nullptr || field->is_repeated()) return "";
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "";
  std::string text = message.GetReflection()->GetString(message, field);
  return LooksLikeName(text) ? text : "";
}

}  // namespace

std::string NamedResource(const Message& request) {
  for (const char* field : {"name", "parent"}) {
    if (std::string name = NameIn(request, field); !name.empty()) return name;
  }
  const auto* type = request.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_repeated()) continue;
    const Message& inner = request.GetReflection()->GetMessage(request, field);
    if (std::string name = NameIn(inner, "name"); !name.empty()) return name;
  }
  return "";
}

std::string NamedResource(grpc::ByteBuffer& request, const Message& prototype) {
  if (!request.Valid() || request.Length() > kMostRead) return "";
  const std::unique_ptr<Message> parsed(prototype.New());
  return Parse(request, *parsed) ? NamedResource(*parsed) : "";
}

std::string MadeResource(const std::string& named, const Message& reply) {
  std::string made = NameIn(reply, "name");
  const bool below = named.empty() || absl::StartsWith(made, named + "/");
  return below ? made : named;
}

}  // namespace peerchallenge::rpc
