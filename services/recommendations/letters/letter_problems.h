#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/recommendations/letters/letter_material.h"
#include "services/recommendations/letters/letter_text.h"
#include "services/recommendations/letters/quoted_items.h"

// What stands in the way of a letter's next step, or should be looked at.
namespace peerchallenge::recommendations {

// What evidence says of a letter's text.
struct AskedEvidence {
  QuotedItems items;
  // Sentences in which somebody could be recognised: paragraph, and number of the sentence from 1.
  std::set<std::pair<std::string, int>> recognisable = {};
  // Sentences that repeat, likewise, what may not be quoted.
  std::set<std::pair<std::string, int>> verbatim = {};
};

// Asks evidence about the text. DEPENDENCY_UNAVAILABLE. Blocks.
absl::StatusOr<AskedEvidence> AskAboutText(const EvidencePeer& evidence, const std::string& review,
                                           const Sections& sections,
                                           const rpc::CallOptions& within);

// What a letter is checked against.
struct LetterFacts {
  const v1::Letter& letter;  // with its text
  const LetterMaterial& material;
  const std::vector<v1::Correction>& corrections;
  const std::optional<AskedEvidence>& evidence;  // nothing: it could not be asked
};

// All problems, in the order of the letter; those of the whole letter come last.
std::vector<v1::LetterProblem> ProblemsOf(const LetterFacts& facts);

// OK, or RULE_BROKEN (LETTER_PROBLEM) with every blocking problem.
absl::Status RequireNoneBlocking(const std::vector<v1::LetterProblem>& problems);

}  // namespace peerchallenge::recommendations
