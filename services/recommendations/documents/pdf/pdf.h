#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/environment/budget.h"
#include "services/recommendations/documents/flow.h"
#include "services/recommendations/documents/pdf/fonts.h"

namespace peerchallenge::documents {

// PDF 1.7 that conforms to PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2): tagged, with title,
// language, bookmarks and its fonts. The same flow gives the same bytes.
// Errors: DEADLINE_EXCEEDED (the budget is spent), INTERNAL (memory is short).
absl::StatusOr<std::string> PdfOf(const Flow& flow, const Fonts& fonts,
                                  environment::Budget budget = environment::Budget::Endless());

}  // namespace peerchallenge::documents
