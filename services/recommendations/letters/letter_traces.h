#pragma once

#include <set>
#include <string>

#include "services/recommendations/letters/letter_text.h"

// What a letter says of what the team has concluded, by the traces of its sentences.
namespace peerchallenge::recommendations {

std::set<std::string> FindingsIn(const Sections& sections);
std::set<std::string> RecommendationsIn(const Sections& sections);

// All sentences that say the recommendation, joined by spaces.
std::string TextSaying(const std::string& recommendation, const Sections& sections);

}  // namespace peerchallenge::recommendations
