#include "common/rpc/status_bridge.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "google/protobuf/stubs/common.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace peerchallenge::rpc {
namespace {

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";

// How many bytes gRPC sends for a byte of a message: it percent-encodes all but printable ASCII.
size_t SentBytes(char c) { return c >= ' ' && c <= '~' && c != '%' ? 1 : 3; }

// A message with every byte that is not UTF-8 replaced: protobuf refuses to read a string with one,
// and the client would lose the whole error.
std::string ToValidUtf8(absl::string_view text) {
  std::string buffer(text.size(), '\0');
  const char* valid = google::protobuf::internal::UTF8CoerceToStructurallyValid(
      {text.data(), text.size()}, buffer.data(), '?');
  return std::string(valid, text.size());
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The longest prefix of whole characters that is sent as at most kMaxMessageBytes.
std::string Capped(std::string message) {
  size_t sent = 0;
  size_t end = 0;
  while (end < message.size() && (sent += SentBytes(message[end])) <= kMaxMessageBytes) ++end;
  while (end < message.size() && end > 0 && IsContinuation(message[end])) --end;
  message.resize(end);
  return message;
}

// An ErrorInfo without its metadata, which may be of any size.
std::string WithoutMetadata(const std::string& value) {
  google::rpc::ErrorInfo info;
  if (!info.ParseFromString(value)) return "";
  info.clear_metadata();
  return info.SerializeAsString();
}

void AddIfItFits(google::rpc::Status& details, const std::string& type_url, std::string value) {
  auto* entry = details.add_details();
  entry->set_type_url(type_url);
  entry->set_value(std::move(value));
  if (details.ByteSizeLong() <= kMaxDetailsBytes) return;
  if (type_url == kErrorInfoUrl) {
    entry->set_value(WithoutMetadata(entry->value()));
  } else {
    details.mutable_details()->RemoveLast();
  }
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(Capped(ToValidUtf8(status.message())));
  if (const auto info = status.GetPayload(kErrorInfoUrl))
    AddIfItFits(details, kErrorInfoUrl, std::string(*info));
  status.ForEachPayload([&details](absl::string_view type_url, const absl::Cord& value) {
    if (type_url != kErrorInfoUrl) AddIfItFits(details, std::string(type_url), std::string(value));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), details.message(),
                      details.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return result;
  for (const auto& detail : details.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

}  // namespace peerchallenge::rpc
