#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/client.h"
#include "common/storage/database.h"
#include "services/recommendations/context.h"

// The last steps of a letter, which go on by themselves after any failure.
namespace peerchallenge::recommendations {

// Fixes the letter's text as its next version; the letter, which has its text, is changed and not
// stored yet. QUOTA_EXCEEDED ("letter_versions").
absl::Status FixVersion(storage::Transaction& tx, const Context& context,
                        v1::LetterVersion::Occasion occasion, v1::Letter& letter);

// Enters the hash of an ISSUING letter in the evidence ledger and makes it ISSUED, with the
// findings and recommendations that its signed version says, and opens the action plan. Each part
// may be done again. The state that was reached, also where it was ISSUED before;
// DEPENDENCY_UNAVAILABLE while evidence is away. Blocks.
absl::StatusOr<v1::Letter::State> FinishIssuing(const Context& context, const std::string& name,
                                                const rpc::CallOptions& within);

// Goes on with all letters that are ISSUING.
absl::Status FinishAllIssuing(const Context& context);

}  // namespace peerchallenge::recommendations
