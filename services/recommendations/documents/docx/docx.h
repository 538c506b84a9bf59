#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/recommendations/documents/flow.h"

namespace peerchallenge::documents {

// Office Open XML text (ISO/IEC 29500 transitional): an archive of what is the same in every
// document (the XML files of this folder, with all styles) completed by the document's own texts.
absl::StatusOr<std::string> DocxOf(const Flow& flow);

}  // namespace peerchallenge::documents
