#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/storage/database.h"
#include "services/recommendations/context.h"

// The host's check of facts: what starts and ends its clocks, and what must hold of the answers.
// All of it belongs to a transaction.
namespace peerchallenge::recommendations {

// Ends the host's check: WITH_HOST becomes ANSWERING, and the clock of each open correction starts.
// The letter is changed and not stored yet.
absl::Status EndCorrections(storage::Transaction& tx, const Context& context, v1::Letter& letter);

// Ends the check of every letter whose time is over, as of now.
absl::Status EndOverdueCorrections(const Context& context);

// Marks every correction whose answer is overdue, as of now; watchers see it.
absl::Status MarkOverdueAnswers(const Context& context);

// Answers that do not fit the letter's text, and so would be published untrue (CORRECTION_OPEN):
// accepted and the text stands as it was shared, declined and the text that an earlier answer
// brought still stands, or about a paragraph that was taken out. What the host was told stays.
// `letter` with its text.
absl::StatusOr<std::vector<v1::LetterProblem>> UnfitAnswers(
    storage::Transaction& tx, const Context& context, const v1::Letter& letter,
    const std::vector<v1::Correction>& corrections);

// Tells the host the answers that it has not been told yet, with a letter that is shared or issued.
absl::Status TellAnswers(storage::Transaction& tx, const Context& context,
                         const std::string& letter);

// What came of the corrections.
v1::CorrectionCounts CountOf(const std::vector<v1::Correction>& corrections);

}  // namespace peerchallenge::recommendations
