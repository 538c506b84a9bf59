#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/validation/field_checks.h"
#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "peerchallenge/evidence/v1/item.pb.h"

// What requests on items must look like; what they refer to is looked up elsewhere.
namespace peerchallenge::evidence {

// Whether it has the form of a host's reference of a case.
bool IsCaseReference(std::string_view text);

// A content of an item of `review`, in the field `field`.
void CheckContent(const v1::ItemContent& content, const std::string& field,
                  const std::string& review, validation::FieldChecks& checks);

// A stamp: its form only. One that does not hold is stored and marked.
void CheckStamp(const v1::CaptureStamp& stamp, const std::string& field, const std::string& review,
                validation::FieldChecks& checks);

// A capture into `review`; `field` ends with "." or is empty.
void CheckCapture(const v1::ItemCapture& capture, const std::string& field,
                  const std::string& review, validation::FieldChecks& checks);

// A time that can be told; absent ones are none.
void CheckTime(bool present, const google::protobuf::Timestamp& time, const std::string& field,
               validation::FieldChecks& checks);

}  // namespace peerchallenge::evidence
