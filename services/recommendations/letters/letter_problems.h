#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/client.h"
#include "common/storage/database.h"
#include "services/recommendations/letters/letter_material.h"
#include "services/recommendations/letters/published_texts.h"
#include "services/recommendations/letters/quoted_items.h"

// What stands in the way of a letter's next step, or should be looked at.
namespace peerchallenge::recommendations {

// A letter and what it is checked against, as they are stored.
struct LetterFacts {
  v1::Letter letter;  // with its text
  LetterMaterial material;
  std::vector<v1::Correction> corrections;
  std::vector<v1::LetterProblem> unfit_answers;  // to corrections (UnfitAnswers)
};

absl::StatusOr<LetterFacts> LoadFacts(storage::Transaction& tx, const Context& context,
                                      const scheduling::v1::Review& review, v1::Letter letter);

// What others can read once the letter is shared or issued.
std::vector<PublishedText> PublishedTexts(const LetterFacts& facts);

// What evidence says of a letter.
struct AskedEvidence {
  QuotedItems items;
  // Published texts in which somebody could be recognised, and those that repeat what may not be
  // quoted.
  std::set<std::string> recognisable = {}, verbatim = {};
};

// Asks evidence about the letter. DEPENDENCY_UNAVAILABLE. Blocks.
absl::StatusOr<AskedEvidence> AskAbout(const EvidencePeer& evidence, const LetterFacts& facts,
                                       const rpc::CallOptions& within);

// All problems, in the order of the letter; those of no paragraph come last. `evidence`: nothing
// where it could not be asked.
std::vector<v1::LetterProblem> ProblemsOf(const LetterFacts& facts,
                                          const std::optional<AskedEvidence>& evidence);

// OK, or RULE_BROKEN (LETTER_PROBLEM) with every blocking problem.
absl::Status RequireNoneBlocking(const std::vector<v1::LetterProblem>& problems);

}  // namespace peerchallenge::recommendations
