#pragma once

#include <string>
#include <vector>

#include "services/recommendations/documents/flow.h"

namespace peerchallenge::documents {

// The plain text that every format says, in reading order: one entry a heading, paragraph, item,
// label, value, caption or cell that is not empty. Bullets, numbers of items and of pages, and the
// notice on later pages are the formats' own.
std::vector<std::string> TextsOf(const Flow& flow);

}  // namespace peerchallenge::documents
