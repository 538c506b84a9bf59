#pragma once

#include <string>

#include "services/recommendations/documents/flow.h"

namespace peerchallenge::documents {

// One file of semantic HTML with its style: no script, nothing loaded from elsewhere.
std::string HtmlOf(const Flow& flow);

}  // namespace peerchallenge::documents
