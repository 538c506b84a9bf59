#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/recommendations/documents/flow.h"

namespace peerchallenge::documents {

// OpenDocument text 1.3: an archive of what is the same in every document (the XML files of this
// folder, with all styles) completed by the document's own texts.
absl::StatusOr<std::string> OdtOf(const Flow& flow);

}  // namespace peerchallenge::documents
