#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/errors/errors.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace peerchallenge::rpc {

// The detail of that type that `status` carries; empty if it carries none.
template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  const auto payload =
      status.GetPayload("type.googleapis.com/" + Detail::descriptor()->full_name());
  if (payload) detail.ParseFromString(std::string(*payload));
  return detail;
}

// A value of the ErrorInfo's metadata; empty if it is not there.
inline std::string MetadataOf(const absl::Status& status, const std::string& key) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  const auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

// The fields that a FIELD_INVALID names, in order.
inline std::vector<std::string> FieldsOf(const absl::Status& status) {
  const auto detail = DetailOf<google::rpc::BadRequest>(status);
  std::vector<std::string> fields;
  for (const auto& violation : detail.field_violations()) fields.push_back(violation.field());
  return fields;
}

// Rule and subject of each violation that a RULE_BROKEN names, in order.
inline std::vector<std::pair<std::string, std::string>> RulesOf(const absl::Status& status) {
  const auto detail = DetailOf<google::rpc::PreconditionFailure>(status);
  std::vector<std::pair<std::string, std::string>> rules;
  for (const auto& violation : detail.violations()) {
    rules.emplace_back(violation.type(), violation.subject());
  }
  return rules;
}

// Code and reason, as an error table would have it.
inline void ExpectError(const absl::Status& status, errors::ErrorReason reason) {
  EXPECT_EQ(errors::v1::ErrorReason_Name(errors::ReasonOf(status)),
            errors::v1::ErrorReason_Name(reason))
      << status;
  EXPECT_EQ(status.code(), errors::CodeOf(reason)) << status;
}
template <typename Reply>
void ExpectError(const absl::StatusOr<Reply>& reply, errors::ErrorReason reason) {
  ExpectError(reply.status(), reason);
}

// The reply; a failure of the test where there is none.
template <typename Reply>
Reply Value(const absl::StatusOr<Reply>& reply) {
  EXPECT_TRUE(reply.ok()) << reply.status();
  return reply.ok() ? *reply : Reply();
}

}  // namespace peerchallenge::rpc
