#pragma once

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/storage/database.h"
#include "services/recommendations/context.h"

// The host's check of facts: what starts and ends its clocks, in one transaction.
namespace peerchallenge::recommendations {

// Ends the host's check: WITH_HOST becomes ANSWERING, and the clock of each open correction starts.
// The letter is changed and not stored yet.
absl::Status EndCorrections(storage::Transaction& tx, const Context& context, v1::Letter& letter);

// Ends the check of every letter whose time is over, as of now.
absl::Status EndOverdueCorrections(const Context& context);

// What came of the corrections.
v1::CorrectionCounts CountOf(const std::vector<v1::Correction>& corrections);

}  // namespace peerchallenge::recommendations
