#pragma once

#include <map>
#include <set>
#include <string>

#include "services/recommendations/letters/letter_text.h"

// What a letter says of what the team has concluded, by the traces of its sentences.
namespace peerchallenge::recommendations {

std::set<std::string> FindingsIn(const Sections& sections);
std::set<std::string> RecommendationsIn(const Sections& sections);

// The number that every format prints before each recommendation: that of the first item, of those
// numbered in the section of recommendations, that says it. Without those that no such item says.
std::map<std::string, int> NumbersIn(const Sections& sections);

// All sentences that say the recommendation, joined by spaces.
std::string TextSaying(const std::string& recommendation, const Sections& sections);

}  // namespace peerchallenge::recommendations
