#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"

// The services that this binary knows by their protos, for `call`.
namespace peerchallenge::cli {

std::vector<const google::protobuf::ServiceDescriptor*> KnownServices();

// The method that `text` means: "peerchallenge.scheduling.v1.ReviewService/GetReview", without the
// package where only one service of that name is known, or with "." for "/". FIELD_INVALID with
// suggestions otherwise.
absl::StatusOr<const google::protobuf::MethodDescriptor*> FindMethod(const std::string& text);

// "peerchallenge.scheduling.v1.ReviewService/GetReview".
std::string CallName(const google::protobuf::MethodDescriptor& method);

// All services and their methods with kind, request, response and the permission each asks for.
std::string MethodListText();
std::string MethodListJson();

// What `text` names, a method or a message (whole name, or its last part), with the fields of its
// messages. FIELD_INVALID when there is none.
absl::StatusOr<std::string> DescribeText(const std::string& text);
absl::StatusOr<std::string> DescribeJson(const std::string& text);

}  // namespace peerchallenge::cli
