#pragma once

#include <set>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace peerchallenge::resources {

// More than any resource has fields.
inline constexpr int kMostPaths = 100;

// Writes the fields of `patch` that `mask` names into `target` (of the same type), as an Update
// method does:
// - Nothing when the patch has an etag that is not the target's: ETAG_MISMATCH.
// - An empty mask stands for the populated top-level fields of `patch`, the mask "*" for all.
// - A named field takes the patch's value as a whole: lists and messages are replaced, unset fields
//   cleared.
// - Paths reach into messages ("scope.focus"), not into lists. An unknown path is FIELD_INVALID on
//   `update_mask`, as are more than kMostPaths of them, and `target` is then unchanged.
// - `protected_paths` (output-only and immutable fields, nested ones too) keep their value, as do
//   `name` and `etag`; a mask that names one of them is as wrong as one with an unknown path. A
//   path there that the type lacks is a defect and aborts.
absl::Status ApplyUpdate(const google::protobuf::Message& patch,
                         const google::protobuf::FieldMask& mask,
                         const std::set<std::string>& protected_paths,
                         google::protobuf::Message* target);

}  // namespace peerchallenge::resources
