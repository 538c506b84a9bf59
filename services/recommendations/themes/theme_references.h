#pragma once

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/recommendations/context.h"

namespace peerchallenge::recommendations {

using ThemeNames = google::protobuf::RepeatedPtrField<std::string>;

// Whether something that had the themes `before` may have `themes`, as its field: REFERENCE_BROKEN
// for one that is not there, FIELD_INVALID for a retired one that it did not have.
absl::Status CheckThemesUsable(storage::Transaction& tx, const Context& context,
                               const std::string& field, const ThemeNames& themes,
                               const ThemeNames& before);

}  // namespace peerchallenge::recommendations
