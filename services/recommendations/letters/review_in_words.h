#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "services/recommendations/letters/letter_material.h"

// A review as a text says it; without names of people.
namespace peerchallenge::recommendations {

// "peer challenge".
std::string KindInWords(const scheduling::v1::Review& review);
// "9 to 11 July 2012"; empty while the review is not planned.
std::string DatesInWords(const scheduling::v1::Review& review);
// "1 lead reviewer, 2 reviewers from Nottingham; 1 reviewer from Leicester": the team by duty and
// place.
std::string TeamInWords(const LetterMaterial& material);
// "1 recommendation", "3 recommendations".
std::string CountInWords(int64_t count, absl::string_view noun);

}  // namespace peerchallenge::recommendations
