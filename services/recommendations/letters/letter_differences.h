#pragma once

#include <map>
#include <string>
#include <vector>

#include "services/recommendations/letters/letter_text.h"

// How two versions of a letter differ.
namespace peerchallenge::recommendations {

// The text of both, word by word: pieces with `before` joined give the earlier text, those with
// `after` the later. A longest common subsequence of the words (Myers, "An O(ND) difference
// algorithm", 1986); texts that differ in more than 500 words come as one replaced by the other.
std::vector<v1::ParagraphDifference::Piece> PiecesOf(const std::string& before,
                                                     const std::string& after);

// The paragraphs that differ: those that are gone, then the others in the order of the later
// version. `corrections` names those that led to a paragraph, by its name.
std::vector<v1::ParagraphDifference> DifferencesOf(
    const Sections& before, const Sections& after,
    const std::map<std::string, std::vector<std::string>>& corrections);

}  // namespace peerchallenge::recommendations
