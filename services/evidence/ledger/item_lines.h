#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/evidence/ledger/entry.h"

namespace peerchallenge::evidence {

// The line that a bundle's items.jsonl has for an entry: an ItemVersion as JSON with its name, base
// version and content, and a line break; empty for entries that record no version of an item.
// DATA_CORRUPT for a record that cannot be read.
absl::StatusOr<std::string> ItemLine(const Entry& entry, std::string_view record);

}  // namespace peerchallenge::evidence
