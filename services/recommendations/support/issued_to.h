#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/recommendations/context.h"

// What letters that are issued, and not of a visit that is still hidden, say of an authority. Of
// all others nothing is told, not even that they are there.
namespace peerchallenge::recommendations {

using Names = google::protobuf::RepeatedPtrField<std::string>;

// Whether all are letters issued to the authority, or to one whose place it took; REFERENCE_BROKEN
// for any other name.
absl::Status CheckLettersTo(storage::Transaction& tx, const Context& context,
                            const std::string& authority, const Names& letters);
// The same of recommendations in such letters.
absl::Status CheckRecommendationsTo(storage::Transaction& tx, const Context& context,
                                    const std::string& authority, const Names& recommendations);

// The themes, by name and each once, in which such a letter names a strength; none for any other
// name.
absl::StatusOr<std::vector<std::string>> StrengthsIn(storage::Transaction& tx,
                                                     const Context& context,
                                                     const std::string& letter);

}  // namespace peerchallenge::recommendations
